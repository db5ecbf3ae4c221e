# Settings: every slip is told with its file, line, column and what was meant; nothing is changed, exit 78.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
workspace w && cd w || exit 1

# slip FILE SED-SCRIPT PATTERN: that edit of a good file is refused by close, by status and by import alike.
slip() {
    cp "$1" "$work/good" && sed -i -e "$2" "$1"
    cmp -s "$1" "$work/good" && fail "the edit $2 of $1 changes nothing"
    unchanged . 78 "^$1:$3" close sample-1
    unchanged . 78 "^$1:$3" status sample-1
    unchanged . 78 "^$1:$3" import sample-1 orders.csv
    cp "$work/good" "$1"
}
slip svod.yaml 's/^name:/nmae:/' '[0-9]*:1: error: unknown key .nmae.; did you mean .name.?'
slip svod.yaml 's/^currency: RUB/currency: РУБЛИК/' '[0-9]*:11: error: .РУБЛИК. is no currency'
slip svod.yaml 's/^time_zone: .*/time_zone: Europe\/Moskow/' '[0-9]*:12: error: time zone'
slip svod.yaml 's/^language: ru/language: de/' '[0-9]*:11: error: .de. is not known'
slip svod.yaml 's/^org_fee: 15%/org_fee: 15/' '[0-9]*:10: error: .org_fee. must be a percentage'
slip svod.yaml 's/^contacts:/contacts: {/' '[0-9]*:[0-9]*: error: this is not YAML'
slip suppliers/sample.yaml 's/^source:/sourse:/' '[0-9]*:1: error: unknown key .sourse.; did you mean .source.?'
slip suppliers/sample.yaml 's/rows: whole/rows: half/' '[0-9]*:9: error: .half. is not known for .rows.'
slip suppliers/sample.yaml 's/row: "[^"]*"/row: "-"/' '[0-9]*:[0-9]*: error: .-. is no row'
slip purchases/sample-1.yaml 's/^policy: .*/policy: most-filed/' '[0-9]*:9: error: .most-filed. is not known for .policy.; did you mean .most-filled.?'
slip purchases/sample-1.yaml 's/^delivery: {amount: 350/delivery: {amount: 350.005/' '[0-9]*:20: error: .amount. is a sum of money'
slip purchases/sample-1.yaml 's/^stop: .*/stop: 31.02.2026/' '[0-9]*:7: error: .31.02.2026. is no time'
slip purchases/sample-1.yaml '$a supplier: sample' '[0-9]*:1: error: the key .supplier. is here twice'
slip purchases/sample-1.yaml '$a x: &a [*a]' '[0-9]*:[0-9]*: error: nested more than'

# What a purchase asks for and there is not.
sed -i 's/^supplier: sample/supplier: samples/' purchases/sample-1.yaml
unchanged . 66 'purchases/sample-1.yaml:4:11: error: there is no suppliers/samples.yaml; did you mean .sample.' close sample-1
sed -i 's/^supplier: samples/supplier: ..\/sample/' purchases/sample-1.yaml
unchanged . 2 'cannot be a name' close sample-1
sed -i 's/^supplier: .*/supplier: sample/' purchases/sample-1.yaml
unchanged . 66 'did you mean .sample-1.' close sample1
unchanged . 66 'there are: sample-1' close xyzzy
head -c 20000 /dev/urandom >purchases/noise.yaml
unchanged . 78 'purchases/noise.yaml' close noise
head -c 2000000 /dev/zero | tr '\0' ' ' >purchases/large.yaml
unchanged . 78 'larger than' close large
mkdir purchases/folder.yaml
unchanged . 66 'purchases/folder.yaml' close folder
: >purchases/empty.yaml
unchanged . 78 'purchases/empty.yaml:1:1: error: the key .supplier. is missing' close empty
rm -r purchases/noise.yaml purchases/large.yaml purchases/folder.yaml purchases/empty.yaml

# A fee outside 0–15 % is a warning, not an error.
sed -i 's/^org_fee: 15%/org_fee: 20%/' purchases/sample-1.yaml
check 0 'purchases/sample-1.yaml:[0-9]*:10: warning: the organiser.s fee of 20% is outside' close sample-1
tail -n 1 out/sample-1/costs.csv | grep -q ';1148.00;' || fail "20 % of 5740 is 1148: $(tail -n 1 out/sample-1/costs.csv)"

# Currencies: a rate where it is needed, only there, and for the right one.
sed -i 's/^# rate: .*/rate: {USD: 61, fee: 1%}/' purchases/sample-1.yaml
unchanged . 78 'purchases/sample-1.yaml: error: the rate is for USD, but the supplier sells in RUB' close sample-1
sed -i 's/<currencyId>RUB</<currencyId>USD</; s/currency id="RUB"/currency id="USD"/' catalogs/sample.yml
check 0 sample refresh
check 0 'out/sample-1' close sample-1
tail -n 1 out/sample-1/costs.csv | grep -q ';353641.40;' || fail "5740 × 61.61 is 353641.40: $(tail -n 1 out/sample-1/costs.csv)"
sed -i 's/^rate: .*//' purchases/sample-1.yaml
unchanged . 78 'the purchase needs a rate' close sample-1
sed -i '0,/<currencyId>USD</s//<currencyId>EUR</' catalogs/sample.yml
check 0 sample refresh
unchanged . 78 'in two currencies' close sample-1
exit 0
