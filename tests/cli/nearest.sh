# svod close, again: of plans that are equally good the one nearest to the last stays, so that nobody is moved about for nothing.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
mkdir -p w/suppliers w/purchases && cd w || fail workspace
printf 'name: Орг\ncurrency: RUB\ntime_zone: Europe/Moscow\nlanguage: ru\n' >svod.yaml
printf 'title: Шарфы\nsource: ./scarves.csv\ncurrency: RUB\n' >suppliers/scarves.yaml
printf 'title: Шарфы, выкуп 1\nsupplier: scarves\n' >purchases/one.yaml
catalog() { printf 'ID;Артикул;Цвет;Цена;Остаток\nб;Ш-1;белый;100;0\nс;Ш-1;синий;100;%s\nк;Ш-1;красный;100;%s\n' "$1" "$2" >scarves.csv; "$SVOD" --quiet --now $now refresh >/dev/null || fail refresh; }
who() { awk -F';' '$5 == "substitute" { print $2 $4 }' out/one/allocation.csv | sort | tr '\n' ' '; }
# Anybody takes any colour but white, which is gone.
{
    echo 'line;participant;time;article;colour;quantity;alternatives'
    for i in 1 2 3 4 5 6; do echo "$i;У$i;10.11.2026 0$i:00;Ш-1;белый;1;/*/"; done
} >orders.csv
catalog 3 0
"$SVOD" --quiet --now $now import one orders.csv || fail import
check 0 '' close one
[ "$(who)" = 'У1с У2с У3с ' ] || fail "first: $(who)"
# Red ones come: those who have blue keep it.
catalog 3 3
check 0 'affected by what changed since the earlier close: 3 (У4, У5, У6)' close one
[ "$(who)" = 'У1с У2с У3с У4к У5к У6к ' ] || fail "more: $(who)"
unchanged . 0 '' close one
# Without the last plan it might as well be the other way round; with it, put so by hand, it stays the other way round.
sed -i 's/^\(4;.*;\)к;substitute/\1X;substitute/; s/^\(1;.*;\)с;substitute/\1к;substitute/; s/;X;substitute/;с;substitute/' out/one/allocation.csv
check 0 '' close one
[ "$(who)" = 'У1к У2с У3с У4с У5к У6к ' ] || fail "swapped by hand: $(who)"
# One blue is gone: У6, the last, has nothing, У4 takes the red one, all others have what they had.
catalog 2 3
check 0 'earlier close: 2 (У4, У6)' close one
[ "$(who)" = 'У1к У2с У3с У4к У5к ' ] || fail "fewer: $(who)"
unchanged . 0 '' close one
unchanged . 0 'units served  *5  *5  *5' close one --compare
exit 0
