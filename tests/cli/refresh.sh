# svod refresh: what is stored, what is kept, and how it ends.
set -u
work=$(mktemp -d)
served=
trap 'umount "$work/full/.svod" 2>/dev/null; umount -l "$work/ro" 2>/dev/null; [ -z "$served" ] || kill "$served" 2>/dev/null; rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }
unset LC_ALL LC_MESSAGES LANG LANGUAGE NO_COLOR
cd "$work"

# yml FILE OFFER…: a feed; an offer is id:price[:stock].
yml() {
  local file=$1 offer id price stock; shift
  { echo '<?xml version="1.0" encoding="UTF-8"?><yml_catalog date="2026-11-21 10:00"><shop><name>s</name><currencies><currency id="RUB" rate="1"/></currencies><offers>'
    for offer in "$@"; do
      IFS=: read -r id price stock <<<"$offer"
      echo "<offer id=\"$id\" available=\"true\"><name>Платье $id</name><price>$price</price><currencyId>RUB</currencyId><count>${stock:-5}</count></offer>"
    done
    echo '</offers></shop></yml_catalog>'; } >"$file"
}
workspace() { mkdir -p "$1/suppliers" && printf 'name: Мария\ncurrency: RUB\n' >"$1/svod.yaml"; }
profile() { printf 'source: %s\n' "$2" >"suppliers/$1.yaml"; }
# refresh STATUS ARGUMENTS…: the exit status; stdout and stderr are in out and err.
refresh() {
  local status=$1 got; shift
  "$SVOD" refresh "$@" >out 2>err </dev/null; got=$?
  [ $got -eq "$status" ] || fail "refresh $*: exit $got, not $status: $(cat out err)"
}
# counts SUPPLIER FILTER: of the last refresh --json.
counts() { jq -e ".suppliers[] | select(.supplier == \"$1\") | $2" out >/dev/null || fail "$1: not $2: $(cat out)"; }
ids() { "$SVOD" items "$1" --json --quiet | jq -r '"\(.offer)=\(.price)"' | tr '\n' ' '; }
is() { [ "$2" = "$3" ] || fail "$1: '$2', not '$3'"; }
says() { grep -qe "$1" err || fail "stderr does not say '$1': $(cat err)"; }

workspace shop; cd shop || exit 1

# ---- nothing there ----
refresh 66; says 'no suppliers yet'
refresh 66 ivtex; says 'suppliers/ivtex.yaml'
(cd / && "$SVOD" refresh >/dev/null 2>"$work/shop/err"); is "no workspace" $? 78
refresh 2 --jobs 0
[ ! -e .svod/svod.db ] || [ -z "$("$SVOD" items ivtex --quiet 2>/dev/null)" ] || fail "something was stored"

# ---- the first night, the second, and what changed ----
yml ivtex.yml a:100 b:200 c:300 d:400
profile ivtex ./ivtex.yml
refresh 0 --json; counts ivtex '.result == "stored" and .offers == 4 and .added == 4 and .error == null'
is offers "$(ids ivtex)" "a=100.00 b=200.00 c=300.00 d=400.00 "
refresh 0 --json; counts ivtex '.same == 4 and .added == 0 and .changed == 0'
yml ivtex.yml e:500 a:100 b:250 c:300:9
refresh 0 --dry-run --json; counts ivtex '.result == "dry-run" and .added == 1 and .vanished == 1'
is "after a dry run" "$(ids ivtex)" "a=100.00 b=200.00 c=300.00 d=400.00 "
refresh 0 --json
counts ivtex '.offers == 4 and .same == 1 and .added == 1 and .changed == 2 and .price_changed == 1 and .stock_changed == 1 and .vanished == 1'
is "second night" "$(ids ivtex)" "a=100.00 b=250.00 c=300.00 e=500.00 "
yml ivtex.yml a:100 b:250 c:300:9 e:500 d:400
refresh 0 --json; counts ivtex '.returned == 1 and .same == 4'
refresh 0; grep -q '^ivtex .* stored$' out || fail "table: $(cat out)"
refresh 0 --lang ru; grep -q 'поставщик' out || fail "Russian table: $(cat out)"

# ---- one supplier's failure holds nobody up, and keeps its old catalog ----
printf 'Артикул;Название;Цена\nX1;Юбка;500\nX2;Брюки;700\n' >basis.csv
profile basis ./basis.csv
profile gone ./nowhere.yml
printf 'sorce: x\n' >suppliers/wrong.yaml
refresh 78 --json
counts basis '.added == 2'; counts ivtex '.same == 5'
counts gone '.result == "failed" and .error.exit == 66'; counts wrong '.error.exit == 78'
says 'nowhere.yml'; says 'did you mean'
rm suppliers/wrong.yaml
refresh 66 --quiet; says 'no such file'
rm suppliers/gone.yaml
printf '\0\1\2\3\4binary' >ivtex.yml
refresh 65 ivtex; says 'ivtex.yml'
: >ivtex.yml
refresh 65 ivtex; says 'empty'
yml whole.yml a:1 b:2 c:3 d:4 e:5
head -c 500 whole.yml >ivtex.yml
refresh 65 ivtex
is "after bad files" "$(ids ivtex)" "a=100.00 b=250.00 c=300.00 d=400.00 e=500.00 "
printf 'source: ./basis.csv\nparser: nonesuch\n' >suppliers/basis.yaml
refresh 78 basis; says 'no parser "nonesuch"'
profile basis ./basis.csv

# ---- catalogs nobody would believe ----
# shellcheck disable=SC2046
yml ivtex.yml $(seq -f '%g:100' 1 80)
refresh 0 --json ivtex; counts ivtex '.offers == 80 and .vanished == 5'
yml ivtex.yml 1:100 2:100
refresh 1 --json ivtex; counts ivtex '.result == "kept" and .vanished == 78'; says 'more than half'
is "kept" "$(ids ivtex | wc -w)" 80
refresh 0 --json --force ivtex; counts ivtex '.offers == 2'
yml ivtex.yml
refresh 65 ivtex; says 'no offer'
grep -q $'\033' err && fail "the bar is wiped where there is none: $(cat err)"
is "kept" "$(ids ivtex | wc -w)" 2

# ---- several sources, folders ----
mkdir parts
yml parts/one.yml a:1 b:2
yml parts/two.yml c:3 b:9
echo 'not a catalog' >parts/readme.md
profile many ./parts
refresh 0 --json many; counts many '.offers == 4'; says 'b~2'
is "folder" "$(ids many)" "a=1.00 b=2.00 c=3.00 b~2=9.00 "
refresh 0 --json many; counts many '.same == 4 and .offers == 4'
printf 'source: [./parts/two.yml, ./parts/one.yml]\n' >suppliers/many.yaml
refresh 0 --json many; counts many '.offers == 4 and .price_changed == 2'
printf 'source: [./parts/two.yml, ./nowhere.yml]\n' >suppliers/many.yaml
refresh 66 many
is "one source missing" "$(ids many)" "a=1.00 b=9.00 c=3.00 b~2=2.00 "
mkdir empty; profile many ./empty
refresh 66 many; says 'no catalog files'
rm suppliers/many.yaml

# ---- two at once, damaged, newer, read-only, full ----
exec 9>>.svod/lock; flock 9
refresh 75 ivtex; says 'svod'
exec 9>&-
cp .svod/svod.db keep.db
printf 'this is no database, this is no database' >.svod/svod.db
refresh 65 ivtex; says 'damaged'
is "damaged, untouched" "$(cat .svod/svod.db)" 'this is no database, this is no database'
cp keep.db .svod/svod.db
if command -v python3 >/dev/null; then
  python3 -c 'import sqlite3; d = sqlite3.connect(".svod/svod.db"); d.execute("PRAGMA user_version = 999"); d.commit()'
  refresh 78 ivtex; says 'newer'
  cp keep.db .svod/svod.db
fi
[ "$(stat -c %a .svod/svod.db)" = 600 ] || fail "the database is open to others"

# A sample big enough to be in the middle of something when it is killed.
# shellcheck disable=SC2046
yml big.yml $(seq -f '%g:100' 1 3000)
profile big ./big.yml
refresh 0 big
sed -i 's/<price>100/<price>101/' big.yml
for wait in 0.01 0.02 0.03 0.05 0.08; do
  "$SVOD" refresh big >/dev/null 2>&1 & child=$!
  sleep $wait; kill -9 $child 2>/dev/null; wait $child 2>/dev/null
  prices=$("$SVOD" items big --json --quiet | jq -r .price | sort | uniq -c | awk '{print $1, $2}')
  [ "$prices" = "3000 100.00" ] || [ "$prices" = "3000 101.00" ] || fail "killed after $wait: $prices"
done
refresh 0 --json big; counts big '.offers == 3000'

if [ "$(id -u)" -eq 0 ] && mkdir "$work/ro" && mount --bind "$work/shop" "$work/ro" 2>/dev/null && mount -o remount,ro,bind "$work/ro"; then
  "$SVOD" -C "$work/ro" refresh ivtex >out 2>err; is "read-only" $? 73
  umount "$work/ro"
  mkdir -p "$work/full/suppliers" "$work/full/.svod"; cp svod.yaml big.yml "$work/full"; cp suppliers/big.yaml "$work/full/suppliers"
  mount -t tmpfs -o size=300k tmpfs "$work/full/.svod"
  "$SVOD" -C "$work/full" refresh big >out 2>err; is "full disk" $? 73; says 'room'
  "$SVOD" -C "$work/full" items big >out 2>err; is "nothing stored on the full disk" $? 66
  umount "$work/full/.svod"
else
  echo "read-only and full disks: skipped (needs root and mount)"
fi

# ---- addresses ----
if command -v nginx >/dev/null; then
  mkdir -p "$work/www" "$work/ngx"
  serve() { # PORT
    cat >"$work/ngx/conf" <<CONF
daemon off; master_process off; pid $work/ngx/pid; error_log $work/ngx/error.log; events {}
http { access_log $work/ngx/access.log; root $work/www; client_body_temp_path $work/ngx/b; proxy_temp_path $work/ngx/p;
  fastcgi_temp_path $work/ngx/f; uwsgi_temp_path $work/ngx/u; scgi_temp_path $work/ngx/s;
  server { listen 127.0.0.1:$1; location /busy { return 429; } location /login { return 401; } } }
CONF
    nginx -c "$work/ngx/conf" 2>/dev/null & served=$!
    for _ in $(seq 50); do
      kill -0 "$served" 2>/dev/null || return 1
      [ -s "$work/ngx/pid" ] && return 0
      sleep 0.1
    done
    return 1
  }
  port=
  for _ in $(seq 20); do
    port=$((20000 + RANDOM % 20000))
    serve "$port" && break
  done
  yml "$work/www/feed.yml" n1:10 n2:20
  profile net http://127.0.0.1:$port/feed.yml
  refresh 69 --offline net
  refresh 0 --json net; counts net '.added == 2'
  refresh 0 --json net; counts net '.same == 2'
  grep -q '"GET /feed.yml HTTP/1.1" 304' "$work/ngx/access.log" || fail "not asked conditionally: $(cat "$work/ngx/access.log")"
  refresh 0 --json --offline net; counts net '.same == 2'
  yml "$work/www/feed.yml" n1:11 n2:20
  touch -d '+1 minute' "$work/www/feed.yml"
  profile busy http://127.0.0.1:$port/busy
  profile login http://127.0.0.1:$port/login
  profile lost http://127.0.0.1:$port/nothing.yml
  refresh 77 --json net busy login lost --jobs 3
  counts net '.price_changed == 1'; counts busy '.error.exit == 75'; counts login '.error.exit == 77'; counts lost '.error.exit == 66'
  kill "$served"; wait "$served" 2>/dev/null; served=
  refresh 69 net
  is "server gone" "$(ids net)" "n1=11.00 n2=20.00 "
else
  echo "addresses: skipped (no nginx)"
fi
echo ok
