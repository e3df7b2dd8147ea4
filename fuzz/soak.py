"""A folder of many documents of which some are hostile, for a soak (README.md): soak.py SEEDS OUT COUNT [PART]

SEEDS is a folder of ordinary documents; they are linked under other names. PART in 1000 is hostile (20). The same call
makes the same folder.
"""

import io
import os
import random
import sys
import zipfile
import zlib

CONTENT_TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                 '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                 '<Default Extension="xml" ContentType="application/xml"/>{}</Types>')
RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>')
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def pack(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in files:
            with z.open(name, "w", force_zip64=True) as f:
                for piece in content if not isinstance(content, (str, bytes)) else [content]:
                    f.write(piece.encode() if isinstance(piece, str) else piece)
    return out.getvalue()


def docx(body, head='<?xml version="1.0"?>'):
    pieces = [body] if isinstance(body, str) else body

    def document():
        yield f"{head}<w:document {W}><w:body>"
        yield from pieces
        yield "</w:body></w:document>"

    kind = '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    return pack([("[Content_Types].xml", CONTENT_TYPES.format(kind)), ("_rels/.rels", RELS.format("officeDocument", "word/document.xml")),
                 ("word/document.xml", document())])


def xlsx(sheet, strings=""):
    kinds = ('<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
             '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
             '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>')
    book = (f'<?xml version="1.0"?><workbook {S} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>')
    rels = RELS.format("worksheet", "worksheets/sheet1.xml").replace(
        "</Relationships>", '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
    files = [("[Content_Types].xml", CONTENT_TYPES.format(kinds)), ("_rels/.rels", RELS.format("officeDocument", "xl/workbook.xml")),
             ("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", rels),
             ("xl/worksheets/sheet1.xml", f'<?xml version="1.0"?><worksheet {S}><sheetData>{sheet}</sheetData></worksheet>')]
    if strings:
        files.append(("xl/sharedStrings.xml", strings))
    return pack(files)


def pdf(objects):
    out = b"%PDF-1.7\n"
    places = []
    for n, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % n + (content if isinstance(content, bytes) else content.encode()) + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)


def stream(content, more=""):
    return f"<< /Length {len(content)} {more} >>\nstream\n".encode() + content + b"\nendstream"


def page(content, more="", resources="<< >>"):
    return pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {resources} >>", stream(content, more)])


def deflated(mega):
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(mega)) + packer.flush()


def hostile():
    """Name and bytes of each kind; some take a while to make, so each is made once."""
    p = "<w:p><w:r><w:t>Dit is een zin.</w:t></w:r></w:p>"
    words = b"Doelen en afspraken. "
    yield "bom.docx", docx("<w:p><w:r><w:t>" + " " * (1 << 20) + "</w:t></w:r></w:p>" for _ in range(1024))
    yield "alineas.docx", docx(p * 10_000 for _ in range(120))
    yield "tabellen.docx", docx("<w:tbl><w:tr><w:tc>" * 50_000 + p + "</w:tc></w:tr></w:tbl>" * 50_000)
    yield "tekstvakken.docx", docx("<w:p><w:r><w:pict><w:txbxContent>" * 20_000)
    yield "diep.docx", docx("<w:sdt><w:sdtContent>" * 100_000)
    yield "attributen.docx", docx("<w:p " + " ".join(f'a{n}="x"' for n in range(200_000)) + "/>")
    yield "lacht.docx", docx(p + "&l9;", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n-1};" * 10}">' for n in range(1, 10)) + "]>")
    yield "buiten.docx", docx(p + "&x;", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    yield "ijl.xlsx", xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield "telt.xlsx", xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', f'<sst {S} count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>')
    yield "liegt.xlsx", xlsx('<row r="1"><c r="A1" t="s"><v>18446744073709551615</v></c></row>', f'<sst {S} uniqueCount="18446744073709551615"/>')
    yield "samen.xlsx", xlsx('<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>' + '<mergeCell ref="A1:XFD1048576"/>' * 2000 + "</mergeCells><sheetData>")
    yield "cellen.xlsx", xlsx("".join(f'<row r="{r}">' + "".join(f'<c r="{c}{r}"><v>{r}</v></c>' for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + "</row>" for r in range(1, 90_000)))
    yield "filters.pdf", page(zlib.compress(deflated(512), 9), "/Filter [/FlateDecode /FlateDecode]")
    yield "haken.pdf", page(b"[" * 200_000)
    yield "lijsten.pdf", pdf(["<< /Type /Catalog /Pages 2 0 R >>", "[" * 100_000 + "]" * 100_000])
    yield "woordenboeken.pdf", pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /A " * 100_000 + "1" + ">>" * 100_000])
    yield "kring.pdf", pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9999 >>"])
    yield "vorige.pdf", page(b"BT ET").replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9")
    yield "zichzelf.pdf", pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                               "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
                               stream(b"/F Do"), stream(b"/F Do /F Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>")])
    fans = [stream(f"/F{n+1} Do ".encode() * 40, f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F{n+1} {n+6} 0 R >> >>") for n in range(20)]
    yield "waaier.pdf", pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                             "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /F0 5 0 R >> >> >>", stream(b"/F0 Do"), *fans])
    yield "letters.pdf", page(b"BT /F1 9 Tf " + b"(" + b"a" * 30 + b") Tj " * 300_000 + b"ET")
    yield "stapel.pdf", page(b"q " * 2_000_000)
    yield "accolades.rtf", b"{\\rtf1 " + b"{" * 1_000_000 + words
    yield "bak.rtf", b"{\\rtf1 \\bin2147483647 " + words + b"}"
    yield "tabel.rtf", b"{\\rtf1 " + b"\\trowd\\cellx1\\intbl x\\cell\\row " * 200_000 + b"}"
    yield "velden.rtf", b"{\\rtf1 " + b"{\\field{\\*\\fldinst x}{\\fldrslt " * 100_000
    yield "vakken.html", b"<html><body>" + b"<div><table><tr><td>" * 200_000 + words
    yield "lang.html", b"<html><body><p>" + words * 3_000_000
    yield "lang.txt", words * 4_000_000
    yield "regels.txt", b"a\n" * 8_000_000
    yield "kop.eml", b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 20_000
    inner = pack([("opp.txt", words * 100)])
    for _ in range(40):
        inner = pack([("dieper.zip", inner)])
    yield "poppen.zip", inner
    yield "veel.zip", pack([(f"{n}.txt", words) for n in range(6000)])
    yield "omhoog.zip", pack([("../../../../tmp/oppkeur-ontsnapt.txt", words), ("C:\\windows\\x.txt", words), ("\\\\server\\x.txt", words)])
    yield "gig.zip", pack([("opp.txt", (bytes(1 << 20) for _ in range(1024)))])
    yield "half.docx", docx(p * 50)[:700]
    yield "ruis.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(50_000)
    yield "ruis.doc", bytes.fromhex("d0cf11e0a1b11ae1") + random.Random(2).randbytes(50_000)
    yield "ruis.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + b"\x3e\0\3\0\xfe\xff\x09\0\6\0" + b"\xff" * 5000
    odt = f'<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>{{}}</office:text></office:body></office:document-content>'
    yield "diep.odt", pack([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", odt.format("<text:section>" * 100_000))])
    yield "herhaald.odt", pack([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", odt.format(
        '<table:table><table:table-row table:number-rows-repeated="2000000000"><table:table-cell table:number-columns-repeated="2000000000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'))])


def main():
    seeds, out, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    part = int(sys.argv[4]) if len(sys.argv) > 4 else 20
    ordinary = sorted(os.path.join(d, f) for d, _, files in os.walk(seeds) for f in files)
    ordinary = [f for f in ordinary if f.rsplit(".", 1)[-1] in ("docx", "pdf", "xlsx", "odt", "rtf", "doc", "txt", "html")]
    made = os.path.join(out, ".hostile")
    os.makedirs(made, exist_ok=True)
    bad = []
    for name, content in hostile():
        bad.append(os.path.join(made, name))
        with open(bad[-1], "wb") as f:
            f.write(content)
    dice = random.Random(7)
    for n in range(count):
        source = bad[n // 50 % len(bad)] if dice.randrange(1000) < part else ordinary[n % len(ordinary)]
        folder = os.path.join(out, f"school-{n % 60:02}")
        os.makedirs(folder, exist_ok=True)
        os.link(source, os.path.join(folder, f"{n:06}-{os.path.basename(source)}"))
    print(len(ordinary), "ordinary,", len(bad), "kinds of hostile files,", sum(map(os.path.getsize, bad)) >> 20, "MiB")


main()
