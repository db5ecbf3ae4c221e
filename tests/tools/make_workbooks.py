#!/usr/bin/env python3
"""Writes the workbooks among the samples (tests/golden/xlsx), or hostile ones.

usage: make_workbooks.py golden FOLDER     the samples
       make_workbooks.py NAME FILE         a plain workbook (plain), or a hostile one: bomb, sheets, merges, relations, entities, doctype, parents,
                                           xlsb, ods, encrypted, big (ROWS=… in the environment)

The same bytes on every run. Parts are written by hand, so that they hold what spreadsheet programs of all kinds write."""
import os
import sys
import zipfile
from xml.sax.saxutils import escape

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
STRICT = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
STRICT_REL = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
STYLES = ('<styleSheet xmlns="%s"><numFmts count="2"><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" '
          'formatCode="[$-419]dd\\.mm\\.yyyy"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/>'
          '<xf numFmtId="4"/></cellXfs></styleSheet>' % MAIN)


def column(number):
    text = ''
    while number >= 0:
        text = chr(ord('A') + number % 26) + text
        number = number // 26 - 1
    return text


class Raw(str):
    """A number as it stands in the XML."""


class Book:
    """Parts by name; cells are numbers, texts, or raw XML as ('raw', '<c …/>')."""

    def __init__(self):
        self.parts, self.strings, self.sheets = {}, [], []

    def cell(self, row, col, value):
        where = '%s%d' % (column(col), row)
        if value is None or value == '':
            return ''
        if isinstance(value, tuple) and value[0] == 'raw':
            return value[1].replace('@', where)
        if isinstance(value, tuple):  # (number, style)
            return '<c r="%s" s="%d"><v>%s</v></c>' % (where, value[1], value[0])
        if isinstance(value, str):
            if value not in self.strings:
                self.strings.append(value)
            return '<c r="%s" t="s"><v>%d</v></c>' % (where, self.strings.index(value))
        return '<c r="%s"><v>%s</v></c>' % (where, value)

    def sheet(self, name, rows, merges=(), state='', before='', after='', attributes=None, links=()):
        out = []
        for number, cells in rows:
            extra = (attributes or {}).get(number, '')
            out.append('<row r="%d"%s>%s</row>' % (number, extra, ''.join(self.cell(number, i, v) for i, v in enumerate(cells))))
        tail = ''
        if merges:
            tail = '<mergeCells count="%d">%s</mergeCells>' % (len(merges), ''.join('<mergeCell ref="%s"/>' % m for m in merges))
        if links:
            tail += '<hyperlinks>%s</hyperlinks>' % ''.join('<hyperlink ref="%s" r:id="l%d"/>' % (ref, i) for i, (ref, _) in enumerate(links))
            self.parts['xl/worksheets/_rels/sheet%d.xml.rels' % (len(self.sheets) + 1)] = relations(
                ('l%d' % i, 'hyperlink', target, True) for i, (_, target) in enumerate(links))
        self.sheets.append((name, state))
        self.parts['xl/worksheets/sheet%d.xml' % len(self.sheets)] = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="%s" xmlns:r="%s">%s<sheetData>%s</sheetData>%s%s</worksheet>'
            % (MAIN, REL, before, ''.join(out), tail, after))

    def finish(self, raw_strings=()):
        self.parts['[Content_Types].xml'] = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        self.parts['_rels/.rels'] = relations([('r1', 'officeDocument', 'xl/workbook.xml', False)])
        self.parts['xl/workbook.xml'] = '<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (MAIN, REL, ''.join(
            '<sheet name="%s" sheetId="%d"%s r:id="s%d"/>' % (escape(n, {'"': '&quot;'}), i + 1, ' state="%s"' % s if s else '', i + 1)
            for i, (n, s) in enumerate(self.sheets)))
        self.parts['xl/_rels/workbook.xml.rels'] = relations(
            [('s%d' % (i + 1), 'worksheet', 'worksheets/sheet%d.xml' % (i + 1), False) for i in range(len(self.sheets))] +
            [('t', 'sharedStrings', '/xl/SharedStrings.xml', False), ('y', 'styles', 'styles.xml', False)])
        self.parts['xl/styles.xml'] = STYLES
        self.parts['xl/sharedStrings.xml'] = '<sst xmlns="%s">%s%s</sst>' % (MAIN, ''.join(
            '<si><t xml:space="preserve">%s</t></si>' % escape(s) for s in self.strings), ''.join(raw_strings))
        return self.parts


def relations(rows, kind=REL):
    return '<Relationships xmlns="%s">%s</Relationships>' % (PACKAGE, ''.join(
        '<Relationship Id="%s" Type="%s/%s" Target="%s"%s/>' % (i, kind, t, escape(g), ' TargetMode="External"' if x else '') for i, t, g, x in rows))


def write(path, parts):
    first = ['mimetype', '[Content_Types].xml', '_rels/.rels']
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        for name in sorted(parts, key=lambda n: (first.index(n) if n in first else 9, n)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == 'mimetype' else zipfile.ZIP_DEFLATED
            z.writestr(info, parts[name])


def price():
    """As people make them: requisites, two storeys of headings, sections, order columns, hidden things, a contents sheet."""
    b = Book()
    b.sheet('Содержание', [(1, ['Содержание']), (3, ['1.', 'Платья', 'стр. 1']), (4, ['2.', 'Доставка', 'стр. 2'])])
    b.sheet('Платья', [
        (1, ['ООО «Ромашка», г. Иваново, тел. +7 (4932) 00-00-00']),
        (2, ['Прайс-лист от', ('46150', 2)]),
        (4, ['Артикул', 'Наименование', 'Размер', 'Цена, руб.', '', 'Закупка', 'Остаток', 'Заказ', 'Сумма']),
        (5, ['', '', '', 'опт', 'розница']),
        (6, ['Платья летние']),
        (7, [('123', 1), 'Платье «Ирис»_x000D_\n', 42, ('1234.5600000000001', 3), 1890, 700, 5, '', ('raw', '<c r="@"><f>H7*D7</f><v>0</v></c>')]),
        (8, ['', '', 44, ('1234.5600000000001', 3), 1890, 700, '>20']),
        (9, ['', '', 46, ('1234.5600000000001', 3), 1890, 700, 'мало']),
        (11, [('124', 1), ('raw', '<c r="@" t="s"><v>9999</v></c>'), 48, ('raw', '<c r="@"><f>E11/2</f></c>'), 950, 300, 0]),
        (12, ['Платья вечерние']),
        (13, [('125', 1), ('raw', '<c r="@" t="inlineStr"><is><r><t>Платье </t></r><rPh sb="0" eb="1"><t>нет</t></rPh><r><t xml:space="preserve">«Роза»</t></r></is></c>'),
              '50-54', 2500, ('raw', '<c r="@" t="e"><v>#N/A</v></c>'), 900, 3]),
        (14, [('126', 1), 'Платье «Астра»', '50', 'по запросу', 3100, 900, '+']),
        (15, ['Итого', '', '', '', '', '', 8]),
    ], merges=['A1:I1', 'A4:A5', 'B4:B5', 'C4:C5', 'D4:E4', 'F4:F5', 'G4:G5', 'H4:H5', 'I4:I5', 'A6:I6', 'A12:I12', 'A7:A9', 'B7:B9', 'A20:XFD1048576'],
        before='<cols><col min="6" max="6" width="9" hidden="1"/></cols>', attributes={14: ' hidden="1"'},
        links=[('B7', 'https://shop.example/iris?a=1&b=2'), ('B13', 'https://shop.example/rose')])
    b.sheet('Служебный', [(1, ['Артикул', 'Наименование', 'Цена']), (2, ['1', 'Секрет', 1])], state='hidden')
    return b.finish()


def matrix():
    """Sizes as columns with stocks in them; they change on the way; then a table of prices by size."""
    b = Book()
    b.sheet('Дети', [
        (1, ['Артикул', 'Наименование', 'Цвет', 'Цена', 86, 92, 98, 104]),
        (2, ['К-1', 'Комбинезон', 'белый', 990, 3, '', 1, '-']),
        (3, ['', '', 'синий', 990, '', 2, '>10', '']),
        (4, ['К-2', 'Шапка', 'серый', 250, 'x', '', '', '']),
        (5, ['', 'Рост', '', '', 110, 116, 122, 128]),
        (6, ['К-3', 'Куртка', 'синий', 2990, 4, 5, '', '']),
        (7, ['К-4', 'Брюки', 'серый', 1190, '', '', '', '']),
    ])
    b.sheet('Взрослые', [
        (1, ['Артикул', 'Наименование', 'XS', 'S', 'M', 'L', 'XL']),
        (2, ['В-1', 'Футболка', '500', '500', '520', '520', '']),
        (3, ['В-2', 'Толстовка', '', '1500', '1500', '1600', '1600,50']),
        (4, ['В-3', 'Худи', '', '', '', '1900', '1900']),
    ])
    return b.finish()


def strict():
    """Strict namespaces, prefixes, no references in rows and cells, no shared strings, another place for the workbook."""
    row = lambda cells: '<x:row>%s</x:row>' % ''.join(
        '<x:c/>' if c == '' else '<x:c t="inlineStr"><x:is><x:t>%s</x:t></x:is></x:c>' % escape(c) if isinstance(c, str) and not isinstance(c, Raw) else '<x:c><x:v>%s</x:v></x:c>' % c
        for c in cells)
    rows = [['Код', 'Товар', 'Цена', 'Валюта'], ['A1', 'Носки', 59.9, 'руб.'], ['A2', 'Гольфы & чулки', '', 'руб.'], ['A3', 'Колготки', Raw('1.5E+2'), 'руб.']]
    return {
        '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        '_rels/.rels': relations([('a', 'officeDocument', '/book/main.xml', False)], STRICT_REL),
        'book/main.xml': '<x:workbook xmlns:x="%s" xmlns:q="%s"><x:workbookPr date1904="true"/><x:sheets><x:sheet name="Лист 1" sheetId="7" q:id="z"/></x:sheets></x:workbook>' % (STRICT, STRICT_REL),
        'book/_rels/main.xml.rels': relations([('z', 'worksheet', '../Sheets/./one.xml', False)], STRICT_REL),
        'sheets/One.xml': '<x:worksheet xmlns:x="%s"><x:sheetData>%s</x:sheetData></x:worksheet>' % (STRICT, ''.join(row(r) for r in rows)),
    }


def tables():
    """Tables side by side, another one under them, ditto marks, groups told by the outline."""
    b = Book()
    b.sheet('Рядом', [
        (1, ['Наименование', 'Цена', '', 'Наименование', 'Цена']),
        (2, ['Чашка', 120, '', 'Ложка', 40]),
        (3, ['Блюдце', 80, '', 'Вилка', 45]),
        (4, ['Кружка', 150]),
    ])
    b.sheet('Ниже', [
        (1, ['Артикул', 'Наименование', 'Бренд', 'Цена']),
        (2, ['П-1', 'Полотенце', 'Лён', 300]),
        (3, ['П-2', 'Простыня', '----//----', 700]),
        (5, ['Код товара', 'Название товара', 'Стоимость, руб', 'Остаток']),
        (6, ['Ш-1', 'Штора', 1500, 4]),
        (7, ['Ш-2', 'Карниз', 900, 0]),
    ])
    b.sheet('Группы', [
        (1, ['Номенклатура', 'Цена', 'Остаток']),
        (2, ['Посуда', '', 12]),
        (3, ['Тарелки', '', 12]),
        (4, ['Тарелка мелкая', 90, 5]),
        (5, ['Тарелка глубокая', 95, 7]),
        (6, ['Текстиль', '', 3]),
        (7, ['Скатерть', 500, 3]),
    ], before='<sheetPr><outlinePr summaryBelow="0"/></sheetPr>',
        attributes={3: ' outlineLevel="1"', 4: ' outlineLevel="2"', 5: ' outlineLevel="2"', 7: ' outlineLevel="1"'})
    return b.finish()


def hostile(name, path):
    b = Book()
    table = [(1, ['Артикул', 'Наименование', 'Цена']), (2, ['1', 'Чашка', 120])]
    if name == 'sheets':
        for i in range(10000):
            b.sheet('Лист %d' % i, table if i == 0 else [])
    elif name == 'merges':
        b.sheet('Лист', table, merges=['A1:XFD1048576'] * 3 + ['A%d:XFD1048576' % i for i in range(1, 20001)])
    elif name == 'big':
        rows = int(os.environ.get('ROWS', '1000'))
        b.strings = ['Артикул', 'Наименование', 'Цена']
        b.sheet('Лист', [(1, ['Артикул', 'Наименование', 'Цена'])] + [(i, ['A%d' % (i % 500), 'Товар %d' % (i % 500), i]) for i in range(2, rows)])
    else:
        b.sheet('Лист', table)
    parts = b.finish()
    sheet = 'xl/worksheets/sheet1.xml'
    if name == 'bomb':
        parts[sheet] = parts[sheet].replace('</sheetData>', ' ' * (300 << 20) + '</sheetData>')
    elif name == 'relations':
        parts['xl/_rels/workbook.xml.rels'] = relations([('s1', 'worksheet', 'workbook.xml', False), ('t', 'sharedStrings', 'workbook.xml', False)])
    elif name == 'parents':
        parts['xl/_rels/workbook.xml.rels'] = relations([('s1', 'worksheet', '../../../../../../etc/passwd', False)])
    elif name == 'entities':
        lol = '<!DOCTYPE x [<!ENTITY a "ha">%s]>' % ''.join('<!ENTITY %s "%s">' % (chr(98 + i), ('&%s;' % chr(97 + i)) * 10) for i in range(12))
        parts[sheet] = lol + parts[sheet][parts[sheet].index('<worksheet'):].replace('</sheetData>', '<row><c t="str"><v>&m;</v></c></row></sheetData>')
    elif name == 'doctype':
        parts['xl/sharedStrings.xml'] = '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + parts['xl/sharedStrings.xml'].replace('Чашка', '&x;')
    elif name == 'xlsb':
        parts['_rels/.rels'] = relations([('r1', 'officeDocument', 'xl/workbook.bin', False)])
        parts['xl/workbook.bin'] = parts.pop('xl/workbook.xml')
    elif name == 'plain':
        parts['xl/_rels/workbook.xml.rels'] = parts['xl/_rels/workbook.xml.rels'].replace('/xl/SharedStrings', 'sharedStrings')
    elif name == 'ods':
        parts = {'mimetype': 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>'}
    if name == 'encrypted':  # the beginning of the container is all that is looked at
        head = bytearray(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(504))
        head[30] = 9
        open(path, 'wb').write(bytes(head) + 'Root Entry\0EncryptedPackage\0'.encode('utf-16-le').ljust(2048, b'\0'))
        return
    write(path, parts)


def main():
    what, where = sys.argv[1:3]
    if what != 'golden':
        hostile(what, where)
        return
    for name, parts in (('price', price()), ('matrix', matrix()), ('strict', strict()), ('tables', tables())):
        write(os.path.join(where, name + '.xlsx'), parts)


main()
