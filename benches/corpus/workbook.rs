//! Documents as .xlsx: heading, text, and what stands beside it, row by row.

use std::fmt::Write as _;

use super::{Opp, escaped, zipped};

const TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/><Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml\"/></Types>";
const RELS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
const BOOK: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"OPP\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const BOOK_RELS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>";

pub(super) fn xlsx(opp: &Opp) -> Vec<u8> {
    let (mut rows, mut strings, mut count) = (String::new(), String::new(), 0);
    for (at, (_, text, beside)) in opp.lines.iter().enumerate() {
        let row = at + 1;
        let (label, value) = text.split_once(": ").filter(|(label, _)| label.len() < 20).unwrap_or((text, beside));
        _ = write!(rows, "<row r=\"{row}\" spans=\"1:2\">");
        for (column, cell) in [('A', label), ('B', value)].into_iter().filter(|(_, cell)| !cell.is_empty()) {
            _ = write!(rows, "<c r=\"{column}{row}\" t=\"s\"><v>{count}</v></c>");
            _ = write!(strings, "<si><t xml:space=\"preserve\">{}</t></si>", escaped(cell));
            count += 1;
        }
        rows.push_str("</row>");
    }
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let sheet = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><worksheet {main}><cols><col min=\"1\" max=\"2\" width=\"48\" customWidth=\"1\"/></cols><sheetData>{rows}</sheetData></worksheet>"
    );
    let strings = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><sst {main} count=\"{count}\" uniqueCount=\"{count}\">{strings}</sst>"
    );
    zipped(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ])
}
