# svod init: a workspace that works as it is, in both languages, and nothing overwritten.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1

for lang in ru en; do
    check 0 'svod refresh' --lang $lang init $lang
    (cd $lang && check 0 sample refresh && check 0 sample-1 import sample-1 orders.csv && check 0 out/sample-1 close sample-1) || exit 1
    [ -s $lang/out/sample-1/supplier-order.xlsx ] || fail "no order was written"
    [ "$(ls $lang/out/sample-1/sheets | wc -l)" -eq 5 ] || fail "five sheets were expected"
done
# The same sums in both languages.
[ "$(tail -n 1 ru/out/sample-1/costs.csv | cut -d';' -f2-)" = "$(tail -n 1 en/out/sample-1/costs.csv | cut -d';' -f2-)" ] || fail "sums differ"

# Nothing is overwritten, not even by a second init.
unchanged ru 73 'is there already' init ru
mkdir other && echo mine >other/orders.csv
unchanged other 73 'orders.csv is there already' --lang en init other
# An init that was cut short can be run again: svod.yaml comes last.
mkdir part && cp -r ru/suppliers part/ && check 0 refresh --lang ru init part && [ -f part/svod.yaml ] || fail "init was not finished"
# Into this folder; under -C.
mkdir here && (cd here && check 0 refresh --lang en init) && [ -f here/svod.yaml ] || fail "init here"
check 0 refresh --lang en -C here init sub && [ -f here/sub/svod.yaml ] || fail "init under -C"
echo file >file
check 73 'cannot make the folder' init file
check 73 'cannot make the folder' init file/below
check 73 'cannot make the folder' init no/such/parent
check 2 'name of a folder' init ''
check 2 'too many' init a b
if can_be_denied; then
    mkdir locked && chmod 755 locked && chmod 755 "$work"
    out=$($unprivileged "$SVOD" init locked/w 2>&1); [ $? -eq 73 ] || fail "read-only folder: $out"
    [ -z "$(ls locked)" ] || fail "something was written into a read-only folder"
fi
exit 0
