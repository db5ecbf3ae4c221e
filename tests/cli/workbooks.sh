# Workbooks: old ones through a converter, hostile ones refused in words and in no time, and what cannot be read named.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }
unset LC_ALL LC_MESSAGES LANG LANGUAGE NO_COLOR
cd "$work"
make() { python3 "$SVOD_SOURCE/tests/tools/make_workbooks.py" "$1" "$2" || fail "make $1"; }
# Sanitizers take memory of their own.
most=262144; grep -q __asan_init "$SVOD" && most=1572864
# parse STATUS ARGUMENTS…: in at most 20 seconds and 256 MiB.
parse() {
  local status=$1 got; shift
  timeout 20 python3 -c 'import resource, subprocess, sys
status = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=open("kib", "w"))
sys.exit(status)' "$SVOD" parse "$@" >out 2>err </dev/null; got=$?
  [ $got -eq "$status" ] || fail "parse $*: exit $got, not $status: $(head -c 600 err)"
  [ "$(cat kib)" -le $most ] || fail "parse $*: $(cat kib) KiB"
}
says() { grep -qF "[$1]" err || fail "not said: $1: $(head -c 600 err)"; }

# ---- hostile ----
for case in bomb:65:xlsx.bomb sheets:65:xlsx.too-many-sheets relations:65:sheet.empty parents:65:xlsx.no-part \
  entities:65:xlsx.doctype doctype:65:xlsx.doctype xlsb:65:xlsx.binary ods:65:xlsx.opendocument encrypted:65:xls.protected; do
  IFS=: read -r name status id <<<"$case"
  make "$name" "$name.bin"
  parse "$status" "$name.bin"; says "$id"
done
make merges merges.xlsx
parse 0 merges.xlsx; [ "$(wc -l <out)" = 1 ] || fail "merges: $(cat out)"
head -c 1000 merges.xlsx >cut.xlsx
parse 65 cut.xlsx; says xlsx.damaged

# ---- from standard input, and one sheet of several ----
price=$SVOD_SOURCE/tests/golden/xlsx/price.xlsx
"$SVOD" parse "$price" >plain 2>/dev/null
"$SVOD" parse - <"$price" >piped 2>/dev/null; cmp -s plain piped || fail "standard input differs"
gzip -c "$price" >price.gz
"$SVOD" parse price.gz >packed 2>/dev/null; cmp -s plain packed || fail "gzip differs"

# ---- old workbooks ----
printf '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no more' >broken.xls
parse 65 broken.xls; says xls.cut-off
mkdir empty
{ printf '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'; head -c 504 /dev/zero; printf 'W\0o\0r\0k\0b\0o\0o\0k\0\0\0'; head -c 2000 /dev/zero; } >old.xls
( PATH="$work/empty"; "$SVOD" parse old.xls >out 2>err </dev/null ); [ $? -eq 69 ] || fail "without a converter: $(cat err)"
says xls.no-converter
if command -v ssconvert >/dev/null; then
  parse 65 old.xls; says xls.damaged
  make plain plain.xlsx
  ssconvert -T Gnumeric_Excel:excel_biff8 plain.xlsx price.xls >/dev/null 2>&1 || fail "ssconvert"
  parse 0 price.xls
  jq -r '[.article, .name, .price] | join(" ")' out | grep -qx '1 Чашка 120.00' || fail "old workbook: $(cat out)"
  # Nobody says that these are windows-1251, or UTF-8; the hidden sheet stays out.
  for name in biff5 biff5-says-1252 biff5-font biff5-utf8; do
    make $name $name.xls
    parse 0 $name.xls
    [ "$(jq -r '[.article, .name, .price, .at.sheet] | join(" ")' out)" = $'П-1 Платье «Роза» с ёлкой 900.50 Прайс\nЮ-2 Юбка широкая 700.00 Прайс' ] ||
      fail "$name: $(cat out)"
  done
  [ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'svod-*' -newer old.xls -user "$(id -un)" -type d 2>/dev/null)" ] || fail "something was left behind"
fi
exit 0
