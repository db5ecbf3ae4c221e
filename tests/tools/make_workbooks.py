#!/usr/bin/env python3
"""Writes the workbooks among the samples (tests/golden/xlsx), or hostile ones.

usage: make_workbooks.py golden FOLDER     the samples
       make_workbooks.py NAME FILE         a plain workbook (plain), or a hostile one: bomb, sheets, merges, relations, entities, doctype, parents,
                                           xlsb, ods, encrypted, big (ROWS=… in the environment)

The same bytes on every run. Parts are written by hand, so that they hold what spreadsheet programs of all kinds write."""
import os
import struct
import sys
import zipfile
import zlib
from xml.sax.saxutils import escape

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
STRICT = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
STRICT_REL = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
STYLES = ('<styleSheet xmlns="%s"><numFmts count="2"><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" '
          'formatCode="[$-419]dd\\.mm\\.yyyy"/></numFmts><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/>'
          '<xf numFmtId="4"/><xf numFmtId="0" fontId="1" fillId="2"/><xf numFmtId="0" fontId="2" fillId="2"/></cellXfs></styleSheet>' % MAIN)


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
        (4, ['В-3', 'Худи', '', '-', '—', '1900', '1900']),
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


def remarks():
    """What stands among goods and is none; sections told by numbers, looks and the outline; headings after long terms of trade."""
    b = Book()
    numbered = '<c r="@" s="%d" t="inlineStr"><is><t>%s</t></is></c>'
    look = lambda style, text: ('raw', numbered % (style, text))
    b.sheet('Бельё', [
        (1, ['№', 'Артикул', 'Наименование\nтовара', 'Ед.', 'Цена', 'Цена со скидкой']),
        (2, ['1. Постельное бельё']),
        (3, ['1.1 Бязь']),
        (4, [1, 'Б-1', 'КПБ 1,5 сп', 'компл', 900]),
        (5, [2, 'Б-2', 'КПБ 2 сп', 'компл', 1100]),
        (6, ['2. Полотенца']),
        (7, [3, 'П-1', 'Полотенце 50х90', 'шт', 150]),
        (8, ['', '', 'Одеяла', '', 'Цена']),
        (9, [4, 'О-1', 'Одеяло детское', 'шт', 800]),
        (10, ['№', 'Артикул', 'Наименование  товара', 'Ед.', 'Цена']),
        (11, ['<*>', '', 'Товар под заказ']),
        (12, ['ИТОГО', '', '', '', 2950]),
        (13, ['', 'Менеджер', 'Иванова Анна']),
        (14, ['', 'Доставка', 'бесплатно от 30 000 руб']),
        (15, [5, 'О-2', 'Одеяло взрослое', 'шт']),
    ])
    b.sheet('Виды', [
        (1, ['Наименование', 'Цена розничная', 'Цена со скидкой']),
        (2, [look(4, 'Краски')]), (3, [look(5, 'Краски водные')]), (4, ['Краска белая', 500]), (5, [look(5, 'Краски масляные')]), (6, ['Краска синяя', 600]),
        (7, [look(4, 'Лаки')]), (8, ['Лак паркетный', 900]), (9, ['Лак яхтный', 950]),
    ])
    b.sheet('Уровни', [
        (1, ['Наименование', 'Цена']), (2, ['Шины']), (3, ['Летние']), (4, ['Шина летняя 14', 1400]), (5, ['Шина летняя 15', 1500]), (6, ['Зимние']), (7, ['Шина зимняя 14', 1700]),
        (8, ['Масла']), (9, ['Масло моторное', 700]),
    ], before='<sheetFormatPr defaultRowHeight="15" outlineLevelRow="2"/>', attributes={3: ' outlineLevel="1"', 4: ' outlineLevel="2"', 5: ' outlineLevel="2"',
                                                                                       6: ' outlineLevel="1"', 7: ' outlineLevel="2"', 9: ' outlineLevel="1"'})
    b.sheet('НДС', [(1, ['Наименование', 'Цена без НДС', 'Цена с НДС']), (2, ['Болт', 100, 120]), (3, ['Гайка', 90, 108])])
    b.sheet('Условия и прайс', [(i, ['', 'Пункт %d условий поставки: оплата в течение трёх дней' % i]) for i in range(1, 70)] + [
        (70, ['', 'Модель', 'Состав', 'Размер', 'Цена']), (71, ['', 'М-1', 'хлопок', 42, 300]), (72, ['', 'М-2', 'вискоза', 44, 350]), (73, ['', 'М-4', 'хлопок', 44, 320]),
        (74, ['', 'М-5', 'шёлк', 42, 990]), (75, [6, 'РАЗДЕЛ НОВИНОК']), (76, ['', 'М-3', 'лён', 46, 400])], merges=['B75:E75'])
    return b.finish()


DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing'
MAIN_DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/main'
RICH = 'http://schemas.microsoft.com/office/spreadsheetml'


def png(red, green, blue):
    """One colour, 2 x 2."""
    chunk = lambda kind, data: struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 2, 2, 8, 2, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress((b'\0' + bytes([red, green, blue]) * 2) * 2, 9)) + chunk(b'IEND', b''))


def bmp(red, green, blue):
    row = bytes([blue, green, red]) * 2 + b'\0\0'
    return b'BM' + struct.pack('<IIIIiiHHIIiiII', 54 + 16, 0, 54, 40, 2, 2, 1, 24, 0, 16, 2835, 2835, 0, 0) + row * 2


def picture(rel, name='', link=False):
    return ('<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="%s"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:%s="%s"/></xdr:blipFill>'
            '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="100" cy="100"/></a:xfrm></xdr:spPr></xdr:pic>' % (name, 'link' if link else 'embed', rel))


def place(tag, col, row, off):
    return '<xdr:%s><xdr:col>%d</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>%d</xdr:row><xdr:rowOff>%d</xdr:rowOff></xdr:%s>' % (tag, col, row, off, tag)


def over(first, last, what, col=0, off=20000, off_to=-20000):
    """Over the rows first...last, counted from 1."""
    return '<xdr:twoCellAnchor>%s%s%s<xdr:clientData/></xdr:twoCellAnchor>' % (
        place('from', col, first - 1, off), place('to', col + 1, last, off_to), what)


def one_cell(row, height, what, col=0):
    return '<xdr:oneCellAnchor>%s<xdr:ext cx="500000" cy="%d"/>%s<xdr:clientData/></xdr:oneCellAnchor>' % (place('from', col, row - 1, 20000), height, what)


def drawing(anchors):
    return '<xdr:wsDr xmlns:xdr="%s" xmlns:a="%s" xmlns:r="%s" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">%s</xdr:wsDr>' % (
        DRAWING, MAIN_DRAWING, REL, ''.join(anchors))


def with_drawing(b, number, anchors, targets):
    b.parts['xl/worksheets/_rels/sheet%d.xml.rels' % number] = relations([('d', 'drawing', '../drawings/drawing%d.xml' % number, False)])
    b.parts['xl/drawings/drawing%d.xml' % number] = drawing(anchors)
    b.parts['xl/drawings/_rels/drawing%d.xml.rels' % number] = relations(targets)


def photos():
    """Pictures anchored to rows in every way, in cells as WPS and Excel put them, and formulas that lead somewhere."""
    b = Book()
    high = ' ht="45" customHeight="1"'
    b.sheet('Фото', [
        (1, ['Фото', 'Артикул', 'Наименование', 'Размер', 'Цена']),
        (2, ['', 'Ф-1', 'Платье', 42, 900]),
        (3, ['', 'Ф-2', 'Юбка', 44, 700]),
        (4, ['', 'Ф-3', 'Блуза', 42, 800]),
        (5, ['', '', '', 44, 800]),
        (6, ['', '', '', 46, 800]),
        (7, ['', 'Ф-4', 'Шарф синий', '', 300]),
        (8, ['', 'Ф-5', 'Шарф красный', '', 300]),
        (9, ['', 'Ф-6', 'Пояс', '', 200]),
        (10, ['', 'Ф-7', 'Сумка', '', 1500]),
        (11, ['', 'Ф-8', 'Кошелёк', '', 400]),
        (12, ['', 'Ф-9', 'Зонт', '', 600]),
        (14, ['', 'Ф-10', 'Перчатки', '', 500]),
        (15, ['', 'Ф-11', 'Варежки чёрные', '', 250]),
        (16, ['', '', 'Варежки белые', '', 250]),
    ], merges=['A7:A8', 'B15:B16'], attributes={n: high for n in range(2, 17) if n != 13}, after='<drawing r:id="d"/>')
    lost = png(9, 9, 9)
    with_drawing(b, 1, [
        over(1, 1, picture('logo', 'Логотип'), col=6),
        over(1, 2, picture('red'), off=180000),               # dragged a little over the border
        one_cell(3, 500000, picture('blue')),
        over(4, 6, picture('green')),                         # one photo for three sizes
        over(7, 7, picture('red')),                           # in a cell merged over two articles
        over(9, 9, picture('metafile')),
        over(10, 10, '<xdr:grpSp>%s%s</xdr:grpSp>' % (picture('blue'), picture('bitmap'))),
        over(11, 11, '<mc:AlternateContent><mc:Choice Requires="x">%s</mc:Choice><mc:Fallback>%s</mc:Fallback></mc:AlternateContent>' % (picture('red'), picture('green'))),
        over(12, 12, picture('outside', link=True)),
        over(12, 14, picture('green'), off=400000),           # its middle is where nothing stands
        over(15, 16, picture('bitmap')),                      # one article merged over two rows with names of their own
        over(2, 200, picture('logo')),                        # a background
        over(3, 3, picture('passwd')), over(3, 3, picture('nowhere')), over(3, 3, picture('sheet')),
    ], [(i, 'image', '../media/%s' % t, False) for i, t in (('red', 'image1.png'), ('blue', 'image2.png'), ('green', 'image3.png'), ('logo', 'image4.png'),
                                                            ('bitmap', 'image5.bmp'), ('metafile', 'image6.emf'), ('nowhere', 'image99.png'))] +
        [('outside', 'image', 'https://shop.example/umbrella.jpg', True), ('passwd', 'image', '../../../../../../etc/passwd', False),
         ('sheet', 'image', '../worksheets/sheet1.xml', False)])
    b.parts.update({'xl/media/image1.png': png(200, 30, 30), 'xl/media/image2.png': png(30, 30, 200), 'xl/media/image3.png': png(30, 160, 30),
                    'xl/media/image4.png': lost, 'xl/media/image5.bmp': bmp(250, 220, 0), 'xl/media/image6.emf': b'\1\0\0\0' + bytes(60) + b' EMF'})
    b.sheet('В ячейках', [
        (1, ['Артикул', 'Наименование', 'Фото', 'Ссылка', 'Цена']),
        (2, ['Я-1', 'Ваза', ('raw', '<c r="@" t="str"><f>_xlfn.DISPIMG("ID_A1",1)</f><v>=DISPIMG("ID_A1",1)</v></c>'),
             ('raw', '<c r="@" t="str"><f>HYPERLINK("https://shop.example/vase?a=1&amp;b=2","смотреть")</f><v>смотреть</v></c>'), 700]),
        (3, ['Я-2', 'Кувшин', ('raw', '<c r="@" t="e" vm="2"><v>#VALUE!</v></c>'),
             ('raw', '<c r="@"><f>HYPERLINK("https://shop.example/jug", "кувшин ""Лад""")</f></c>'), 900]),
        (4, ['Я-3', 'Поднос', ('raw', '<c r="@" t="e"><f>_xlfn.IMAGE("https://shop.example/tray.png")</f><v>#NAME?</v></c>'), '', 400]),
        (5, ['Я-4', 'Салфетка', ('raw', '<c r="@" t="str"><f>HYPERLINK("https://shop.example/napkin.JPG","фото")</f><v>фото</v></c>'),
             ('raw', '<c r="@" t="str"><f>HYPERLINK("mailto:a@shop.example","написать")</f><v>написать</v></c>'), 100]),
        (6, ['Я-5', 'Скатерть', ('raw', '<c r="@" t="str"><f>_xlfn.DISPIMG("ID_NONE",1)</f><v>=DISPIMG("ID_NONE",1)</v></c>'),
             ('raw', '<c r="@" t="str"><f>HYPERLINK("https://shop.example/"&amp;A6,"тут")</f><v>тут</v></c>'), 1100]),
    ])
    b.parts['xl/cellimages.xml'] = '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" xmlns:xdr="%s" xmlns:a="%s" xmlns:r="%s"><etc:cellImage>%s</etc:cellImage></etc:cellImages>' % (
        DRAWING, MAIN_DRAWING, REL, picture('w1', 'ID_A1'))
    b.parts['xl/_rels/cellimages.xml.rels'] = relations([('w1', 'image', 'media/image2.png', False)])
    b.parts['xl/metadata.xml'] = (
        '<metadata xmlns="%s" xmlns:xlrd="%s/2017/richdata"><metadataTypes count="1"><metadataType name="XLRICHVALUE"/></metadataTypes>'
        '<futureMetadata name="XLRICHVALUE" count="2">%s</futureMetadata><valueMetadata count="2"><bk><rc t="1" v="0"/></bk><bk><rc t="1" v="1"/></bk></valueMetadata></metadata>'
        % (MAIN, RICH, ''.join('<bk><extLst><ext uri="{3e2802c4}"><xlrd:rvb i="%d"/></ext></extLst></bk>' % i for i in (0, 1))))
    b.parts['xl/richData/rdrichvalue.xml'] = '<rvData xmlns="%s/2017/richdata" count="2"><rv s="0"><v>1</v><v>5</v></rv><rv s="1"><v>5</v><v>0</v></rv></rvData>' % RICH
    b.parts['xl/richData/rdrichvaluestructure.xml'] = (
        '<rvStructures xmlns="%s/2017/richdata" count="2"><s t="_error"><k n="errorType" t="i"/></s><s t="_localImage"><k n="CalcOrigin" t="i"/>'
        '<k n="_rvRel:LocalImageIdentifier" t="i"/></s></rvStructures>' % RICH)
    b.parts['xl/richData/richValueRel.xml'] = '<richValueRels xmlns="%s/2022/richvaluerel" xmlns:r="%s"><rel r:id="v1"/><rel r:id="v0"/></richValueRels>' % (RICH, REL)
    b.parts['xl/richData/_rels/richValueRel.xml.rels'] = relations([('v1', 'image', '../media/image3.png', False), ('v0', 'image', '../media/image1.png', False)])
    parts = b.finish()
    parts['xl/_rels/workbook.xml.rels'] = parts['xl/_rels/workbook.xml.rels'].replace('</Relationships>', ''.join(
        '<Relationship Id="p%d" Type="%s" Target="%s"/>' % (i, t, g) for i, (t, g) in enumerate((
            (REL + '/sheetMetadata', 'metadata.xml'), ('http://schemas.microsoft.com/office/2017/06/relationships/rdRichValue', 'richData/rdrichvalue.xml'),
            ('http://schemas.microsoft.com/office/2017/06/relationships/rdRichValueStructure', 'richData/rdrichvaluestructure.xml'),
            ('http://schemas.microsoft.com/office/2022/10/relationships/richValueRel', 'richData/richValueRel.xml'),
            ('http://www.wps.cn/officeDocument/2020/cellImage', 'cellimages.xml')))) + '</Relationships>')
    return parts


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


def biff5(path, font, encoding='cp1251', code_page=None):
    """An old workbook (BIFF5 in an OLE2 container), its first sheet hidden: its texts are bytes of nobody says which encoding."""
    rec = lambda kind, data: struct.pack('<HH', kind, len(data)) + data
    begin = lambda kind: rec(0x809, struct.pack('<HHHH', 0x500, kind, 0x1234, 1995))
    sheets = [('Служебный', [['Артикул', 'Наименование', 'Цена'], ['1', 'Секрет', 1]]),
              ('Прайс', [['Артикул', 'Наименование', 'Цена'], ['П-1', 'Платье «Роза» с ёлкой', 900.5], ['Ю-2', 'Юбка широкая', 700]])]
    bodies = []
    for _, rows in sheets:
        body = begin(0x10) + rec(0x200, struct.pack('<HHHHH', 0, len(rows), 0, 3, 0))
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str):
                    value = value.encode(encoding)
                    body += rec(0x204, struct.pack('<HHHH', r, c, 0, len(value)) + value)
                else:
                    body += rec(0x203, struct.pack('<HHHd', r, c, 0, float(value)))
        bodies.append(body + rec(0x0A, b''))

    def head(offsets):
        out = begin(5) + (rec(0x42, struct.pack('<H', code_page)) if code_page else b'')
        out += rec(0x31, struct.pack('<HHHHHBBBB', 200, 0, 0x7FFF, 400, 0, 0, 0, font, 0) + b'\5Arial') * 5
        out += rec(0xE0, struct.pack('<HHHHHHHH', 0, 0, 1, 0, 0x20, 0x20C0, 0, 0))
        for i, (name, _) in enumerate(sheets):
            text = name.encode(encoding)
            out += rec(0x85, struct.pack('<IBB', offsets[i], 1 - i, 0) + bytes([len(text)]) + text)
        return out + rec(0x0A, b'')

    first = len(head([0, 0]))
    stream = head([first, first + len(bodies[0])]) + b''.join(bodies)
    stream = stream.ljust(4096, b'\0')
    stream += bytes(-len(stream) % 512)
    fat = [0xFFFFFFFD, 0xFFFFFFFE] + [i + 3 for i in range(len(stream) // 512)]
    fat[-1] = 0xFFFFFFFE
    fat += [0xFFFFFFFF] * (128 - len(fat))
    header = (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(16) + struct.pack('<HHHHH', 0x3E, 3, 0xFFFE, 9, 6) + bytes(6) +
              struct.pack('<IIIIIIIII', 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack('<I', 0)).ljust(512, b'\xff')

    def entry(name, kind, child, start, size):
        wide = name.encode('utf-16-le')
        return (wide.ljust(64, b'\0') + struct.pack('<HBBIII', len(wide) + 2 if name else 0, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36) +
                struct.pack('<IQ', start, size))

    directory = entry('Root Entry', 5, 1, 0xFFFFFFFE, 0) + entry('Book', 2, 0xFFFFFFFF, 2, len(stream)) + entry('', 0, 0xFFFFFFFF, 0, 0) * 2
    with open(path, 'wb') as f:
        f.write(header + b''.join(struct.pack('<I', i) for i in fat) + directory + stream)


def hostile(name, path):
    if name.startswith('biff5'):
        biff5(path, *{'biff5': (0,), 'biff5-says-1252': (0, 'cp1251', 1252), 'biff5-font': (204,), 'biff5-utf8': (204, 'utf-8', 1251)}[name])
        return
    b = Book()
    table = [(1, ['Артикул', 'Наименование', 'Цена']), (2, ['1', 'Чашка', 120])]
    if name == 'sheets':
        for i in range(10000):
            b.sheet('Лист %d' % i, table if i == 0 else [])
    elif name == 'merges':
        b.sheet('Лист', table, merges=['A1:XFD1048576'] * 3 + ['A%d:XFD1048576' % i for i in range(1, 20001)])
    elif name.startswith('photo-'):
        photo = {'bomb': 'a', 'outside': 'b', 'loop': 'c', 'many': 'd', 'deep': 'd', 'entities': 'd'}[name[6:]]
        anchors = [over(2, 2, picture(photo))]
        b.sheet('Лист', table, after='<drawing r:id="d"/>')
        if name == 'photo-many':  # on one row, over all rows, over none, and far out
            anchors = [over(2, 2 + i % 70, picture('d'), off=i, off_to=i + 1) for i in range(40000)] + [over(1 << 20, 1 << 40, picture('d'))]
        if name == 'photo-deep':
            anchors = ['<xdr:twoCellAnchor>' + place('from', 0, 1, 0) + place('to', 1, 2, 0) + '<xdr:grpSp>' * 5000 + picture('d') + '</xdr:grpSp>' * 5000 + '</xdr:twoCellAnchor>']
        with_drawing(b, 1, anchors, [('a', 'image', '../media/bomb.png', False), ('b', 'image', '../../../../../../../../etc/passwd', False),
                                     ('c', 'image', '../drawings/drawing1.xml', False), ('d', 'image', '../media/good.png', False)])
        b.parts['xl/media/good.png'] = png(1, 2, 3)
        if name == 'photo-bomb':
            b.parts['xl/media/bomb.png'] = png(1, 2, 3) + bytes(400 << 20)
        if name == 'photo-loop':  # the drawing's relations lead back to the sheet, and the sheet's to themselves
            b.parts['xl/worksheets/_rels/sheet1.xml.rels'] = relations([('d', 'drawing', 'sheet1.xml', False), ('e', 'drawing', '_rels/sheet1.xml.rels', False)])
        if name == 'photo-entities':
            b.parts['xl/drawings/drawing1.xml'] = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + b.parts['xl/drawings/drawing1.xml']
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
    for name, parts in (('photos', photos()), ('remarks', remarks()), ('price', price()), ('matrix', matrix()), ('strict', strict()), ('tables', tables())):
        write(os.path.join(where, name + '.xlsx'), parts)


main()
