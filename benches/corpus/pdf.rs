//! Documents as .pdf, in the manner of LibreOffice: a subset font whose codes mean what its `ToUnicode` says, a line at a time.

use std::fmt::Write as _;
use std::io::Write as _;

use super::{Kind, Opp};

const WIDTH: usize = 86;
const LINES: usize = 52;

pub(super) fn pdf(opp: &Opp) -> Vec<u8> {
    let mut codes: Vec<char> = Vec::new();
    let mut pages: Vec<String> = vec![String::new()];
    let mut line = 0;
    for (kind, text, beside) in &opp.lines {
        let columns: Vec<(f32, Vec<String>)> = match kind {
            Kind::Goal => vec![(62.0, wrapped(text, WIDTH / 2 - 2)), (304.0, wrapped(beside, WIDTH / 2 - 2))],
            _ => vec![(57.0, wrapped(text, WIDTH))],
        };
        let height = columns.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1) + usize::from(*kind == Kind::Heading);
        if line + height > LINES {
            pages.push(String::new());
            line = 0;
        }
        let Some(page) = pages.last_mut() else { continue };
        let y = |line: usize| 780.0 - line as f32 * 13.8;
        if *kind == Kind::Goal {
            for (x0, y0, x1, y1) in [
                (57.0, 0, 538.0, 0),
                (57.0, height, 538.0, height),
                (57.0, 0, 57.0, height),
                (299.0, 0, 299.0, height),
                (538.0, 0, 538.0, height),
            ] {
                _ = writeln!(page, "0.5 w {x0} {:.2} m {x1} {:.2} l S", y(line + y0) + 10.0, y(line + y1) + 10.0);
            }
        }
        let (font, size) = if *kind == Kind::Heading { ("F2", 14.0) } else { ("F1", 11.0) };
        for (x, lines) in columns {
            for (down, text) in lines.iter().enumerate() {
                let mut hex = String::new();
                for c in text.chars() {
                    let code = codes.iter().position(|known| *known == c).unwrap_or_else(|| {
                        codes.push(c);
                        codes.len() - 1
                    });
                    _ = write!(hex, "{:02X}", code + 1);
                    if hex.len().is_multiple_of(34) {
                        hex.push_str(">-1<");
                    }
                }
                _ = writeln!(
                    page,
                    "BT\n{x} {:.2} Td /{font} {size} Tf[<{hex}>]TJ\nET\nQ\nq 0 0 0 rg",
                    y(line + down + usize::from(*kind == Kind::Heading))
                );
            }
        }
        line += height;
    }
    written(&pages, &codes)
}

fn written(pages: &[String], codes: &[char]) -> Vec<u8> {
    let mut map = "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n".to_owned();
    for part in codes.iter().enumerate().collect::<Vec<_>>().chunks(100) {
        _ = writeln!(map, "{} beginbfchar", part.len());
        part.iter().for_each(|(code, c)| _ = writeln!(map, "<{:02X}> <{:04X}>", code + 1, u32::from(**c)));
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
    let widths = codes.iter().map(|c| if *c == ' ' { "278 " } else { "500 " }).collect::<String>();
    let kids: String = (0..pages.len()).map(|n| format!("{} 0 R ", 7 + n * 2)).collect();
    let font = |name: &str| {
        format!(
            "<</Type/Font/Subtype/TrueType/BaseFont/BAAAAA+{name}/FirstChar 1/LastChar {}/Widths[{widths}]/FontDescriptor 6 0 R/ToUnicode 5 0 R>>",
            codes.len()
        )
    };
    let mut objects: Vec<Vec<u8>> = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]/Count {}/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>", pages.len()).into_bytes(),
        font("Carlito").into_bytes(),
        font("Carlito-Bold").into_bytes(),
        stream(map.as_bytes()),
        b"<</Type/FontDescriptor/FontName/BAAAAA+Carlito/Flags 4/FontBBox[-503 -306 1240 964]/ItalicAngle 0/Ascent 750/Descent -250/CapHeight 964/StemV 80>>".to_vec(),
    ];
    for (n, page) in pages.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 8 + n * 2).into_bytes());
        objects.push(stream(format!("0.1 w\nq 0 0 0 rg\n{page}Q").as_bytes()));
    }
    let mut out = b"%PDF-1.6\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", n + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

fn stream(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    let packed = packed.finish().unwrap();
    let mut out = format!("<</Length {}/Filter/FlateDecode>>\nstream\n", packed.len()).into_bytes();
    out.extend(packed);
    out.extend(b"\nendstream");
    out
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(last) = lines.last_mut() else { continue };
        if !last.is_empty() && last.chars().count() + word.chars().count() >= width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}
