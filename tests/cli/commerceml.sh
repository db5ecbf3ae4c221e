# An exchange of several files: a folder, an archive, import.xml with offers.xml beside it; what is refused, and refresh.
. "$SVOD_SOURCE/tests/support/cli.bash"
cd "$work" || exit 1
mkdir -p ex/goods ex/import_files
root='<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="3.1">'
good() { echo "<Товар><Ид>$1</Ид><Артикул>А-$1</Артикул><Наименование>Платье $1</Наименование><Группы><Ид>g</Ид></Группы></Товар>"; }
offer() { echo "<Предложение><Ид>$1</Ид>$2</Предложение>"; }
price() { offer "$1" "<Цены><Цена><ИдТипаЦены>w</ИдТипаЦены><ЦенаЗаЕдиницу>$2</ЦенаЗаЕдиницу></Цена></Цены>"; }
{ echo "$root<Классификатор><Группы><Группа><Ид>g</Ид><Наименование>Платья</Наименование></Группа></Группы></Классификатор></КоммерческаяИнформация>"; } > ex/import___1.xml
{ echo "$root<Каталог><Товары>"; good 1; echo "</Товары></Каталог></КоммерческаяИнформация>"; } > ex/goods/import_1.xml
{ echo "$root<Каталог><Товары>"; good 2; good 3; echo "</Товары></Каталог></КоммерческаяИнформация>"; } > ex/goods/import_2.xml
{ echo "$root<ПакетПредложений><Предложения>"; offer '1#a' '<Наименование>Платье 1 (42)</Наименование>'; offer '1#b' '<Наименование>Платье 1 (44)</Наименование>'; offer 2 ''
  echo "</Предложения></ПакетПредложений></КоммерческаяИнформация>"; } > ex/offers.xml
{ echo "$root<ПакетПредложений><ТипыЦен><ТипЦены><Ид>w</Ид><Наименование>Опт</Наименование><Валюта>RUB</Валюта></ТипЦены></ТипыЦен><Предложения>"; price '1#a' 100; price '1#b' 110.50; price 2 70
  echo "</Предложения></ПакетПредложений></КоммерческаяИнформация>"; } > ex/prices.xml
{ echo "$root<ПакетПредложений><Предложения>"; offer '1#b' '<Остатки><Остаток><Склад><Ид>s</Ид><Количество>4</Количество></Склад></Остаток></Остатки>'
  echo "</Предложения></ПакетПредложений></КоммерческаяИнформация>"; } > ex/rests.xml
echo x > ex/import_files/p.jpg
want='["1#a","1","42","100.00",null,["Платья"]]
["1#b","1","44","110.50",4,["Платья"]]
["2","2","","70.00",null,["Платья"]]
["3","3","","null",null,["Платья"]]'
offers() { "$SVOD" --quiet parse "$@" 2>"$work/err" | jq -c '[.offer,.item,.size,(.price//"null"),.stock,.category]'; }
command -v jq >/dev/null || { echo "jq is missing"; exit 77; }
[ "$(offers ex)" = "$want" ] || fail "the folder: $(offers ex; cat err)"

# The same packed.
command -v python3 >/dev/null || { echo "python3 is missing"; exit 77; }
pack() { python3 - "$@" <<'END'
import sys, zipfile, os
out, kind = sys.argv[1:3]
z = zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED)
if kind == 'folder':
    for d, _, files in sorted(os.walk(sys.argv[3])):
        for f in files: z.write(os.path.join(d, f))
if kind == 'out': z.writestr('../import.xml', '<КоммерческаяИнформация/>')
if kind == 'bomb': z.writestr('import.xml', '<' + 'x' * (64 << 20))
if kind == 'many':
    for i in range(10001): z.writestr('%d.xml' % i, '<x/>')
if kind == 'other': z.writestr('a.txt', 'a'); z.writestr('b.txt', 'b')
END
}
pack ex.zip folder ex
[ "$(offers ex.zip)" = "$want" ] || fail "the archive: $(offers ex.zip; cat err)"
pack out.zip out; check 65 'input.zip-path' parse out.zip
pack bomb.zip bomb; check 65 'input.zip-bomb' parse bomb.zip
pack many.zip many; check 65 'input.too-many-files' parse many.zip
pack other.zip other; check 65 'input.zip-empty' parse other.zip
head -c 300 ex.zip > cut.zip; check 65 'input.unrecognised' parse cut.zip
mkdir -p plain; check 66 'input.folder' parse plain

# Files that belong together are found by either name; a pipe cannot be read twice.
mkdir pair; cp ex/goods/import_2.xml pair/import.xml
sed -n '1,$p' ex/prices.xml > pair/offers.xml
for name in import offers; do
    [ "$(offers pair/$name.xml | grep -c '^\["[23]",')" = 2 ] || fail "pair/$name.xml: $(offers pair/$name.xml; cat err)"
done
said=$(cat pair/import.xml | "$SVOD" parse - 2>&1) && fail "a pipe was read twice"
grep -q 'input.once' <<<"$said" || fail "a pipe: $said"

# A folder of catalogs that are no exchange is several catalogs to refresh, and none to parse.
printf '<yml_catalog><shop><offers><offer id="7"><name>Шарф</name><price>5</price></offer></offers></shop></yml_catalog>' > pair/other.xml
check 65 'input.several-catalogs' parse pair
"$SVOD" --quiet init shop || fail init
rm shop/suppliers/* shop/purchases/*
cp -r ex shop/catalogs/ex; cp -r pair shop/catalogs/pair
printf 'title: Ex\nsource: catalogs/ex\n' > shop/suppliers/ex.yaml
printf 'title: Pair\nsource: catalogs/pair\ncurrency: RUB\n' > shop/suppliers/pair.yaml
check 0 'ex  *4 ' -C shop refresh ex
check 0 'ex  *4  *4 ' -C shop refresh ex
check 0 'pair  *5 ' -C shop refresh pair

# Parts of one exchange named one by one, each where it lies: the same offers as the folder, whatever their order.
mkdir -p shop/catalogs/a shop/catalogs/b
cp ex/import___1.xml shop/catalogs/a/groups.xml; cp ex/goods/import_1.xml shop/catalogs/a/first.xml
cp ex/goods/import_2.xml shop/catalogs/b/second.xml; cp ex/offers.xml shop/catalogs/b/o.xml
cp ex/prices.xml shop/catalogs/p.xml; cp ex/rests.xml shop/catalogs/r.xml
printf 'source: [catalogs/b/o.xml, catalogs/p.xml, catalogs/r.xml, catalogs/a/first.xml, catalogs/b/second.xml, catalogs/a/groups.xml]\n' > shop/suppliers/parts.yaml
check 0 'parts  *4 ' -C shop refresh parts
stored() { "$SVOD" --quiet --json -C shop items "$1" | jq -c '[.offer,.item,.size,(.price//"null"),.stock,.category]' | sort; }
[ "$(stored parts)" = "$(sort <<<"$want")" ] || fail "parts: $(stored parts)"
check 0 'parts  *4  *4 ' -C shop refresh parts
rm shop/catalogs/r.xml
unchanged shop/catalogs 66 'r.xml' -C shop refresh parts
[ "$(stored parts)" = "$(sort <<<"$want")" ] || fail "a part is missing, and the catalog has changed: $(stored parts)"
