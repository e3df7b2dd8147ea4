//! Runs the drawing operators of a page and writes down what they put on it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::access::{self, as_dict, dict, get, list, matrix, name, number, numbers, resolve, unpack};
use super::font::{Font, Letters, Shown};
use super::geometry::{Matrix, Rect};
use super::glyphs::{Fill, Flags, Glyph, Image, Mark, Page, Rule, Shape};
use super::lex::{Lexer, Token};
use crate::read::Limits;

/// Form XObjects within form XObjects.
const MAX_FORMS: usize = 12;
/// `q` within `q`.
const MAX_STATES: usize = 512;
/// Operands kept for one operator (a `TJ` array counts its pieces).
const MAX_OPERANDS: usize = 100_000;
/// Rules, fills and shapes kept for one page.
const MAX_MARKS: usize = 20_000;
/// Fills that are held against every letter of a page.
const MOST_FILLS: usize = 1_000;
/// An `ActualText` longer than this replaces no line.
const MAX_ACTUAL: usize = 4_096;
/// A filled box no thicker than this is a rule.
const RULE: f32 = 3.0;
/// Rules and fills lighter than this are not seen (0 black, 1 white).
const SEEN: f32 = 0.97;
/// Type smaller than this is not seen.
const SMALLEST: f32 = 2.0;

/// What all pages of a document share.
pub(super) struct Shared<'a> {
    pub(super) doc: &'a Document,
    pub(super) limits: &'a Limits,
    /// Layers that are switched off.
    pub(super) off: HashSet<ObjectId>,
    /// Fonts by the place of their dictionaries in memory, which stay where they are.
    fonts: HashMap<usize, Rc<Font<'a>>>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'a> Shared<'a> {
    pub(super) fn new(doc: &'a Document, limits: &'a Limits) -> Shared<'a> {
        Shared { doc, limits, off: layers_off(doc), fonts: HashMap::new(), left: limits.unpacked_bytes }
    }

    fn unpack(&mut self, stream: &Stream) -> Option<Vec<u8>> {
        let limit = self.limits.stream_bytes.min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let data = unpack(stream, limit);
        let cost = data.as_ref().map_or(limit as u64 / 4, |d| d.len() as u64) + 64;
        self.left = self.left.saturating_sub(cost);
        data
    }

    fn font(&mut self, resources: &'a Dictionary, wanted: &[u8]) -> Option<Rc<Font<'a>>> {
        let fonts = dict(self.doc, resources, b"Font")?;
        let dictionary = as_dict(resolve(self.doc, fonts.get(wanted).ok()?))?;
        let key = std::ptr::from_ref(dictionary).addr();
        if let Some(font) = self.fonts.get(&key) {
            return Some(font.clone());
        }
        let font = Rc::new(Font::read(self.doc, dictionary, self.limits.stream_bytes));
        self.fonts.insert(key, font.clone());
        Some(font)
    }

    /// Whether something belongs to a layer that is off; `entry` is the value of its `OC`.
    pub(super) fn is_off(&self, entry: &Object) -> bool {
        if self.off.is_empty() {
            return false;
        }
        if access::id(entry).is_some_and(|id| self.off.contains(&id)) {
            return true;
        }
        // A membership dictionary: off when all of its layers are.
        let Some(membership) = as_dict(resolve(self.doc, entry)) else { return false };
        let members = match membership.get(b"OCGs") {
            Ok(raw) => match resolve(self.doc, raw) {
                Object::Array(items) => items.as_slice(),
                _ => return access::id(raw).is_some_and(|id| self.off.contains(&id)),
            },
            Err(_) => return false,
        };
        !members.is_empty() && members.iter().all(|m| access::id(m).is_some_and(|id| self.off.contains(&id)))
    }
}

fn layers_off(doc: &Document) -> HashSet<ObjectId> {
    let config = doc.catalog().ok().and_then(|c| dict(doc, c, b"OCProperties"));
    let Some(config) = config else { return HashSet::new() };
    let Some(default) = dict(doc, config, b"D") else { return HashSet::new() };
    let mut off: HashSet<ObjectId> = HashSet::new();
    if name(doc, default, b"BaseState") == Some(b"OFF") {
        off.extend(list(doc, config, b"OCGs").iter().filter_map(access::id));
        for on in list(doc, default, b"ON").iter().filter_map(access::id) {
            off.remove(&on);
        }
    }
    off.extend(list(doc, default, b"OFF").iter().filter_map(access::id));
    off
}

/// The page as a person sees it: its box (points) and the way from its own space to that box.
pub(super) struct Frame {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) matrix: Matrix,
}

/// The frame of a page: `CropBox` cut with `MediaBox`, turned by `Rotate`.
pub(super) fn frame(doc: &Document, page: &Dictionary) -> Frame {
    let box_of = |key: &[u8]| {
        let [a, b, c, d] = numbers::<4>(doc, inherited(doc, page, key).and_then(|o| o.as_array().ok())?)?;
        let sane = [a, b, c, d].iter().all(|v| v.is_finite() && v.abs() < 1e6) && (a - c).abs() > 1.0 && (b - d).abs() > 1.0;
        sane.then(|| Rect::around(a as f32, b as f32, c as f32, d as f32))
    };
    let media = box_of(b"MediaBox").unwrap_or(Rect { x0: 0.0, y0: 0.0, x1: 595.3, y1: 841.9 });
    let crop = box_of(b"CropBox").map(|c| c.intersection(&media)).filter(|c| c.width() > 1.0 && c.height() > 1.0).unwrap_or(media);
    let turn = inherited(doc, page, b"Rotate").and_then(access::as_number).map_or(0, |r| (r as i64).rem_euclid(360) / 90);
    let (x0, y0, x1, y1) = (f64::from(crop.x0), f64::from(crop.y0), f64::from(crop.x1), f64::from(crop.y1));
    let (width, height) = (crop.width(), crop.height());
    match turn {
        1 => Frame { width: height, height: width, matrix: Matrix::new([0.0, 1.0, 1.0, 0.0, -y0, -x0]) },
        2 => Frame { width, height, matrix: Matrix::new([-1.0, 0.0, 0.0, 1.0, x1, -y0]) },
        3 => Frame { width: height, height: width, matrix: Matrix::new([0.0, -1.0, -1.0, 0.0, y1, x1]) },
        _ => Frame { width, height, matrix: Matrix::new([1.0, 0.0, 0.0, -1.0, -x0, y1]) },
    }
}

/// An entry of a page, or of the nodes above it.
pub(super) fn inherited<'a>(doc: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut node = page;
    for _ in 0..32 {
        if let Some(found) = get(doc, node, key) {
            return Some(found);
        }
        node = dict(doc, node, b"Parent")?;
    }
    None
}

/// Runs the content of a page.
pub(super) fn page<'a>(shared: &mut Shared<'a>, page: &'a Dictionary) -> Page {
    let frame = frame(shared.doc, page);
    let mut content = Vec::new();
    let mut damaged = false;
    for part in list(shared.doc, page, b"Contents") {
        if let Object::Stream(stream) = resolve(shared.doc, part) {
            match shared.unpack(stream) {
                Some(data) if content.len() + data.len() <= shared.limits.stream_bytes => {
                    content.extend_from_slice(&data);
                    content.push(b'\n');
                }
                _ => damaged = true,
            }
        } else {
            damaged = true;
        }
    }
    let resources = inherited(shared.doc, page, b"Resources").and_then(as_dict);
    let mut runner = Runner::new(shared, &frame);
    runner.run(&content, resources, 0, 0);
    let mut out = runner.finish();
    out.damaged |= damaged;
    out
}

/// Runs one appearance stream inside a box of the page (an annotation's).
pub(super) fn appearance<'a>(shared: &mut Shared<'a>, frame: &Frame, stream: &'a Stream, target: [f64; 4]) -> Page {
    let doc = shared.doc;
    let own = matrix(doc, &stream.dict, b"Matrix").unwrap_or(Matrix::IDENTITY);
    let [bx0, by0, bx1, by1] = numbers::<4>(doc, list(doc, &stream.dict, b"BBox")).unwrap_or([0.0, 0.0, 1.0, 1.0]);
    let from = own.apply_box(bx0, by0, bx1, by1);
    let to = Rect::around(target[0] as f32, target[1] as f32, target[2] as f32, target[3] as f32);
    let scale = |to: f32, from: f32| if from.abs() < 1e-3 { 1.0 } else { f64::from(to / from) };
    let (sx, sy) = (scale(to.width(), from.width()), scale(to.height(), from.height()));
    let place = Matrix::new([sx, 0.0, 0.0, sy, f64::from(to.x0) - f64::from(from.x0) * sx, f64::from(to.y0) - f64::from(from.y0) * sy]);
    let mut runner = Runner::new(shared, frame);
    runner.state.ctm = own.then(&place).then(&frame.matrix);
    if let Some(content) = runner.shared.unpack(stream) {
        let resources = dict(doc, &stream.dict, b"Resources");
        runner.run(&content, resources, 0, 1);
    }
    runner.finish()
}

#[derive(Clone, Copy)]
struct Paint {
    rgb: [u8; 3],
    /// A tint of a named ink: 1 is full ink, not white.
    tint: bool,
}

const BLACK: Paint = Paint { rgb: [0; 3], tint: false };

impl Paint {
    fn light(self) -> f32 {
        light(self.rgb)
    }
}

/// How light a colour is: 0 black, 1 white.
pub(super) fn light([r, g, b]: [u8; 3]) -> f32 {
    (0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b)) / 255.0
}

#[derive(Clone)]
struct State<'a> {
    ctm: Matrix,
    clip: Rect,
    fill: Paint,
    stroke: Paint,
    alpha: f64,
    plain_blend: bool,
    line_width: f64,
    font: Option<Rc<Font<'a>>>,
    size: f64,
    letter_spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    mode: i64,
}

/// An open stretch of marked content.
struct Open {
    mark: u32,
    hidden: bool,
    actual: Option<(String, usize)>,
}

#[derive(Default)]
struct Path {
    /// Corners of subpaths, in page space.
    parts: Vec<Vec<(f32, f32)>>,
    bends: u32,
}

struct Runner<'s, 'a> {
    shared: &'s mut Shared<'a>,
    state: State<'a>,
    states: Vec<State<'a>>,
    text: Matrix,
    line: Matrix,
    path: Path,
    clip_next: bool,
    open: Vec<Open>,
    operations: usize,
    seq: u32,
    turns: [usize; 4],
    turned: Vec<(u8, Glyph)>,
    page: Page,
    bounds: Rect,
}

impl<'s, 'a> Runner<'s, 'a> {
    fn new(shared: &'s mut Shared<'a>, frame: &Frame) -> Runner<'s, 'a> {
        let bounds = Rect { x0: 0.0, y0: 0.0, x1: frame.width, y1: frame.height };
        let state = State {
            ctm: frame.matrix,
            clip: bounds,
            fill: BLACK,
            stroke: BLACK,
            alpha: 1.0,
            plain_blend: true,
            line_width: 1.0,
            font: None,
            size: 0.0,
            letter_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        };
        let page = Page {
            width: frame.width,
            height: frame.height,
            marks: vec![Mark { stream: 0, mcid: -1, artifact: false }],
            ..Page::default()
        };
        Runner {
            shared,
            state,
            states: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            path: Path::default(),
            clip_next: false,
            open: Vec::new(),
            operations: 0,
            seq: 0,
            turns: [0; 4],
            turned: Vec::new(),
            page,
            bounds,
        }
    }

    fn run(&mut self, content: &[u8], resources: Option<&'a Dictionary>, stream: u32, depth: usize) {
        let mut lexer = Lexer::new(content);
        let mut operands: Vec<Token<'_>> = Vec::new();
        let (floor, open_floor) = (self.states.len(), self.open.len());
        while let Some(token) = lexer.next_token() {
            let Token::Operator(operator) = token else {
                if operands.len() < MAX_OPERANDS {
                    operands.push(token);
                }
                continue;
            };
            self.operations += 1;
            if self.operations > self.shared.limits.operations || self.page.glyphs.len() + self.turned.len() > self.shared.limits.glyphs {
                self.page.cut = true;
                break;
            }
            if operator == b"BI" {
                lexer.skip_inline_image();
                let rect = self.state.ctm.apply_box(0.0, 0.0, 1.0, 1.0).intersection(&self.state.clip);
                self.image(rect, None);
            } else {
                self.operator(operator, &operands, resources, stream, depth, floor);
            }
            operands.clear();
        }
        while self.open.len() > open_floor {
            self.close_mark();
        }
        if let Some(state) = (self.states.len() > floor).then(|| self.states.get(floor).cloned()).flatten() {
            self.states.truncate(floor);
            self.state = state;
        }
    }

    fn operator(
        &mut self,
        operator: &[u8],
        operands: &[Token<'_>],
        resources: Option<&'a Dictionary>,
        stream: u32,
        depth: usize,
        floor: usize,
    ) {
        let n = |at: usize| match operands.get(at) {
            Some(Token::Number(v)) => *v,
            _ => 0.0,
        };
        let six = || Matrix::new([n(0), n(1), n(2), n(3), n(4), n(5)]);
        match operator {
            b"q" if self.states.len() < MAX_STATES => self.states.push(self.state.clone()),
            b"Q" if self.states.len() > floor => self.state = self.states.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => self.state.ctm = six().then(&self.state.ctm),
            b"w" => self.state.line_width = n(0).abs(),
            b"gs" => self.graphics_state(operands, resources),
            // Paths.
            b"m" => self.move_to(n(0), n(1)),
            b"l" => self.line_to(n(0), n(1)),
            b"c" => self.curve_to(n(4), n(5)),
            b"v" | b"y" => self.curve_to(n(2), n(3)),
            b"h" => self.close_path(),
            b"re" => {
                let (x, y, w, h) = (n(0), n(1), n(2), n(3));
                self.move_to(x, y);
                self.line_to(x + w, y);
                self.line_to(x + w, y + h);
                self.line_to(x, y + h);
                self.close_path();
            }
            b"S" => self.paint(false, true),
            b"s" => {
                self.close_path();
                self.paint(false, true);
            }
            b"f" | b"F" | b"f*" => self.paint(true, false),
            b"B" | b"B*" => self.paint(true, true),
            b"b" | b"b*" => {
                self.close_path();
                self.paint(true, true);
            }
            b"n" => self.paint(false, false),
            b"W" | b"W*" => self.clip_next = true,
            b"sh" => {
                let rect = self.state.clip;
                self.fill(rect, 0.5);
            }
            // Colours.
            b"g" => self.state.fill = grey(n(0)),
            b"G" => self.state.stroke = grey(n(0)),
            b"rg" => self.state.fill = rgb(n(0), n(1), n(2)),
            b"RG" => self.state.stroke = rgb(n(0), n(1), n(2)),
            b"k" => self.state.fill = cmyk(n(0), n(1), n(2), n(3)),
            b"K" => self.state.stroke = cmyk(n(0), n(1), n(2), n(3)),
            b"cs" => self.state.fill = self.colour_space(operands, resources),
            b"CS" => self.state.stroke = self.colour_space(operands, resources),
            b"sc" | b"scn" => self.state.fill = colour(operands, self.state.fill),
            b"SC" | b"SCN" => self.state.stroke = colour(operands, self.state.stroke),
            // Text state.
            b"BT" => {
                self.text = Matrix::IDENTITY;
                self.line = Matrix::IDENTITY;
            }
            b"Tf" => {
                if let (Some(Token::Name(wanted)), Some(resources)) = (operands.first(), resources) {
                    self.state.font = self.shared.font(resources, wanted);
                }
                self.state.size = n(1);
            }
            b"Tc" => self.state.letter_spacing = n(0),
            b"Tw" => self.state.word_spacing = n(0),
            b"Tz" => self.state.stretch = n(0) / 100.0,
            b"TL" => self.state.leading = n(0),
            b"Ts" => self.state.rise = n(0),
            b"Tr" => self.state.mode = n(0) as i64,
            // Text position.
            b"Td" => self.next_line(n(0), n(1)),
            b"TD" => {
                self.state.leading = -n(1);
                self.next_line(n(0), n(1));
            }
            b"Tm" => {
                self.line = six();
                self.text = self.line;
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            // Text.
            b"Tj" | b"TJ" => self.show(operands),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(operands);
            }
            b"\"" => {
                self.state.word_spacing = n(0);
                self.state.letter_spacing = n(1);
                self.next_line(0.0, -self.state.leading);
                self.show(operands.get(2..).unwrap_or_default());
            }
            // Marked content.
            b"BMC" | b"BDC" => self.open_mark(operands, resources, stream),
            b"EMC" => self.close_mark(),
            b"Do" => {
                if let (Some(Token::Name(wanted)), Some(resources)) = (operands.first(), resources) {
                    self.draw(wanted, resources, depth);
                }
            }
            _ => {}
        }
    }

    fn graphics_state(&mut self, operands: &[Token<'_>], resources: Option<&'a Dictionary>) {
        let doc = self.shared.doc;
        let (Some(Token::Name(wanted)), Some(resources)) = (operands.first(), resources) else { return };
        let Some(state) = dict(doc, resources, b"ExtGState").and_then(|g| dict(doc, g, wanted)) else { return };
        if let Some(alpha) = number(doc, state, b"ca") {
            self.state.alpha = alpha;
        }
        if let Some(width) = number(doc, state, b"LW") {
            self.state.line_width = width;
        }
        if let Some(blend) = name(doc, state, b"BM") {
            self.state.plain_blend = blend == b"Normal" || blend == b"Compatible";
        }
    }

    fn colour_space(&self, operands: &[Token<'_>], resources: Option<&'a Dictionary>) -> Paint {
        let doc = self.shared.doc;
        let tint = match operands.first() {
            Some(Token::Name(wanted)) => resources
                .and_then(|r| dict(doc, r, b"ColorSpace"))
                .and_then(|spaces| get(doc, spaces, wanted))
                .and_then(|space| space.as_array().ok())
                .and_then(|space| space.first())
                .is_some_and(|kind| matches!(kind, Object::Name(n) if n == b"Separation" || n == b"DeviceN")),
            _ => false,
        };
        Paint { rgb: [0; 3], tint }
    }

    // Paths.

    fn move_to(&mut self, x: f64, y: f64) {
        if self.path.parts.len() < MAX_MARKS {
            self.path.parts.push(vec![self.state.ctm.apply(x, y)]);
        }
    }

    fn line_to(&mut self, x: f64, y: f64) {
        let to = self.state.ctm.apply(x, y);
        if let Some(part) = self.path.parts.last_mut() {
            let slanted = part.last().is_some_and(|from| (from.0 - to.0).abs() > 1.0 && (from.1 - to.1).abs() > 1.0);
            self.path.bends += u32::from(slanted);
            if part.len() < MAX_MARKS {
                part.push(to);
            }
        }
    }

    fn curve_to(&mut self, x: f64, y: f64) {
        let to = self.state.ctm.apply(x, y);
        self.path.bends += 1;
        if let Some(part) = self.path.parts.last_mut().filter(|p| p.len() < MAX_MARKS) {
            part.push(to);
        }
    }

    fn close_path(&mut self) {
        let Some(part) = self.path.parts.last_mut() else { return };
        if let Some(first) = part.first().copied().filter(|first| part.last() != Some(first)) {
            part.push(first);
        }
    }

    fn paint(&mut self, fill: bool, stroke: bool) {
        let path = std::mem::take(&mut self.path);
        self.seq += 1;
        let bounds = path.parts.iter().flatten().fold(None::<Rect>, |r, &(x, y)| {
            let point = Rect { x0: x, y0: y, x1: x, y1: y };
            Some(r.map_or(point, |r| r.union(&point)))
        });
        let Some(bounds) = bounds else {
            self.clip_next = false;
            return;
        };
        if std::mem::take(&mut self.clip_next) {
            self.state.clip = self.state.clip.intersection(&bounds);
        }
        if !fill && !stroke {
            return;
        }
        let shown = bounds.intersection(&self.state.clip.grown(1.0));
        let visible = (shown.width() > 0.0 || shown.height() > 0.0) && self.hidden_depth() == 0;
        if !visible || self.page.rules.len() + self.page.fills.len() + self.page.shapes.len() > MAX_MARKS {
            return;
        }
        let mut odd = path.bends;
        let inner = path.parts.iter().any(|part| has_inner_points(part));
        for part in &path.parts {
            let Some(rect) = upright_box(part) else {
                if stroke && self.state.stroke.light() < SEEN {
                    self.strokes(part);
                }
                continue;
            };
            odd = odd.saturating_sub(bends_of_box(part));
            if fill {
                self.fill(rect.intersection(&self.state.clip), self.state.fill.light());
            }
            if stroke && self.state.stroke.light() < SEEN {
                self.strokes(part);
                if rect.width() > RULE && rect.height() > RULE {
                    self.page.shapes.push(Shape { rect, bends: 0, stroked_box: true, inner: false });
                }
            }
        }
        if odd > 0 {
            self.page.shapes.push(Shape { rect: shown, bends: odd, stroked_box: false, inner });
        }
    }

    /// Straight pieces of a stroked path.
    fn strokes(&mut self, part: &[(f32, f32)]) {
        for pair in part.windows(2) {
            let [(ax, ay), (bx, by)] = pair else { continue };
            let rect = Rect::around(*ax, *ay, *bx, *by);
            self.rule(rect);
        }
    }

    fn fill(&mut self, rect: Rect, light: f32) {
        if self.state.alpha < 0.05 {
            return;
        }
        if rect.width() <= RULE || rect.height() <= RULE {
            if light < SEEN {
                self.rule(rect);
            }
            return;
        }
        let opaque = self.state.alpha > 0.9 && self.state.plain_blend;
        self.page.fills.push(Fill { rect, light, opaque, seq: self.seq });
    }

    /// A thin box as a rule; nothing for a dot or a slanted line.
    fn rule(&mut self, rect: Rect) {
        let rect = rect.intersection(&self.state.clip.grown(1.0));
        let (w, h) = (rect.width(), rect.height());
        if h <= RULE && w > h && w >= 2.0 {
            self.page.rules.push(Rule { horizontal: true, at: (rect.y0 + rect.y1) / 2.0, from: rect.x0, to: rect.x1 });
        } else if w <= RULE && h > w && h >= 2.0 {
            self.page.rules.push(Rule { horizontal: false, at: (rect.x0 + rect.x1) / 2.0, from: rect.y0, to: rect.y1 });
        }
    }

    fn image(&mut self, rect: Rect, id: Option<ObjectId>) {
        self.seq += 1;
        if self.hidden_depth() == 0 && rect.area() > 1.0 && self.page.images.len() < MAX_MARKS {
            let mark = self.open.last().map_or(0, |o| o.mark);
            self.page.images.push(Image { rect, id, mark });
        }
    }

    // Text.

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::new([1.0, 0.0, 0.0, 1.0, x, y]).then(&self.line);
        self.text = self.line;
    }

    fn show(&mut self, operands: &[Token<'_>]) {
        let Some(font) = self.state.font.clone() else { return };
        self.seq += 1;
        for piece in operands {
            match piece {
                Token::Text(bytes) => {
                    let start = self.page.glyphs.len();
                    font.decode(bytes, |shown| self.glyph(&shown, &font));
                    self.hide_white(start);
                }
                Token::Number(back) => self.advance(-back / 1000.0 * self.state.size * self.state.stretch),
                _ => {}
            }
        }
    }

    fn advance(&mut self, by: f64) {
        self.text = Matrix { e: self.text.e + by * self.text.a, f: self.text.f + by * self.text.b, ..self.text };
    }

    fn glyph(&mut self, shown: &Shown, font: &Font<'_>) {
        let state = &self.state;
        let whole = self.text.then(&state.ctm);
        let width = f64::from(shown.advance) * state.size * state.stretch;
        let (ox, oy) = whole.apply(0.0, state.rise);
        let (ex, ey) = whole.apply(width, state.rise);
        let size = (state.size.abs() * (whole.c * whole.c + whole.d * whole.d).sqrt()) as f32 * font.em();
        let spacing = state.letter_spacing + if shown.space { state.word_spacing } else { 0.0 };
        let step = width + spacing * state.stretch;

        let (w, h) = (self.bounds.x1, self.bounds.y1);
        let turn: u8 = if whole.b.abs() <= whole.a.abs() {
            if whole.a >= 0.0 { 0 } else { 2 }
        } else if whole.b > 0.0 {
            1
        } else {
            3
        };
        let (x0, x1, y) = match turn {
            0 => (ox, ex, oy),
            1 => (oy, ey, w - ox),
            2 => (w - ox, w - ex, h - oy),
            _ => (h - oy, h - ey, ox),
        };
        let (mx, my) = ((ox + ex) / 2.0, (oy + ey) / 2.0);
        let upright_lift = if turn == 0 { size * 0.25 } else { 0.0 };
        let on_page = self.bounds.grown(2.0).contains(mx, my - upright_lift);
        let in_clip = state.clip.grown(1.5).contains(mx, my - upright_lift);
        let hidden = !on_page || !in_clip || size < SMALLEST || self.hidden_depth() > 0 || state.alpha < 0.05;
        let flags = Flags::default()
            .with(Flags::BOLD, font.bold || state.mode == 2)
            .with(Flags::ITALIC, font.italic)
            .with(Flags::HIDDEN, hidden)
            .with(Flags::UNPAINTED, state.mode == 3 || state.mode == 7);
        let paint = if state.mode == 1 { state.stroke } else { state.fill };
        let mark = self.open.last().map_or(0, |o| o.mark);
        let (x0, x1) = (x0.min(x1), x0.max(x1));
        let mut glyph = Glyph { c: ' ', x0, x1, y, size, flags, rgb: paint.rgb, mark, seq: self.seq };
        self.advance(step);
        if !(x0.is_finite() && y.is_finite() && size.is_finite()) {
            return;
        }
        let mut put = |glyph: Glyph| {
            if let Some(count) = self.turns.get_mut(usize::from(turn)) {
                *count += usize::from(glyph.c != ' ');
            }
            if turn == 0 { self.page.glyphs.push(glyph) } else { self.turned.push((turn, glyph)) }
        };
        match &shown.letters {
            Letters::One(c) => put(Glyph { c: *c, ..glyph }),
            Letters::Unknown => {
                // A code without width and letter shows nothing.
                if shown.advance > 0.0 {
                    glyph.c = char::REPLACEMENT_CHARACTER;
                    glyph.flags = glyph.flags.with(Flags::UNKNOWN, true);
                    put(glyph);
                }
            }
            Letters::Many(letters) => {
                let each = (x1 - x0) / letters.len() as f32;
                for (at, c) in letters.iter().enumerate() {
                    let from = x0 + each * at as f32;
                    put(Glyph { c: *c, x0: from, x1: from + each, ..glyph });
                }
            }
        }
    }

    /// White letters are hidden where nothing darker lies under them.
    fn hide_white(&mut self, start: usize) {
        let Some(first) = self.page.glyphs.get(start).copied() else { return };
        if light(first.rgb) < 0.95 || first.has(Flags::UNPAINTED) {
            return;
        }
        let Page { glyphs, fills, images, .. } = &mut self.page;
        for glyph in glyphs.get_mut(start..).unwrap_or_default() {
            let (x, y) = glyph.middle();
            let under = fills.iter().rev().take(MOST_FILLS).find(|f| f.rect.contains(x, y)).map_or(1.0, |f| f.light);
            let on_image = images.iter().any(|i| i.rect.contains(x, y));
            if under > 0.93 && !on_image {
                glyph.flags = glyph.flags.with(Flags::HIDDEN, true);
            }
        }
    }

    // Marked content and XObjects.

    fn hidden_depth(&self) -> usize {
        usize::from(self.open.last().is_some_and(|o| o.hidden))
    }

    fn open_mark(&mut self, operands: &[Token<'_>], resources: Option<&'a Dictionary>, stream: u32) {
        let doc = self.shared.doc;
        let tag = match operands.first() {
            Some(Token::Name(tag)) => tag.as_ref(),
            _ => b"",
        };
        let parent = self.open.last().map_or(0, |o| o.mark);
        let mut mark = self.page.marks.get(parent as usize).copied().unwrap_or_default();
        let mut hidden = self.hidden_depth() > 0;
        let mut actual = None;
        mark.artifact |= tag == b"Artifact";
        match operands.get(1) {
            Some(Token::Name(wanted)) => {
                let raw = resources.and_then(|r| dict(doc, r, b"Properties")).and_then(|p| p.get(wanted).ok());
                if let Some(raw) = raw {
                    hidden |= tag == b"OC" && self.shared.is_off(raw);
                    if let Some(properties) = as_dict(resolve(doc, raw)) {
                        if let Some(mcid) = number(doc, properties, b"MCID") {
                            mark = Mark { stream, mcid: mcid as i32, artifact: mark.artifact };
                        }
                        let short = get(doc, properties, b"ActualText").filter(|o| o.as_str().is_ok_and(|s| s.len() <= MAX_ACTUAL));
                        actual = short.and_then(access::as_text);
                    }
                }
            }
            Some(Token::DictStart) => {
                for pair in operands.windows(2) {
                    match pair {
                        [Token::Name(key), Token::Number(mcid)] if key.as_ref() == b"MCID" => {
                            mark = Mark { stream, mcid: *mcid as i32, artifact: mark.artifact };
                        }
                        [Token::Name(key), Token::Text(text)] if key.as_ref() == b"ActualText" && text.len() <= MAX_ACTUAL => {
                            actual = Some(access::decode_text(text));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        let index = if self.page.marks.get(parent as usize) == Some(&mark) {
            parent
        } else {
            self.page.marks.push(mark);
            (self.page.marks.len() - 1) as u32
        };
        if self.open.len() < MAX_STATES {
            self.open.push(Open { mark: index, hidden, actual: actual.map(|text| (text, self.page.glyphs.len())) });
        }
    }

    fn close_mark(&mut self) {
        if let Some(Open { actual: Some((text, start)), .. }) = self.open.pop() {
            self.replace(&text, start);
        }
    }

    /// Puts `ActualText` in the place of the letters since `start`, where they stand on one line and differ.
    fn replace(&mut self, text: &str, start: usize) {
        let Some(run) = self.page.glyphs.get(start..) else { return };
        let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { return };
        let same = |a: &str, b: &mut dyn Iterator<Item = char>| a.chars().filter(|c| !c.is_whitespace()).eq(b);
        let one_line = run.iter().all(|g| (g.y - first.y).abs() < first.size * 0.2);
        if !one_line || same(text, &mut run.iter().map(|g| g.c).filter(|c| !c.is_whitespace())) {
            return;
        }
        let letters: Vec<char> = text.chars().filter(|c| !c.is_control()).map(|c| if c == '\u{A0}' { ' ' } else { c }).collect();
        let each = (last.x1 - first.x0) / letters.len().max(1) as f32;
        self.page.glyphs.truncate(start);
        let flags = Flags(first.flags.0 & !Flags::UNKNOWN.0);
        for (at, c) in letters.into_iter().enumerate() {
            let x0 = first.x0 + each * at as f32;
            self.page.glyphs.push(Glyph { c, x0, x1: x0 + each, flags, ..first });
        }
    }

    fn draw(&mut self, wanted: &[u8], resources: &'a Dictionary, depth: usize) {
        let doc = self.shared.doc;
        let Some(raw) = dict(doc, resources, b"XObject").and_then(|x| x.get(wanted).ok()) else { return };
        let Object::Stream(stream) = resolve(doc, raw) else { return };
        if stream.dict.get(b"OC").is_ok_and(|oc| self.shared.is_off(oc)) {
            return;
        }
        match name(doc, &stream.dict, b"Subtype") {
            Some(b"Image") => {
                let rect = self.state.ctm.apply_box(0.0, 0.0, 1.0, 1.0).intersection(&self.state.clip);
                self.image(rect, access::id(raw));
            }
            Some(b"Form") if depth < MAX_FORMS => {
                let Some(content) = self.shared.unpack(stream) else {
                    self.page.damaged = true;
                    return;
                };
                let outer = self.state.clone();
                let (text, line) = (self.text, self.line);
                if let Some(own) = matrix(doc, &stream.dict, b"Matrix") {
                    self.state.ctm = own.then(&self.state.ctm);
                }
                if let Some([x0, y0, x1, y1]) = numbers::<4>(doc, list(doc, &stream.dict, b"BBox")) {
                    self.state.clip = self.state.clip.intersection(&self.state.ctm.apply_box(x0, y0, x1, y1));
                }
                let own = dict(doc, &stream.dict, b"Resources").unwrap_or(resources);
                self.run(&content, Some(own), access::id(raw).map_or(0, |id| id.0), depth + 1);
                self.state = outer;
                (self.text, self.line) = (text, line);
            }
            Some(b"Form") => self.page.cut = true,
            _ => {}
        }
    }

    /// Settles what could be told only when all was painted.
    fn finish(mut self) -> Page {
        self.settle_unpainted();
        self.hide_covered();
        let most = (0..4_u8).max_by_key(|&t| (self.turns.get(usize::from(t)).copied().unwrap_or(0), 4 - t)).unwrap_or(0);
        let upright = self.turns[0];
        let mut page = self.page;
        if most != 0 && self.turns.get(usize::from(most)).copied().unwrap_or(0) > upright * 2 {
            turn_page(&mut page, most);
            page.turned = std::mem::take(&mut page.glyphs);
            for (turn, glyph) in self.turned {
                if turn == most { page.glyphs.push(glyph) } else { page.turned.push(glyph) }
            }
        } else {
            page.turned = self.turned.into_iter().map(|(_, glyph)| glyph).collect();
        }
        page
    }

    /// Unpainted letters are real over a picture of the page (a scan that was read), else hidden.
    fn settle_unpainted(&mut self) {
        let large: Vec<Rect> =
            self.page.images.iter().map(|i| i.rect).filter(|r| r.area() > self.page.area() * 0.2).map(|r| r.grown(2.0)).collect();
        for glyph in &mut self.page.glyphs {
            if glyph.has(Flags::UNPAINTED) {
                let (x, y) = glyph.middle();
                let read_scan = large.iter().any(|r| r.contains(x, y));
                glyph.flags = glyph.flags.with(Flags::HIDDEN, !read_scan);
            }
        }
    }

    /// Letters over which an opaque box was painted later.
    fn hide_covered(&mut self) {
        let Page { glyphs, fills, .. } = &mut self.page;
        for fill in fills.iter().filter(|f| f.opaque && f.rect.height() > 4.0).take(MOST_FILLS) {
            for glyph in glyphs.iter_mut().filter(|g| g.seq < fill.seq) {
                let (x, y) = glyph.middle();
                let inside = fill.rect.contains(x, y) && fill.rect.contains(glyph.x0 + 0.5, y) && fill.rect.contains(glyph.x1 - 0.5, y);
                if inside && fill.rect.contains(x, glyph.y) && fill.rect.contains(x, glyph.y - glyph.size * 0.5) {
                    glyph.flags = glyph.flags.with(Flags::HIDDEN, true);
                }
            }
        }
    }
}

/// Turns rules, fills and pictures along with the text of a page that was written sideways.
fn turn_page(page: &mut Page, turn: u8) {
    let (w, h) = (page.width, page.height);
    let point = |x: f32, y: f32| match turn {
        1 => (y, w - x),
        2 => (w - x, h - y),
        _ => (h - y, x),
    };
    let turned = |r: &Rect| {
        let (ax, ay) = point(r.x0, r.y0);
        let (bx, by) = point(r.x1, r.y1);
        Rect::around(ax, ay, bx, by)
    };
    for rule in &mut page.rules {
        let rect = turned(&rule.rect());
        let horizontal = rect.width() >= rect.height();
        *rule = if horizontal {
            Rule { horizontal, at: rect.y0, from: rect.x0, to: rect.x1 }
        } else {
            Rule { horizontal, at: rect.x0, from: rect.y0, to: rect.y1 }
        };
    }
    page.fills.iter_mut().for_each(|f| f.rect = turned(&f.rect));
    page.images.iter_mut().for_each(|i| i.rect = turned(&i.rect));
    page.shapes.iter_mut().for_each(|s| s.rect = turned(&s.rect));
    if turn != 2 {
        (page.width, page.height) = (h, w);
    }
    page.quarter = turn;
}

/// The box that a subpath is, when all its sides are upright; slack for the slanted joints of borders.
fn upright_box(part: &[(f32, f32)]) -> Option<Rect> {
    let (first, rest) = part.split_first()?;
    if rest.len() < 3 || rest.len() > 5 {
        return None;
    }
    let rect = rest
        .iter()
        .fold(Rect { x0: first.0, y0: first.1, x1: first.0, y1: first.1 }, |r, &(x, y)| r.union(&Rect { x0: x, y0: y, x1: x, y1: y }));
    let thin = rect.width() <= RULE || rect.height() <= RULE;
    let near = |v: f32, a: f32, b: f32| (v - a).abs() < 0.5 || (v - b).abs() < 0.5;
    let upright = part.iter().all(|&(x, y)| near(x, rect.x0, rect.x1) && near(y, rect.y0, rect.y1));
    (upright || thin).then_some(rect)
}

/// Whether a subpath has corners away from the edges of its own box: a frame with round corners has none.
fn has_inner_points(part: &[(f32, f32)]) -> bool {
    let Some(rect) = part.iter().map(|&(x, y)| Rect { x0: x, y0: y, x1: x, y1: y }).reduce(|a, b| a.union(&b)) else { return false };
    let edge = |x: f32, y: f32| (x - rect.x0).min(rect.x1 - x).min((y - rect.y0).min(rect.y1 - y));
    part.iter().any(|&(x, y)| edge(x, y) > 4.0)
}

/// The slanted sides that a box has all the same (joints of borders): they are no drawing.
fn bends_of_box(part: &[(f32, f32)]) -> u32 {
    let slanted = |pair: &&[(f32, f32)]| match pair {
        [a, b] => (a.0 - b.0).abs() > 1.0 && (a.1 - b.1).abs() > 1.0,
        _ => false,
    };
    part.windows(2).filter(slanted).count() as u32
}

fn byte(v: f64) -> u8 {
    (v.clamp(0.0, 1.0) * 255.0).round() as u8
}

fn grey(v: f64) -> Paint {
    Paint { rgb: [byte(v); 3], tint: false }
}

fn rgb(r: f64, g: f64, b: f64) -> Paint {
    Paint { rgb: [byte(r), byte(g), byte(b)], tint: false }
}

fn cmyk(c: f64, m: f64, y: f64, k: f64) -> Paint {
    rgb((1.0 - c) * (1.0 - k), (1.0 - m) * (1.0 - k), (1.0 - y) * (1.0 - k))
}

/// A colour by the number of its parts; a pattern counts as a middle grey.
fn colour(operands: &[Token<'_>], before: Paint) -> Paint {
    let parts: Vec<f64> = operands.iter().filter_map(|t| if let Token::Number(n) = t { Some(*n) } else { None }).collect();
    let paint = match parts.as_slice() {
        [one] if before.tint => grey(1.0 - one),
        [one] => grey(*one),
        [r, g, b] => rgb(*r, *g, *b),
        [c, m, y, k] => cmyk(*c, *m, *y, *k),
        _ => grey(0.5),
    };
    Paint { tint: before.tint, ..paint }
}
