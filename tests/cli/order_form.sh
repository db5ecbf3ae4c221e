# The supplier's own workbook filled in place: quantities in the right cells, sums to be computed anew, every other byte of
# meaning as it was; what cannot be filled is told, and everything else is written all the same.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
# make FILE SHEETS: as in import_books.sh; a cell that begins with "=" is a formula with the value 0, [number, style] a cell
# with a style, [null, style] an empty one.
make() {
    python3 - "$1" "$2" <<'PY' || fail "make $1"
import json, sys, zipfile
from xml.sax.saxutils import escape
name, sheets = sys.argv[1], json.loads(sys.argv[2])
main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
def cell(ref, c):
    if c is None: return ''
    if isinstance(c, str) and c.startswith('='): return '<c r="%s"><f>%s</f><v>0</v></c>' % (ref, escape(c[1:]))
    if isinstance(c, str): return '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (ref, escape(c))
    if isinstance(c, list) and c[0] is None: return '<c r="%s" s="%d"/>' % (ref, c[1])
    if isinstance(c, list): return '<c r="%s" s="%d"><v>%s</v></c>' % (ref, c[1], c[0])
    return '<c r="%s"><v>%s</v></c>' % (ref, c)
with zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED) as z:
    def put(part, text): z.writestr(zipfile.ZipInfo(part, (2026, 1, 2, 3, 4, 6)), text, zipfile.ZIP_DEFLATED)
    put('[Content_Types].xml', '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>%s</Types>' % ''.join('<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' % i for i in range(len(sheets))))
    put('_rels/.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    put('xl/workbook.xml', '<workbook %s xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>%s</sheets></workbook>' % (main, ''.join('<sheet name="%s" sheetId="%d" r:id="s%d"/>' % (n, i + 1, i) for i, n in enumerate(sheets))))
    put('xl/_rels/workbook.xml.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s<Relationship Id="st" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>' % ''.join('<Relationship Id="s%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>' % (i, i) for i in range(len(sheets))))
    put('xl/styles.xml', '<styleSheet %s><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="1"/></cellXfs></styleSheet>' % main)
    for i, rows in enumerate(sheets.values()):
        body = ''.join('<row r="%d">%s</row>' % (y + 1, ''.join(cell('%s%d' % (chr(65 + x), y + 1), c) for x, c in enumerate(row))) for y, row in enumerate(rows))
        put('xl/worksheets/sheet%d.xml' % i, '<?xml version="1.0"?>\n<worksheet %s><sheetData>%s</sheetData></worksheet>' % (main, body))
PY
}
sheet() { unzip -p "$1" xl/worksheets/sheet0.xml | sed 's/<row/\n<row/g'; }
# same PART…: these parts are as in the form.
same() { for part; do cmp <(unzip -p price.xlsx "$part") <(unzip -p out/p/price.xlsx "$part") || fail "$part changed"; done; }
mkdir suppliers purchases
printf 'name: Мария\ncurrency: RUB\norg_fee: 0%%\n' >svod.yaml
printf 'source: ./price.xlsx\ncurrency: RUB\norder_form: ./price.xlsx\n' >suppliers/t.yaml
printf 'supplier: t\n' >purchases/p.yaml
make price.xlsx '{"Прайс": [["ООО «Ивтекс»"], ["Артикул","Наименование","Цена","Заказ","Сумма"],
 ["А-1","Платье",500,null,"=C3*D3"], ["А-2","Юбка",300,[null,1],"=C4*D4"], ["А-3","Блузка",200,[7,1],"=C5*D5"],
 ["А-4","Шарф",100,null,"=C6*D6"], ["Итого",null,null,null,"=SUM(E3:E6)"]], "Условия": [["Оплата","100 %"]]}'
printf 'Участник;Артикул;Кол-во\nАня;А-1;2\nОля;А-1;1\nОля;А-3;12\nВера;А-2;1\n' >orders.csv
"$SVOD" --quiet refresh >/dev/null || fail refresh
"$SVOD" --quiet import p orders.csv || fail import
before=$(sha256sum price.xlsx)
unchanged . 0 'A rehearsal' close p --dry-run
check 0 'Written to out/p' close p
[ "$before" = "$(sha256sum price.xlsx)" ] || fail "the form itself was written to"
form=out/p/price.xlsx
[ -e $form ] || fail "no form"
sheet $form | grep -q '<c r="C3"><v>500</v></c><c r="D3"><v>3</v></c><c r="E3"><f>C3\*D3</f></c>' || fail "a new cell: $(sheet $form)"
sheet $form | grep -q '<c r="D4" s="1"><v>1</v></c>' || fail "an empty cell: $(sheet $form)"
sheet $form | grep -q '<c r="D5" s="1"><v>12</v></c>' || fail "a number there before: $(sheet $form)"
sheet $form | grep -q '<c r="C6"><v>100</v></c><c r="E6"><f>' || fail "an offer nobody ordered: $(sheet $form)"
sheet $form | grep -q '<f>SUM(E3:E6)</f></c>' || fail "a sum that is not computed anew: $(sheet $form)"
unzip -p $form xl/workbook.xml | grep -q '</sheets><calcPr fullCalcOnLoad="1"/>' || fail "nothing asks for computing"
same xl/worksheets/sheet1.xml xl/styles.xml xl/_rels/workbook.xml.rels
python3 -c "import zipfile, sys; sys.exit(zipfile.ZipFile('$form').testzip() is not None)" || fail "a damaged package"
first=$(sha256sum $form) && rm -r out && check 0 'Written' close p && [ "$first" = "$(sha256sum $form)" ] || fail "other bytes from the same input"
if command -v soffice >/dev/null; then
    soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to csv --outdir csv $form >/dev/null 2>&1
    grep -q ',500,3,1500$' csv/price.csv && grep -q ',4200$' csv/price.csv || fail "LibreOffice sees: $(cat csv/price.csv)"
fi

# The column named in options, by its heading or its number.
make named.xlsx '{"Прайс": [["Артикул","Наименование","Цена","Берём"], ["А-1","Платье",500], ["А-2","Юбка",300], ["А-3","Блузка",200]]}'
for column in Берём 4; do
    printf 'source: ./price.xlsx\ncurrency: RUB\nparser: xlsx\norder_form: ./named.xlsx\noptions: {columns: {quantity_ordered: "%s"}}\n' $column >suppliers/t.yaml
    check 0 'Written to out/p' close p
    sheet out/p/named.xlsx | grep -q '<c r="D2"><v>3</v></c></row>' || fail "named $column: $(sheet out/p/named.xlsx)"
done
printf 'source: ./price.xlsx\ncurrency: RUB\norder_form: ./price.xlsx\n' >suppliers/t.yaml

# A matrix: the sizes are columns to fill in.
make matrix.xlsx '{"Бланк": [["Артикул","Наименование","Цвет","Цена","42","44","46","48"],
 ["М-1","Платье","синий",500,null,null,null,null], ["М-1","Платье","белый",500,null,null,null,null], ["М-2","Юбка","синий",300,null,null,null,null]]}'
printf 'source: ./matrix.xlsx\ncurrency: RUB\norder_form: ./matrix.xlsx\n' >suppliers/m.yaml
printf 'supplier: m\n' >purchases/m.yaml
printf 'Участник;Артикул;Цвет;Размер;Кол-во\nАня;М-1;белый;44;2\nОля;М-1;синий;48;1\nОля;М-2;синий;42;3\n' >m.csv
"$SVOD" --quiet refresh m >/dev/null || fail "refresh m"
"$SVOD" --quiet import m m.csv || fail "import m"
check 0 'Written' close m
sheet out/m/matrix.xlsx | grep -q 'синий.*<v>500</v></c><c r="H2"><v>1</v></c></row>' || fail "matrix: $(sheet out/m/matrix.xlsx)"
sheet out/m/matrix.xlsx | grep -q 'белый.*<v>500</v></c><c r="F3"><v>2</v></c></row>' || fail "matrix: $(sheet out/m/matrix.xlsx)"
sheet out/m/matrix.xlsx | grep -q '<c r="E4"><v>3</v></c></row>' || fail "matrix: $(sheet out/m/matrix.xlsx)"

# What cannot be filled: status 1, the reason, supplier-order.xlsx and all the rest.
refused() { # PATTERN
    rm -rf out
    check 1 "$1" close p
    grep -q 'close.order-form' <<<"$said" || fail "the id: $said"
    [ -e out/p/supplier-order.xlsx ] || fail "nothing else was written"
    [ ! -e out/p/form.xlsx ] || fail "a form that cannot be trusted was left"
}
sed -i 's|^order_form: .*|order_form: ./form.xlsx|' suppliers/t.yaml
make form.xlsx '{"Прайс": [["Артикул","Наименование","Цена","Заказ"], ["А-1","Платье",500], ["А-2","Юбка",300]]}'
refused 'А-3 is not in it'
make form.xlsx '{"Прайс": [["Артикул","Наименование","Цена"], ["А-1","Платье",500], ["А-2","Юбка",300], ["А-3","Блузка",200]]}'
refused 'no column for the order'
make form.xlsx '{"Прайс": [["Артикул","Наименование","Цена","Заказ"], ["А-1","Платье",500,"=1+1"], ["А-2","Юбка",300], ["А-3","Блузка",200]]}'
refused 'holds a formula'
make form.xlsx '{"Прайс": [["Артикул","Наименование","Цена","Заказ"], ["А-1","Платье",500,"нет"], ["А-2","Юбка",300], ["А-3","Блузка",200]]}'
refused 'holds a text'
printf 'Артикул;Цена;Заказ\nА-1;500;\n' >form.xlsx
refused 'is no XLSX workbook'
head -c 700 price.xlsx >form.xlsx
refused 'damaged'
rm form.xlsx
refused 'form.xlsx'
check 1 'бланк поставщика не заполнен' --lang ru close p
exit 0
