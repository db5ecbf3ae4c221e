# svod import from workbooks: what the same orders as CSV give, dates as numbers and as texts, one sheet of several, and
# what is wrong named by its cell.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
# make FILE SHEETS: a workbook as spreadsheet programs write it. SHEETS is JSON: {"name": [[cell, …], …]}; a cell is a text,
# a number, null, or [number, style] with style 1 for a date, 2 for a date with its time, 3 for a time of day.
make() {
    python3 - "$1" "$2" <<'PY' || fail "make $1"
import json, sys, zipfile
from xml.sax.saxutils import escape
name, sheets = sys.argv[1], json.loads(sys.argv[2])
main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
def cell(ref, c):
    if c is None: return ''
    if isinstance(c, str): return '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (ref, escape(c))
    if isinstance(c, list): return '<c r="%s" s="%d"><v>%s</v></c>' % (ref, c[1], c[0])
    return '<c r="%s"><v>%s</v></c>' % (ref, c)
with zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('[Content_Types].xml', '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>')
    z.writestr('_rels/.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    z.writestr('xl/workbook.xml', '<workbook %s xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>%s</sheets></workbook>' % (main, ''.join('<sheet name="%s" sheetId="%d" r:id="s%d"/>' % (n, i + 1, i) for i, n in enumerate(sheets))))
    z.writestr('xl/_rels/workbook.xml.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s<Relationship Id="st" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>' % ''.join('<Relationship Id="s%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>' % (i, i) for i in range(len(sheets))))
    z.writestr('xl/styles.xml', '<styleSheet %s><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="21"/></cellXfs></styleSheet>' % main)
    for i, rows in enumerate(sheets.values()):
        body = ''.join('<row r="%d">%s</row>' % (y + 1, ''.join(cell('%s%d' % (chr(65 + x), y + 1), c) for x, c in enumerate(row))) for y, row in enumerate(rows))
        z.writestr('xl/worksheets/sheet%d.xml' % i, '<worksheet %s><sheetData>%s</sheetData></worksheet>' % (main, body))
PY
}
lines() { python3 - <<'PY'
import sqlite3
for row in sqlite3.connect('.svod/svod.db').execute('SELECT line, time, participant, phone, offer, article, colour, size, quantity, extra, alternatives, price, paid, is_paid, whole, refused, together, comment FROM order_line ORDER BY position, line'):
    print(row)
PY
}
"$SVOD" --quiet --lang ru init w && cd w || fail init
"$SVOD" --quiet refresh >/dev/null || fail refresh
cat >o.csv <<'CSV'
Участник;Телефон;Артикул;Цвет;Размер;Кол-во;Время заказа;Цена;Оплачено;Альтернативы;Комментарий
Аня;+7 912 345-67-89;С-101;синий;42;1;20.11.2026 10:15:30;1250,50;да;//44;"две строки, ""кавычки"""
Оля;89123456780;С-101;синий;44;2;20.11.2026 10:16;1250,50;250,50;;
Вера;;С-102;белый;46;1;21.11.2026;900;нет;;
CSV
check 0 '3 new' import sample-1 o.csv
lines >as-csv

# The same as a spreadsheet program keeps it: dates are numbers, and so are sums, sizes and quantities.
make o.xlsx '{"Отчёт": [["Всего", 3]], "Заказы": [["Закупка", "Ивтекс"], [],
 ["Участник","Телефон","Артикул","Цвет","Размер","Кол-во","Время заказа","Цена","Оплачено","Альтернативы","Комментарий"],
 ["Аня","+7 912 345-67-89","С-101","синий",42,1,[46346.4274305556,2],1250.5,"да","//44","две строки, \"кавычки\""],
 ["Оля",89123456780,"С-101","синий",44,2,46346.4277777778,1250.4999999999998,250.5],
 ["Вера",null,"С-102","белый",46,1,[46347,1],900,"нет"],
 [null,null,null,null,null,4,null,null,"Итого"]]}'
check 0 '0 new, 0 changed, 3 as they were, 0 removed' import sample-1 o.xlsx
lines >as-xlsx
diff as-csv as-xlsx >&2 || fail "a workbook gives something else than its CSV"
unchanged . 0 '3 as they were' import sample-1 o.xlsx
said=$("$SVOD" import sample-1 - <o.xlsx 2>&1) || fail "from standard input: $said"

# A corrected workbook updates; a line that is gone is removed.
make o.xlsx '{"Заказы": [["Участник","Артикул","Цвет","Размер","Кол-во","Дата","Время"],
 ["Аня","С-101","синий",42,3,[46346,1],[0.427430555555556,3]], ["Оля","С-101","синий",44,"2","20.11.2026","10:16"]]}'
rm -r .svod && "$SVOD" --quiet refresh >/dev/null
check 0 '2 new' import sample-1 o.xlsx
lines | grep -q "1795158930000000, 'Аня'" || fail "date and time in cells of their own: $(lines)"
lines | grep -q "1795158960000000, 'Оля'" || fail "date and time as texts: $(lines)"

# One sheet of several.
make two.xlsx '{"Ноябрь": [["Участник","Артикул","Кол-во"],["Аня","С-999",1]], "Декабрь": [["Участник","Артикул","Кол-во"],["Оля","С-102",0]]}'
unchanged . 65 'Ноябрь.*Декабрь.*--sheet' import sample-1 two.xlsx
check 1 'two.xlsx!Ноябрь!2: warning: .С-999. is not in the catalog' import sample-1 two.xlsx --sheet Ноябрь
unchanged . 65 'two.xlsx!Декабрь!C2: error: .quantity. must be from 1' import sample-1 two.xlsx --sheet 2
unchanged . 65 'there is no sheet .Январь.' import sample-1 two.xlsx --sheet Январь
unchanged . 65 'no workbook' import sample-1 o.csv --sheet 1

# What is wrong changes nothing.
make none.xlsx '{"Прайс": [["Товар","Цена"],["Платье",100]]}'
unchanged . 65 'no heading row' import sample-1 none.xlsx
make column.xlsx '{"Заказы": [["Участник","Артикул"],["Аня","С-101"]]}'
unchanged . 65 'column.xlsx:Заказы!A1\|column.xlsx!Заказы' import sample-1 column.xlsx
make time.xlsx '{"Заказы": [["Участник","Артикул","Кол-во","Время"],["Аня","С-101",1,12]]}'
unchanged . 65 'time.xlsx!Заказы!D2: error: .12. is no time' import sample-1 time.xlsx
head -c 1500 o.xlsx >cut.xlsx
unchanged . 65 'cut.xlsx' import sample-1 cut.xlsx
printf '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1nothing' >bad.xls
unchanged . 65 'bad.xls' import sample-1 bad.xls
python3 "$SVOD_SOURCE/tests/tools/make_workbooks.py" bomb bomb.xlsx && unchanged . 65 'bomb.xlsx' import sample-1 bomb.xlsx

# As LibreOffice and Gnumeric write it.
for program in soffice ssconvert; do
    command -v $program >/dev/null || { echo "skipped: no $program"; continue; }
    rm -rf made && mkdir made
    if [ $program = soffice ]; then
        soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to xlsx \
            --infilter="CSV:59,34,76,1,,1049,false,true" --outdir made o.csv >/dev/null 2>&1
    else
        sed 's/;/\t/g' o.csv >o.tsv && ssconvert o.tsv made/o.xls >/dev/null 2>&1
    fi
    for file in made/*; do
        rm -r .svod && "$SVOD" --quiet refresh >/dev/null
        check 0 '3 new' import sample-1 "$file"
        lines >as-made
        diff as-csv as-made >&2 || fail "$program: ${file##*/} gives something else than its CSV"
    done
done
if [ -e made/o.xls ]; then
    said=$(PATH=/nonexistent "$SVOD" import sample-1 made/o.xls 2>&1); rc=$?
    [ $rc -eq 69 ] || fail "without a converter: exit $rc: $said"
fi
exit 0
