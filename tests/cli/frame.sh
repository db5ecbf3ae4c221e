# The frame of the command line: usage, help, languages, exit statuses of what every command shares.
set -u
fail() { echo "FAILED: $*" >&2; exit 1; }
# check STATUS PATTERN ARGUMENTS…: the exit status and what stderr or stdout says.
check() {
    local status=$1 pattern=$2; shift 2
    local said; said=$("$SVOD" "$@" 2>&1 < /dev/null); local got=$?
    [ $got -eq "$status" ] || fail "svod $*: exit $got, not $status: $said"
    grep -qe "$pattern" <<< "$said" || fail "svod $*: said: $said"
}
unset LC_ALL LC_MESSAGES LANG LANGUAGE NO_COLOR

check 2 'Usage: svod'
check 0 'Commands:' --help
check 0 'Usage: svod parse' parse --help
check 0 'Usage: svod parse' --help parse
check 0 '^svod [0-9]' --version
check 2 'did you mean "parse"' prase x
check 2 'did you mean "parsers"' parserz
check 2 'there is no command' frobnicate
check 2 'did you mean --parser?' parse --parsr yml x
check 2 'did you mean --quiet?' --quite parse x
check 2 'needs a value' parse x --parser
check 2 'FILE is missing' parse
check 2 'one argument too many' parse a b
check 2 'neither yes nor no' --json=maybe parse x
check 2 'is none of auto|always|never' --color purple parse x
check 2 'there is no option -x' -x
check 2 'is no time' --now yesterday parsers
check 2 'no parser "pdf"' parsers pdf
check 0 'yml' parsers
check 0 'libxml2' doctor
check 2 'needs a folder' -C

# Every command has help with an example, in both languages.
for command in $("$SVOD" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\).*/\1/p'); do
    check 0 '^Example:' "$command" --help
    check 0 '^Пример:' --lang ru "$command" --help
done

# The locale decides the language, --lang overrides it.
LC_ALL=ru_RU.UTF-8 check 2 'нет команды' frobnicate
LANG=ru_RU.UTF-8 check 2 'нет команды' frobnicate
LANG=ru_RU.UTF-8 LC_ALL=C check 2 'there is no command' frobnicate
LC_ALL=ru_RU.UTF-8 check 2 'there is no command' --lang en frobnicate
check 2 'нет команды' --lang ru frobnicate

# Colours only where asked for.
"$SVOD" parse /no/such 2>&1 | grep -q $'\033' && fail "colours in a pipe"
"$SVOD" --color always parse /no/such 2>&1 | grep -q $'\033' || fail "no colours with --color always"

# JSON parses.
"$SVOD" doctor --json | jq -e '.libraries | length > 5' > /dev/null || fail "doctor --json"
"$SVOD" parsers --json | jq -es 'map(.name) | index("yml") != null' > /dev/null || fail "parsers --json"

# A full disk and a closed reader.
"$SVOD" --help > /dev/full 2> /tmp/svod-frame.$$; [ $? -eq 73 ] || fail "--help to a full disk"
grep -q 'cannot be written' /tmp/svod-frame.$$ || fail "full disk said: $(cat /tmp/svod-frame.$$)"
rm -f /tmp/svod-frame.$$
echo ok
