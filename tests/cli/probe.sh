# svod probe: what it says of a table, of YML, of nothing it knows; the profile it saves.
source "$SVOD_SOURCE/tests/support/cli.bash"
cd "$work" || exit 1
cat >price.csv <<'CSV'
ООО «Ёлочка»;;;;;;
;;;;;;
Артикул;Наименование;Цвет;Размер;Цена опт, руб.;Остаток;Состав
А-101;Платье летнее;синий;42;1 250,00;7;лён
А-101;Платье летнее;синий;44;1 250,00;0;лён
B-7;Носки;;;99,90;12;хлопок
B-8;Шарф;белый;;по запросу;3;шерсть
CSV

check 0 '^  format  *csv: price lists' --lang en probe price.csv
grep -q '^  headings: line 3$' <<<"$said" || fail "no row of headings: $said"
grep -qE '^ +5  Цена опт, руб\. +price +[0-9]+  its heading$' <<<"$said" || fail "the column of prices: $said"
grep -q '^    Состав$' <<<"$said" || fail "attributes: $said"
grep -qE '^  offers +4$' <<<"$said" || fail "count of offers: $said"
grep -qE '^  with a price +3$' <<<"$said" || fail "count of prices: $said"
grep -q '99.90 RUB … 1,250.00 RUB' <<<"$said" || fail "range of prices: $said"
grep -q 'warning, line 7: .*is no price' <<<"$said" || fail "what was not read: $said"
grep -qE '^ +А-101 +Платье летнее +синий +42 +1,250.00 RUB +7$' <<<"$said" || fail "offers: $said"
[ "$(LC_ALL=C.UTF-8 wc -L <<<"$said")" -le 100 ] || fail "wider than a terminal: $said"
check 0 'Что не прочитано' --lang ru probe price.csv
grep -q 'с ценой  ' <<<"$said" || fail "Russian: $said"
[ -z "$(ls -A suppliers .svod 2>/dev/null)" ] || fail "probe made files"

# The same facts for programs; the content decides, not the name.
cp price.csv feed.xml
"$SVOD" --json probe feed.xml >json 2>err || fail "--json: $(cat err)"
[ "$(jq -r .parser json)" = csv ] || fail "parser: $(cat json)"
[ "$(jq -c '[.counts.offers, .counts.price, .counts.size, .counts.stock]' json)" = '[4,3,2,4]' ] || fail "counts: $(cat json)"
[ "$(jq -r '.understood[] | select(.field == "price") | .name + "/" + .reason' json)" = 'Цена опт, руб./name' ] || fail "json"
[ "$(jq -r '.understood[] | select(.what == "headings") | .line' json)" = 3 ] || fail "headings: $(cat json)"
[ "$(jq -r '.prices[0].currency + .prices[0].most' json)" = RUB1250.00 ] || fail "prices: $(cat json)"
[ "$(jq '.offers | length' json)" = 4 ] || fail "offers: $(cat json)"

# Standard input; YML with its parameters.
cat >shop.yml <<'YML'
<yml_catalog><shop><currencies><currency id="RUR" rate="1"/></currencies>
<categories><category id="1">Одежда</category><category id="2" parentId="1">Платья</category></categories>
<offers><offer id="1" available="true"><name>Платье</name><price>500</price><currencyId>RUR</currencyId><categoryId>2</categoryId>
<param name="Цвет">синий</param><param name="Размер">44</param><param name="Ткань">лён</param></offer>
<offer id="2"><name>Шарф</name><price>300</price><currencyId>RUR</currencyId><categoryId>1</categoryId></offer></offers></shop></yml_catalog>
YML
said=$("$SVOD" --lang en probe - <shop.yml) || fail "stdin"
grep -qE '^ +Размер +size +100  its name$' <<<"$said" || fail "parameters: $said"
grep -q '^    Ткань$' <<<"$said" || fail "other parameters: $said"
grep -qE '^  categories +2$' <<<"$said" || fail "categories: $said"

# What must be said first: the key is named, and nothing is written.
mkdir shop && printf 'name: Мария\n' >shop/svod.yaml
printf 'Артикул;Наименование;Страна\nА-1;Платье;РФ\nА-2;Шарф;РФ\nА-3;Юбка;РФ\n' >noprice.csv
check 65 'columns.price=' -C shop --lang en probe noprice.csv --save kupi
[ ! -e shop/suppliers ] || fail "a profile of a table that is not understood"
printf 'Артикул;Наименование;Б/н\nА-1;Платье;РФ 500 руб.\nА-2;Шарф;РФ\nА-3;Юбка;РФ\n' >odd.csv
check 0 'you said so' --lang en probe odd.csv --option columns.price=3
printf 'Цена;Остаток;Вес\n500;2;0,3\n600;1;0,4\n700;5;0,5\n' >nameless.csv
check 65 'columns: {name: …, price: …}' --lang en probe nameless.csv
grep -qE '^ +1  Цена +price' <<<"$said" || fail "what was understood of a table that is not: $said"
printf '%%PDF-1.4\n' >a.pdf
check 65 'not recognised' --lang en probe a.pdf
: >empty
check 65 'empty' --lang en probe empty
check 66 'absent.csv' probe absent.csv
check 2 'no parser "nix"' --lang en probe price.csv --parser nix
check 66 'folder' --lang en probe shop
check 69 '' probe http://127.0.0.1:1/feed.xml

# The profile: whole, read back, the same offers; never over another.
check 0 'svod refresh ivtex' -C shop --lang en probe price.csv --save ivtex
profile=shop/suppliers/ivtex.yaml
grep -q "^source: \"$(realpath price.csv)\"" $profile || fail "source: $(cat $profile)"
grep -q '^parser: csv' $profile && grep -q '^currency: RUB ' $profile && grep -q '^sizes: auto ' $profile || fail "$(cat $profile)"
grep -q '^    price: "Цена опт, руб."$' $profile || fail "columns: $(cat $profile)"
grep -q '^#   header_row: 3 ' $profile || fail "header_row: $(cat $profile)"
[ -z "$(find shop/suppliers -name '.*' -type f)" ] || fail "left-overs"
unchanged shop 73 'is there already' -C shop --lang en probe price.csv --save ivtex
"$SVOD" --quiet --now $now -C shop refresh >/dev/null 2>&1 || fail "refresh with the profile"
"$SVOD" --quiet -C shop --json items ivtex | jq -c 'del(.at)' >stored
"$SVOD" --quiet parse price.csv --currency RUB 2>/dev/null | jq -c 'del(.at)' >parsed
cmp stored parsed || fail "the profile reads other offers: $(diff stored parsed)"
cp price.csv shop/price.csv
check 0 '' -C shop --lang ru probe shop/price.csv --save второй --option columns.brand=7 --sizes double
grep -q '^source: "./price.csv"' shop/suppliers/второй.yaml || fail "$(cat shop/suppliers/второй.yaml)"
grep -q '^    brand: 7$' shop/suppliers/второй.yaml || fail "an option given: $(cat shop/suppliers/второй.yaml)"
grep -q 'Условия поставщика' shop/suppliers/второй.yaml || fail "Russian comments: $(cat shop/suppliers/второй.yaml)"
"$SVOD" --quiet --now $now -C shop refresh второй >/dev/null 2>&1 || fail "refresh of the second"
check 2 'cannot be the name' -C shop --lang en probe price.csv --save ../x
check 2 'standard input' -C shop --lang en probe - --save x
check 78 'svod.yaml' --lang en probe price.csv --save x

# An address: fetched as refresh does it, and nothing of it stays behind without a workspace.
if command -v nginx >/dev/null; then
    mkdir -p www ngx temporary && cp price.csv www/
    serve() { # PORT
        cat >ngx/conf <<CONF
daemon off; master_process off; pid $work/ngx/pid; error_log $work/ngx/error.log; events {}
http { access_log $work/ngx/access.log; root $work/www; client_body_temp_path $work/ngx/b; proxy_temp_path $work/ngx/p;
  fastcgi_temp_path $work/ngx/f; uwsgi_temp_path $work/ngx/u; scgi_temp_path $work/ngx/s; server { listen 127.0.0.1:$1; } }
CONF
        nginx -c "$work/ngx/conf" 2>/dev/null & served=$!
        for _ in $(seq 50); do
            kill -0 "$served" 2>/dev/null || return 1
            [ -s ngx/pid ] && return 0
            sleep 0.1
        done
        return 1
    }
    port=
    for _ in $(seq 20); do
        port=$((20000 + RANDOM % 20000))
        serve "$port" && break
    done
    TMPDIR=$work/temporary check 0 '99.90 RUB' --lang en probe "http://127.0.0.1:$port/price.csv"
    [ -z "$(ls -A temporary)" ] || fail "left behind: $(ls -AR temporary)"
    TMPDIR=$work/temporary check 66 '' --lang en probe "http://127.0.0.1:$port/nothing.csv"
    [ -z "$(ls -A temporary)" ] || fail "left behind: $(ls -AR temporary)"
    check 0 '' -C shop --lang en probe "http://127.0.0.1:$port/price.csv" --save net
    grep -qx "source: \"http://127.0.0.1:$port/price.csv\"" shop/suppliers/net.yaml || fail "$(cat shop/suppliers/net.yaml)"
    "$SVOD" --quiet --now $now -C shop refresh net >/dev/null 2>&1 || fail "refresh of an address"
    kill "$served"
else
    echo "addresses: skipped (no nginx)"
fi
"$SVOD" probe price.csv >/dev/full 2>/dev/null; [ $? -eq 73 ] || fail "full disk"
echo ok
