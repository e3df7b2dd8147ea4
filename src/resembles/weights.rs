//! What was learned, as bytes: small, checked when read, and stamped with the passages it was learned from.
use super::curve::Curve;
use super::grams::BUCKETS;

const MAGIC: &[u8; 4] = b"OPKL";
const VERSION: u16 = 1;
/// More than this of anything is no weights file of ours.
const MOST: usize = 1 << 20;
/// Rarity is kept in steps of this size.
pub(crate) const IDF_STEP: f32 = 1.0 / 16.0;

/// The lines of all questions, by bucket, and how to read their scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Digest of the passages and the way of learning.
    pub(crate) digest: [u8; 32],
    /// Parts (contract, part 1): the first lines.
    pub(crate) parts: Vec<String>,
    /// Codes (contract, part 2): the lines after those.
    pub(crate) codes: Vec<String>,
    /// Features and their values: the last lines; a feature of two values has one line, above 0 for the first.
    pub(crate) features: Vec<(String, Vec<String>)>,
    /// Per bucket its rarity in steps of [`IDF_STEP`]; 0 is a bucket that is not used.
    pub(crate) rarity: Vec<u8>,
    /// A row of one weight a line for each bucket in use, ascending.
    pub(crate) rows: Vec<i8>,
    /// Per line what a weight of 1 is worth.
    pub(crate) scales: Vec<f32>,
    /// Per line its score where nothing is seen.
    pub(crate) biases: Vec<f32>,
    /// How sharply scores of parts tell: probability goes with e^(heat × score).
    pub(crate) part_heat: f32,
    /// Per code.
    pub(crate) code_readings: Vec<Reading>,
    /// Per feature, from the distance between the best value and the next.
    pub(crate) feature_curves: Vec<Curve>,
    /// The passages, to show what something looks like.
    pub(crate) examples: Vec<Example>,
}

/// How to read the score of a code.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Reading {
    /// Score to probability.
    pub(crate) curve: Curve,
    /// Scores from here on are more often right than not found elsewhere: the best balance.
    pub(crate) likely: f32,
    /// Scores from here on are right 95 times in 100, and rare on plain prose.
    pub(crate) sure: f32,
}

/// A passage of the training set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its words; fictional.
    pub text: String,
    /// Its part.
    pub part: String,
    /// Its codes.
    pub codes: Vec<String>,
}

/// Why bytes are no weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadWeights {
    /// Other magic number.
    #[error("not a weights file")]
    NotWeights,
    /// Made by another version of the program.
    #[error("weights of another version")]
    OtherVersion,
    /// Cut off, or with numbers that cannot be.
    #[error("damaged weights")]
    Damaged,
}

impl Weights {
    /// Weights that recognise nothing.
    pub(crate) fn none() -> Weights {
        Weights {
            digest: [0; 32],
            parts: Vec::new(),
            codes: Vec::new(),
            features: Vec::new(),
            rarity: Vec::new(),
            rows: Vec::new(),
            scales: Vec::new(),
            biases: Vec::new(),
            part_heat: 1.0,
            code_readings: Vec::new(),
            feature_curves: Vec::new(),
            examples: Vec::new(),
        }
    }

    /// How many lines there are.
    pub(crate) fn lines(&self) -> usize {
        self.parts.len() + self.codes.len() + self.features.iter().map(|(_, v)| lines_of(v.len())).sum::<usize>()
    }

    /// The digest of the passages from which these were learned, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> String {
        self.digest.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// As bytes for `rules/weights.bin`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.rows.len() + self.rarity.len() + 600_000);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&self.digest);
        put_words(&mut out, &self.parts);
        put_words(&mut out, &self.codes);
        put_count(&mut out, self.features.len());
        for (name, values) in &self.features {
            put_word(&mut out, name);
            put_words(&mut out, values);
        }
        out.extend_from_slice(&self.rarity);
        put_count(&mut out, self.rows.len());
        out.extend(self.rows.iter().map(|w| w.to_le_bytes()[0]));
        self.scales.iter().chain(&self.biases).for_each(|x| put_real(&mut out, *x));
        put_real(&mut out, self.part_heat);
        for reading in &self.code_readings {
            put_curve(&mut out, &reading.curve);
            put_real(&mut out, reading.likely);
            put_real(&mut out, reading.sure);
        }
        self.feature_curves.iter().for_each(|c| put_curve(&mut out, c));
        put_count(&mut out, self.examples.len());
        for example in &self.examples {
            put_word(&mut out, &example.text);
            put_word(&mut out, &example.part);
            put_words(&mut out, &example.codes);
        }
        out
    }

    /// From bytes.
    ///
    /// # Errors
    /// When they are no weights, of another version, or damaged. Nothing is taken on trust: all counts are held
    /// against each other.
    pub fn from_bytes(bytes: &[u8]) -> Result<Weights, BadWeights> {
        let mut from = Bytes(bytes);
        if from.take(4).ok() != Some(MAGIC.as_slice()) {
            return Err(BadWeights::NotWeights);
        }
        if from.array()? != VERSION.to_le_bytes() {
            return Err(BadWeights::OtherVersion);
        }
        let digest = from.array()?;
        let parts = from.words()?;
        let codes = from.words()?;
        let features = (0..from.count()?).map(|_| Ok((from.word()?, from.words()?))).collect::<Result<Vec<_>, BadWeights>>()?;
        let rarity = from.take(BUCKETS)?.to_vec();
        let n = from.u32()? as usize;
        let rows: Vec<i8> = from.take(n)?.iter().map(|b| i8::from_le_bytes([*b])).collect();
        let lines = parts.len() + codes.len() + features.iter().map(|(_, v)| lines_of(v.len())).sum::<usize>();
        let used = rarity.iter().filter(|r| **r > 0).count();
        if parts.is_empty() || features.iter().any(|(_, v)| v.is_empty()) || rows.len() != used * lines {
            return Err(BadWeights::Damaged);
        }
        let scales = from.reals(lines)?;
        let biases = from.reals(lines)?;
        let part_heat = from.real()?;
        let code_readings = codes
            .iter()
            .map(|_| Ok(Reading { curve: from.curve()?, likely: from.real()?, sure: from.real()? }))
            .collect::<Result<_, BadWeights>>()?;
        let feature_curves = features.iter().map(|_| from.curve()).collect::<Result<_, _>>()?;
        let examples = (0..from.count()?)
            .map(|_| Ok(Example { text: from.word()?, part: from.word()?, codes: from.words()? }))
            .collect::<Result<_, BadWeights>>()?;
        if !from.0.is_empty() {
            return Err(BadWeights::Damaged);
        }
        Ok(Weights { digest, parts, codes, features, rarity, rows, scales, biases, part_heat, code_readings, feature_curves, examples })
    }
}

/// How many lines a feature of so many values has.
pub(crate) fn lines_of(values: usize) -> usize {
    if values == 2 { 1 } else { values }
}

fn put_count(out: &mut Vec<u8>, n: usize) {
    out.extend_from_slice(&u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_word(out: &mut Vec<u8>, word: &str) {
    put_count(out, word.len());
    out.extend_from_slice(word.as_bytes());
}

fn put_words(out: &mut Vec<u8>, words: &[String]) {
    put_count(out, words.len());
    words.iter().for_each(|w| put_word(out, w));
}

fn put_real(out: &mut Vec<u8>, x: f32) {
    out.extend_from_slice(&x.to_le_bytes());
}

fn put_curve(out: &mut Vec<u8>, curve: &Curve) {
    put_count(out, curve.points().len());
    for (score, share) in curve.points() {
        put_real(out, *score);
        put_real(out, *share);
    }
}

/// The bytes that are still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], BadWeights> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(BadWeights::Damaged)?;
        self.0 = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BadWeights> {
        self.take(N)?.try_into().map_err(|_| BadWeights::Damaged)
    }

    fn u32(&mut self) -> Result<u32, BadWeights> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn count(&mut self) -> Result<usize, BadWeights> {
        let n = self.u32()? as usize;
        if n > MOST { Err(BadWeights::Damaged) } else { Ok(n) }
    }

    fn word(&mut self) -> Result<String, BadWeights> {
        let n = self.count()?;
        String::from_utf8(self.take(n)?.to_vec()).map_err(|_| BadWeights::Damaged)
    }

    fn words(&mut self) -> Result<Vec<String>, BadWeights> {
        (0..self.count()?).map(|_| self.word()).collect()
    }

    fn real(&mut self) -> Result<f32, BadWeights> {
        let x = f32::from_le_bytes(self.array()?);
        if x.is_nan() { Err(BadWeights::Damaged) } else { Ok(x) }
    }

    fn reals(&mut self, n: usize) -> Result<Vec<f32>, BadWeights> {
        (0..n).map(|_| self.real()).collect()
    }

    fn curve(&mut self) -> Result<Curve, BadWeights> {
        let points = (0..self.count()?).map(|_| Ok((self.real()?, self.real()?))).collect::<Result<_, BadWeights>>()?;
        Curve::through(points).ok_or(BadWeights::Damaged)
    }
}
