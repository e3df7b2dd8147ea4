//! A value as Excel shows it to a Dutch reader: number formats (ECMA-376 part 1, 18.8.31), dates, truth values, errors.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// A number format, taken apart once and used for many cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct NumberFormat {
    sections: Vec<Section>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Section {
    condition: Option<(Test, f64)>,
    pieces: Vec<Piece>,
    english: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Test {
    Below,
    AtMost,
    Above,
    AtLeast,
    Equal,
    Differs,
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Literal(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// `E+` or `E-`; true when a plus is shown.
    Exponent(bool),
    Slash,
    /// The text of the cell.
    At,
    General,
    /// A letter of a date, how often it stands there, and whether it counts on past its round (`[h]`).
    Date(char, usize, bool),
    HalfDay,
    /// `.000` after seconds.
    Fraction(usize),
}

impl NumberFormat {
    /// Takes a format code apart.
    pub(super) fn parse(code: &str) -> NumberFormat {
        NumberFormat { sections: split_sections(code).iter().map(|s| parse_section(s)).collect() }
    }

    /// One of the built-in formats, as Excel shows them in the Netherlands.
    pub(super) fn builtin(id: u32) -> NumberFormat {
        NumberFormat::parse(match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            5 | 6 => "\"€ \"#,##0;\"€ \"-#,##0",
            7 | 8 => "\"€ \"#,##0.00;\"€ \"-#,##0.00",
            9 => "0%",
            10 => "0.00%",
            11 => "0.00E+00",
            12 => "# ?/?",
            13 => "# ??/??",
            14 | 30 => "d-m-yyyy",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 => "h:mm",
            21 => "h:mm:ss",
            22 => "d-m-yyyy h:mm",
            37 | 38 => "#,##0;-#,##0",
            39 | 40 => "#,##0.00;-#,##0.00",
            41 => "#,##0;-#,##0;\"-\"",
            42 => "\"€ \"#,##0;\"€ \"-#,##0;\"€ -\"",
            43 => "#,##0.00;-#,##0.00;\"-\"",
            44 => "\"€ \"#,##0.00;\"€ \"-#,##0.00;\"€ -\"",
            45 => "mm:ss",
            46 => "[h]:mm:ss",
            47 => "mm:ss.0",
            48 => "##0.0E+0",
            49 => "@",
            _ => "General",
        })
    }

    /// Whether it shows numbers as dates or times.
    pub(super) fn is_date(&self) -> bool {
        self.sections.first().is_some_and(Section::is_date)
    }

    /// Whether it shows nothing, whatever the cell holds (`;;;`).
    pub(super) fn shows_nothing(&self) -> bool {
        self.sections.len() >= 4 && self.sections.iter().all(|s| s.pieces.is_empty())
    }

    /// A number as shown; `since_1904` for books that count days from 1904.
    pub(super) fn number(&self, value: f64, since_1904: bool) -> String {
        let Some((index, section)) = self.section_for(value) else { return general(value) };
        if section.pieces.is_empty() && self.sections.len() <= 1 {
            return general(value);
        }
        if section.is_date() {
            return date_time(section, if since_1904 { value + 1462.0 } else { value }).unwrap_or_else(|| general(value));
        }
        // The second section shows the minus sign itself.
        let sign = value < 0.0 && (index == 0 || section.condition.is_some());
        numeric(section, value.abs(), sign)
    }

    /// A text as shown.
    pub(super) fn text(&self, value: &str) -> String {
        let section = match self.sections.len() {
            0 => None,
            n if n >= 4 => self.sections.get(3),
            _ => self.sections.last().filter(|s| s.pieces.contains(&Piece::At)),
        };
        let Some(section) = section else { return value.to_owned() };
        let piece = |p: &Piece| match p {
            Piece::Literal(text) => text.clone(),
            Piece::At | Piece::General => value.to_owned(),
            _ => String::new(),
        };
        section.pieces.iter().map(piece).collect()
    }

    fn section_for(&self, value: f64) -> Option<(usize, &Section)> {
        if self.sections.iter().any(|s| s.condition.is_some()) {
            let holds = |s: &Section| s.condition.is_none_or(|(test, bound)| test.holds(value, bound));
            return self.sections.iter().enumerate().take(3).find(|(_, s)| holds(s));
        }
        let index = match self.sections.len() {
            0 => return None,
            1 => 0,
            2 => usize::from(value < 0.0),
            _ if value > 0.0 => 0,
            _ if value < 0.0 => 1,
            _ => 2,
        };
        self.sections.get(index).map(|s| (index, s))
    }
}

impl Section {
    fn is_date(&self) -> bool {
        self.pieces.iter().any(|p| matches!(p, Piece::Date(..)))
    }
}

impl Test {
    fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Test::Below => value < bound,
            Test::AtMost => value <= bound,
            Test::Above => value > bound,
            Test::AtLeast => value >= bound,
            Test::Equal => (value - bound).abs() < f64::EPSILON,
            Test::Differs => (value - bound).abs() >= f64::EPSILON,
        }
    }
}

/// A truth value as a Dutch Excel shows it.
pub(super) fn truth(value: bool) -> &'static str {
    if value { "WAAR" } else { "ONWAAR" }
}

/// An error value as a Dutch Excel shows it.
pub(super) fn error(code: &str) -> &str {
    match code {
        "#DIV/0!" => "#DEEL/0!",
        "#N/A" => "#N/B",
        "#NAME?" => "#NAAM?",
        "#NULL!" => "#LEEG!",
        "#NUM!" => "#GETAL!",
        "#REF!" => "#VERW!",
        "#VALUE!" => "#WAARDE!",
        other => other,
    }
}

/// A number without format: at most eleven digits, decimal comma.
pub(super) fn general(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let size = value.abs();
    if size != 0.0 && !(1e-9..1e11).contains(&size) {
        let text = format!("{value:.5E}");
        let (digits, exponent) = text.split_once('E').unwrap_or((&text, "0"));
        let digits = digits.trim_end_matches('0').trim_end_matches('.').replace('.', ",");
        let (sign, exponent) = exponent.strip_prefix('-').map_or(("+", exponent), |e| ("-", e));
        return format!("{digits}E{sign}{exponent:0>2}");
    }
    let whole = format!("{:.0}", size.trunc()).len();
    let text = format!("{value:.*}", 10usize.saturating_sub(whole));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.replace('.', ",") }
}

/// An ISO date or time (`t="d"` cells, .ods) as shown.
pub(super) fn iso(text: &str) -> Option<f64> {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    let day: Date = day.parse().ok()?;
    let days = f64::from(day.since(date(1899, 12, 30)).ok()?.get_days());
    let mut parts = time.trim_end_matches('Z').split(':').map(|p| p.parse::<f64>().unwrap_or(0.0));
    let mut next = || parts.next().unwrap_or(0.0);
    Some(days + (next() * 3600.0 + next() * 60.0 + next()) / 86_400.0)
}

fn split_sections(code: &str) -> Vec<String> {
    let (mut sections, mut quoted, mut chars) = (vec![String::new()], false, code.chars());
    while let Some(c) = chars.next() {
        let Some(last) = sections.last_mut() else { break };
        match c {
            ';' if !quoted => sections.push(String::new()),
            '\\' if !quoted => {
                last.push(c);
                last.extend(chars.next());
            }
            _ => {
                quoted ^= c == '"';
                last.push(c);
            }
        }
    }
    sections
}

fn parse_section(code: &str) -> Section {
    let mut section = Section::default();
    let chars: Vec<char> = code.chars().collect();
    let mut i = 0;
    let at = |i: usize| chars.get(i).copied();
    while let Some(c) = at(i) {
        i += 1;
        match c {
            '"' => {
                let text: String = chars.iter().skip(i).take_while(|&&c| c != '"').collect();
                i += text.chars().count() + 1;
                literal(&mut section.pieces, &text);
            }
            '\\' => {
                literal(&mut section.pieces, &at(i).map(String::from).unwrap_or_default());
                i += 1;
            }
            // A gap as wide as the next character; a fill of the next character.
            '_' => {
                literal(&mut section.pieces, " ");
                i += 1;
            }
            '*' => i += 1,
            '[' => {
                let text: String = chars.iter().skip(i).take_while(|&&c| c != ']').collect();
                i += text.chars().count() + 1;
                bracket(&mut section, &text);
            }
            '0' | '#' | '?' => section.pieces.push(Piece::Digit(c)),
            '.' => {
                let zeros = chars.iter().skip(i).take_while(|&&c| c == '0').count();
                if zeros > 0 && matches!(section.pieces.last(), Some(Piece::Date('s', ..))) {
                    section.pieces.push(Piece::Fraction(zeros));
                    i += zeros;
                } else {
                    section.pieces.push(Piece::Point);
                }
            }
            ',' => section.pieces.push(Piece::Comma),
            '%' => section.pieces.push(Piece::Percent),
            '@' => section.pieces.push(Piece::At),
            '/' => section.pieces.push(Piece::Slash),
            'E' | 'e' if matches!(at(i), Some('+' | '-')) => {
                section.pieces.push(Piece::Exponent(at(i) == Some('+')));
                i += 1;
            }
            'G' | 'g' if starts(&chars, i - 1, "general") => {
                section.pieces.push(Piece::General);
                i += 6;
            }
            'S' | 's' if starts(&chars, i - 1, "standaard") => {
                section.pieces.push(Piece::General);
                i += 8;
            }
            'A' | 'a' if starts(&chars, i - 1, "am/pm") || starts(&chars, i - 1, "a/p") => {
                section.pieces.push(Piece::HalfDay);
                i += if starts(&chars, i - 1, "am/pm") { 4 } else { 2 };
            }
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'j' | 'J' | 'h' | 'H' | 'u' | 'U' | 's' | 'S' | 'e' | 'E' => {
                let letter = match c.to_ascii_lowercase() {
                    'j' | 'e' => 'y',
                    'u' => 'h',
                    other => other,
                };
                let more = chars.iter().skip(i).take_while(|&&d| d.eq_ignore_ascii_case(&c)).count();
                section.pieces.push(Piece::Date(letter, more + 1, false));
                i += more;
            }
            other => literal(&mut section.pieces, &other.to_string()),
        }
    }
    minutes(&mut section.pieces);
    section
}

fn literal(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Literal(last)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push(Piece::Literal(text.to_owned())),
    }
}

fn starts(chars: &[char], from: usize, word: &str) -> bool {
    let mut rest = chars.iter().skip(from);
    word.chars().all(|w| rest.next().is_some_and(|c| c.eq_ignore_ascii_case(&w)))
}

/// What stands in brackets: a condition, a currency with a language, time that counts on, or a colour.
fn bracket(section: &mut Section, text: &str) {
    let lower = text.to_ascii_lowercase();
    if let Some(currency) = text.strip_prefix('$') {
        let (symbol, language) = currency.split_once('-').unwrap_or((currency, ""));
        literal(&mut section.pieces, symbol);
        let language = language.to_ascii_uppercase();
        section.english |= language.ends_with("409") || language.ends_with("809");
        match language.as_str() {
            "F800" => *section = parse_section("dddd d mmmm yyyy"),
            "F400" => *section = parse_section("h:mm:ss"),
            _ => {}
        }
    } else if let Some(letter) = lower.chars().next().filter(|c| "hmsu".contains(*c) && lower.chars().all(|d| d == *c)) {
        let letter = if letter == 'u' { 'h' } else { letter };
        section.pieces.push(Piece::Date(letter, lower.len(), true));
    } else {
        let tests = [
            ("<>", Test::Differs),
            ("<=", Test::AtMost),
            (">=", Test::AtLeast),
            ("<", Test::Below),
            (">", Test::Above),
            ("=", Test::Equal),
        ];
        let found = tests.iter().find_map(|(sign, test)| Some((*test, lower.strip_prefix(sign)?.trim().parse().ok()?)));
        section.condition = found.or(section.condition);
    }
}

/// An `m` beside hours or seconds counts minutes: they become the letter `n`.
fn minutes(pieces: &mut [Piece]) {
    let letters: Vec<(usize, char)> =
        pieces.iter().enumerate().filter_map(|(i, p)| if let Piece::Date(c, ..) = p { Some((i, *c)) } else { None }).collect();
    for (n, &(i, letter)) in letters.iter().enumerate() {
        let near = |other: Option<&(usize, char)>, wanted: char| other.is_some_and(|o| o.1 == wanted);
        let beside = near(n.checked_sub(1).and_then(|p| letters.get(p)), 'h') || near(letters.get(n + 1), 's');
        if let Some(Piece::Date(c, length, counts_on)) = pieces.get_mut(i)
            && letter == 'm'
            && *length <= 2
            && (beside || *counts_on)
        {
            *c = 'n';
        }
    }
}

const MONTHS: [&str; 12] =
    ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];
const SHORT_MONTHS: [&str; 12] = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
const ENGLISH_MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];
const ENGLISH_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A serial number (days since 30-12-1899) as a date or time; `None` where it is no date.
fn date_time(section: &Section, serial: f64) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let shows_fraction = section.pieces.iter().any(|p| matches!(p, Piece::Fraction(_)));
    let round = if shows_fraction { 1000.0 } else { 1.0 };
    let seconds_in_all = (serial * 86_400.0 * round).round() / round;
    let days = (seconds_in_all / 86_400.0).floor();
    let in_day = seconds_in_all - days * 86_400.0;
    // Excel counts a 29 February 1900 that never was: days before it lie one later than counted from the base.
    let offset = if days < 60.0 { 1.0 } else { 0.0 };
    let day = date(1899, 12, 30).checked_add((whole(days + offset)).days()).ok()?;
    let hours = whole((in_day / 3600.0).floor());
    let minutes = whole((in_day / 60.0).floor()) % 60;
    let seconds = in_day % 60.0;
    let half = section.pieces.contains(&Piece::HalfDay);
    let shown_hours = if half { (hours + 11) % 12 + 1 } else { hours };
    let padded = |n: i64, length: usize| if length >= 2 { format!("{n:02}") } else { n.to_string() };
    let name = |names: &[&'static str], n: i8| usize::try_from(n - 1).ok().and_then(|n| names.get(n).copied()).unwrap_or("");
    let short = |text: &str, n: usize| text.chars().take(n).collect::<String>();
    let mut out = String::new();
    for piece in &section.pieces {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Slash => out.push('-'),
            Piece::Point => out.push('.'),
            Piece::Comma => out.push(','),
            Piece::HalfDay => out.push_str(if hours < 12 { "AM" } else { "PM" }),
            Piece::Fraction(digits) => {
                let part = format!("{:.*}", *digits, seconds.fract());
                out.push(',');
                out.push_str(part.split_once('.').map_or("0", |(_, f)| f));
            }
            Piece::Date(letter, length, counts_on) => out.push_str(&match (letter, length, counts_on) {
                ('y', 1..=2, _) => format!("{:02}", day.year() % 100),
                ('y', ..) => format!("{:04}", day.year()),
                ('m', 1..=2, _) => padded(i64::from(day.month()), *length),
                ('m', 3, _) if section.english => short(name(&ENGLISH_MONTHS, day.month()), 3),
                ('m', 3, _) => name(&SHORT_MONTHS, day.month()).to_owned(),
                ('m', 5, _) => short(name(&MONTHS, day.month()), 1),
                ('m', ..) if section.english => name(&ENGLISH_MONTHS, day.month()).to_owned(),
                ('m', ..) => name(&MONTHS, day.month()).to_owned(),
                ('d', 1..=2, _) => padded(i64::from(day.day()), *length),
                ('d', 3, _) if section.english => short(name(&ENGLISH_DAYS, day.weekday().to_monday_one_offset()), 3),
                ('d', 3, _) => short(name(&DAYS, day.weekday().to_monday_one_offset()), 2),
                ('d', ..) if section.english => name(&ENGLISH_DAYS, day.weekday().to_monday_one_offset()).to_owned(),
                ('d', ..) => name(&DAYS, day.weekday().to_monday_one_offset()).to_owned(),
                ('h', _, true) => padded(whole((seconds_in_all / 3600.0).floor()), *length),
                ('h', ..) => padded(shown_hours, *length),
                ('n', _, true) => padded(whole((seconds_in_all / 60.0).floor()), *length),
                ('n', ..) => padded(minutes, *length),
                (_, _, true) => padded(whole(seconds_in_all.floor()), *length),
                _ => padded(whole(seconds.floor()), *length),
            }),
            _ => {}
        }
    }
    Some(out)
}

/// A number that is known to be whole and small.
fn whole(value: f64) -> i64 {
    // Saturates; the callers bound it.
    value as i64
}

/// A number by its digits: where they go, how many, and what stands between them.
fn numeric(section: &Section, value: f64, minus: bool) -> String {
    let pieces = &section.pieces;
    if !pieces.iter().any(|p| matches!(p, Piece::Digit(_))) {
        let piece = |p: &Piece| match p {
            Piece::Literal(text) => text.clone(),
            Piece::General | Piece::At => general(value),
            Piece::Percent => "%".to_owned(),
            _ => String::new(),
        };
        let shown: String = pieces.iter().map(piece).collect();
        let has_number = pieces.iter().any(|p| matches!(p, Piece::General | Piece::At));
        return if minus && has_number { format!("-{shown}") } else { shown };
    }
    if let Some(slash) = pieces.iter().position(|p| *p == Piece::Slash)
        && pieces.get(..slash).is_some_and(|p| p.iter().any(|p| matches!(p, Piece::Digit(_))))
    {
        return fraction(pieces, slash, value, minus);
    }
    let layout = Layout::of(pieces);
    let mut value = value;
    for _ in 0..layout.percents {
        value *= 100.0;
    }
    for _ in 0..layout.thousands {
        value /= 1000.0;
    }
    let mut exponent = 0i32;
    if layout.exponent.is_some() && value > 0.0 {
        exponent = value.log10().floor() as i32;
        let step = i32::try_from(layout.before).unwrap_or(1).max(1);
        exponent = exponent.div_euclid(step) * step;
        value /= 10f64.powi(exponent);
    }
    // Half away from zero, as Excel rounds what looks like a half.
    let rounded = format!("{:.*}", layout.after.min(30), value * (1.0 + 4.0 * f64::EPSILON));
    let (int, frac) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let is_zero = rounded.chars().all(|c| matches!(c, '0' | '.'));
    let body = layout.fill(pieces, int.trim_start_matches('0'), frac, exponent);
    if minus && !is_zero { format!("-{body}") } else { body }
}

/// How many digits a section shows before and after the point, and what it scales by.
struct Layout {
    before: usize,
    after: usize,
    grouped: bool,
    thousands: usize,
    percents: usize,
    point: Option<usize>,
    exponent: Option<usize>,
}

impl Layout {
    fn of(pieces: &[Piece]) -> Layout {
        let point = pieces.iter().position(|p| *p == Piece::Point);
        let exponent = pieces.iter().position(|p| matches!(p, Piece::Exponent(_)));
        let end = exponent.unwrap_or(pieces.len());
        let border = point.unwrap_or(end);
        let digits = |from: usize, to: usize| {
            pieces
                .iter()
                .enumerate()
                .filter(|(i, p)| (from..to).contains(i) && matches!(p, Piece::Digit(_)))
                .map(|(i, _)| i)
                .collect::<Vec<_>>()
        };
        let (int, frac) = (digits(0, border), digits(border, end));
        let last = int.iter().chain(&frac).copied().max().unwrap_or(0);
        let last_int = int.last().copied().unwrap_or(0);
        let first_int = int.first().copied().unwrap_or(0);
        let commas: Vec<usize> = pieces.iter().enumerate().filter(|(_, p)| **p == Piece::Comma).map(|(i, _)| i).collect();
        Layout {
            before: int.len(),
            after: frac.len(),
            grouped: commas.iter().any(|&c| c > first_int && c < last_int),
            thousands: commas.iter().filter(|&&c| c == last + 1 || c == last + 2 || (c == last_int + 1 && c + 1 == border)).count(),
            percents: pieces.iter().filter(|p| **p == Piece::Percent).count(),
            point,
            exponent,
        }
    }

    /// Puts the digits where the section wants them.
    fn fill(&self, pieces: &[Piece], int: &str, frac: &str, exponent: i32) -> String {
        let int: Vec<char> = int.chars().collect();
        let end = self.exponent.unwrap_or(pieces.len());
        let border = self.point.unwrap_or(end);
        let mut out = String::new();
        let mut placeholders = self.before;
        let mut decimals = frac.chars();
        let kept = frac.trim_end_matches('0').len();
        let mut shown_decimals = 0usize;
        let digits_out = |out: &mut String, from: usize, to: usize, total: usize| {
            for i in from..to {
                out.extend(int.get(i));
                let left = total - 1 - i;
                if self.grouped && left > 0 && left.is_multiple_of(3) {
                    out.push('.');
                }
            }
        };
        let mut written = 0usize;
        for (i, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Percent => out.push('%'),
                Piece::Digit(kind) if i < border => {
                    // The first placeholder takes all the digits that have no place of their own.
                    let upto = int.len().saturating_sub(placeholders - 1);
                    if upto > written {
                        digits_out(&mut out, written, upto, int.len());
                        written = upto;
                    } else if *kind == '0' {
                        out.push('0');
                        let left = placeholders - 1;
                        if self.grouped && left > 0 && left.is_multiple_of(3) {
                            out.push('.');
                        }
                    } else if *kind == '?' {
                        out.push(' ');
                    }
                    placeholders -= 1;
                }
                Piece::Digit(kind) if i < end => {
                    let digit = decimals.next().unwrap_or('0');
                    shown_decimals += 1;
                    if *kind == '0' || shown_decimals <= kept {
                        out.push(digit);
                    }
                }
                Piece::Digit(_) => {}
                Piece::Point => {
                    if self.before == 0 {
                        digits_out(&mut out, 0, int.len(), int.len());
                    }
                    let wanted = pieces.get(i + 1) == Some(&Piece::Digit('0')) || kept > 0 || self.after == 0;
                    if wanted {
                        out.push(',');
                    }
                }
                Piece::Exponent(plus) => {
                    let width = pieces.iter().skip(i).filter(|p| matches!(p, Piece::Digit(_))).count();
                    out.push('E');
                    out.push_str(if exponent < 0 {
                        "-"
                    } else if *plus {
                        "+"
                    } else {
                        ""
                    });
                    out.push_str(&format!("{:0width$}", exponent.abs()));
                }
                Piece::Slash => out.push('/'),
                _ => {}
            }
        }
        out.trim().to_owned()
    }
}

/// `# ?/?` and its like: the nearest fraction with as many digits below the line, or with the denominator that is given.
fn fraction(pieces: &[Piece], slash: usize, value: f64, minus: bool) -> String {
    let before: Vec<&Piece> = pieces.iter().take(slash).collect();
    let below: Vec<&Piece> = pieces.iter().skip(slash + 1).collect();
    let has_whole = before.iter().filter(|p| matches!(p, Piece::Literal(t) if t.contains(' '))).count() > 0;
    let digits = below.iter().filter(|p| matches!(p, Piece::Digit(_))).count().clamp(1, 3);
    let fixed: Option<u32> = below.iter().find_map(|p| if let Piece::Literal(t) = p { t.trim().parse().ok() } else { None });
    let whole_part = if has_whole { value.trunc() } else { 0.0 };
    let rest = value - whole_part;
    let most = 10u32.pow(u32::try_from(digits).unwrap_or(1)) - 1;
    let denominators = fixed.map_or(1..=most, |d| d.max(1)..=d.max(1));
    let off = |d: u32| ((rest * f64::from(d)).round() / f64::from(d) - rest).abs();
    let best = denominators.min_by(|&a, &b| off(a).total_cmp(&off(b))).unwrap_or(1);
    let top = whole((rest * f64::from(best)).round());
    let sign = if minus { "-" } else { "" };
    match (whole(whole_part), top) {
        (n, 0) => format!("{sign}{n}"),
        (n, t) if t == i64::from(best) => format!("{sign}{}", n + 1),
        (0, t) => format!("{sign}{t}/{best}"),
        (n, t) => format!("{sign}{n} {t}/{best}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, value: f64) -> String {
        NumberFormat::parse(code).number(value, false)
    }

    #[test]
    fn numbers_show_as_excel_shows_them_in_the_netherlands() {
        for (code, value, want) in [
            ("General", 40218.0, "40218"),
            ("General", 0.1 + 0.2, "0,3"),
            ("General", 123_456_789_012.0, "1,23457E+11"),
            ("General", -2.5, "-2,5"),
            ("0000", 42.0, "0042"),
            ("0", 2.5, "3"),
            ("0%", 0.85, "85%"),
            ("0.0%", 0.1234, "12,3%"),
            ("#,##0.00", 1234567.891, "1.234.567,89"),
            ("#,##0", 999.0, "999"),
            ("0.0#", 3.0, "3,0"),
            ("0.##", 3.0, "3"),
            ("#,##0;[Red]-#,##0", -1500.0, "-1.500"),
            ("0;(0);\"nihil\"", 0.0, "nihil"),
            ("[$€-413] #,##0.00", 12.5, "€ 12,50"),
            ("0 \"uur per week\"", 12.0, "12 uur per week"),
            ("[>=10]\"veel\";\"weinig\"", 3.0, "weinig"),
            ("00\\-00\\-0000", 6_042_010.0, "06-04-2010"),
            ("0.00E+00", 12345.0, "1,23E+04"),
            ("# ?/?", 2.5, "2 1/2"),
        ] {
            assert_eq!(shown(code, value), want, "{code} of {value}");
        }
    }

    #[test]
    fn dates_and_times_show_in_dutch() {
        let day = 46349.0; // 23 November 2026, a Monday
        for (code, value, want) in [
            ("d-m-yyyy", day, "23-11-2026"),
            ("DD-MM-YYYY", 40274.0, "06-04-2010"),
            ("dd/mm/yy", day, "23-11-26"),
            ("[$-413]d mmmm yyyy;@", day, "23 november 2026"),
            ("[$-413]ddd d mmm", day, "ma 23 nov"),
            ("[$-409]mmmm yyyy", day, "November 2026"),
            ("h:mm", 0.375, "9:00"),
            ("hh:mm:ss", 0.999_999_9, "00:00:00"),
            ("[h]:mm", 1.5, "36:00"),
            ("h:mm AM/PM", 0.75, "6:00 PM"),
            ("mm:ss", 0.0007523, "01:05"),
            ("d-m-yyyy h:mm", day + 0.4375, "23-11-2026 10:30"),
        ] {
            assert_eq!(shown(code, value), want, "{code} of {value}");
        }
        assert!(shown("[$-F800]dddd\\,\\ mmmm", day).starts_with("maandag 23 november 2026"));
        assert!(NumberFormat::builtin(14).is_date());
        assert_eq!(NumberFormat::builtin(14).number(day - 1462.0, true), "23-11-2026");
        assert_eq!(shown("d-m-yyyy", 1.0), "1-1-1900");
        assert_eq!(iso("2026-11-23"), Some(day));
    }

    #[test]
    fn texts_and_what_shows_nothing() {
        assert_eq!(NumberFormat::parse("@").text("0042"), "0042");
        assert_eq!(NumberFormat::parse("0;0;0;\"groep \"@").text("8"), "groep 8");
        assert_eq!(NumberFormat::parse("0.00").text("n.v.t."), "n.v.t.");
        assert!(NumberFormat::parse(";;;").shows_nothing());
        assert_eq!(truth(true), "WAAR");
        assert_eq!(error("#N/A"), "#N/B");
    }

    #[test]
    fn no_format_code_brings_it_down() {
        for code in
            ["[", "\"", "\\", "0/", "/0", "E+", "0E+", "?/", "# ??/0", "[$-", "_", "*", ".", ",", "0,0,0.0,0", "[h", "mmmmmmmmm", "0.0.0"]
        {
            for value in [0.0, -1.5, 1e300, f64::NAN, f64::INFINITY, 46349.5, 1e-300] {
                let _ = shown(code, value);
                let _ = NumberFormat::parse(code).text("x");
            }
        }
    }
}
