//! A plain driver for stable Rust: `cargo run --release --no-default-features --bin mutate -- TARGET SECONDS [SEED]`.
//!
//! Takes the fixtures as seeds. A package is changed inside, member by member, and packed again: a changed zip is
//! mostly a broken zip. Each input runs in a thread that is watched: a panic, or one input that takes long, is
//! written to `artifacts/` and told. It knows nothing of coverage; cargo-fuzz finds more.

use oppkeur_fuzz::TARGETS;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// An input that takes this long is told.
const SLOW: Duration = Duration::from_secs(4);

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % below.max(1)
    }
}

/// Words that readers trip over.
const WORDS: &[&[u8]] = &[
    b"<w:tbl><w:tr><w:tc>", b"</w:p>", b"<w:p>", b"<w:txbxContent>", b"r:id=\"rId1\"", b"65535", b"4294967295", b"-1", b"XFD1048576",
    b"{\\field{\\*\\fldinst ", b"\\bin9999 ", b"\\u-1?", b"}}}}", b"{{{{", b"<<", b">>", b" 0 R", b"/Length 0", b"BT", b"Tj", b"[", b"endstream",
    b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"&#x10ffff;", b"&lt;", b"<text:p>", b"<table:table-cell table:number-columns-repeated=\"99999\">",
];

fn mutate(data: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(data.len() + 1);
        match dice.roll(7) {
            0 if !data.is_empty() => {
                let at = at % data.len();
                data[at] ^= 1 << dice.roll(8);
            }
            1 if !data.is_empty() => {
                let at = at % data.len();
                data[at] = [0, 1, 0x7f, 0x80, 0xff][dice.roll(5)];
            }
            2 => {
                let end = (at + dice.roll(64)).min(data.len());
                data.drain(at..end);
            }
            3 => {
                let word = WORDS[dice.roll(WORDS.len())];
                data.splice(at..at, word.iter().copied());
            }
            4 => {
                let end = (at + dice.roll(512)).min(data.len());
                let piece = data[at..end].repeat(1 + dice.roll(if dice.roll(20) == 0 { 400 } else { 4 }));
                data.splice(at..at, piece);
            }
            5 if !other.is_empty() => {
                let from = dice.roll(other.len());
                let piece = other[from..(from + dice.roll(256)).min(other.len())].to_vec();
                data.splice(at..at, piece);
            }
            _ => data.truncate(at.max(data.len() / 2)),
        }
    }
}

/// A package taken apart.
fn members(data: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(data)).ok()?;
    let mut out = Vec::new();
    for n in 0..zip.len() {
        let mut entry = zip.by_index(n).ok()?;
        let mut bytes = Vec::new();
        (&mut entry).take(1 << 20).read_to_end(&mut bytes).ok()?;
        out.push((entry.name().to_owned(), bytes));
    }
    Some(out)
}

fn packed(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in members {
        if zip.start_file(name.as_str(), options).is_ok() {
            let _ = zip.write_all(bytes);
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let name = words.first().expect("a target");
    let seconds: u64 = words.get(1).and_then(|s| s.parse().ok()).unwrap_or(60);
    let mut dice = Dice(words.get(2).and_then(|s| s.parse().ok()).unwrap_or(0x9e37_79b9_7f4a_7c15));
    let (_, target, endings) = TARGETS.iter().find(|(n, ..)| n == name).expect("a known target");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let mut waiting = vec![root];
    let mut seeds = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        } else if path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending)) && path.metadata().unwrap().len() < 400_000 {
            seeds.push(std::fs::read(&path).unwrap());
        }
    }
    seeds.sort();
    std::panic::set_hook(Box::new(|info| eprintln!("panic at {:?}", info.location())));
    let until = Instant::now() + Duration::from_secs(seconds);
    let (mut runs, mut found) = (0_u64, 0);
    while Instant::now() < until {
        let seed = &seeds[dice.roll(seeds.len())];
        let other = &seeds[dice.roll(seeds.len())];
        let data = match members(seed) {
            Some(mut inside) if !inside.is_empty() && dice.roll(10) > 0 => {
                for _ in 0..=dice.roll(3) {
                    let n = dice.roll(inside.len());
                    let m = dice.roll(inside.len());
                    let donor = inside[m].1.clone();
                    mutate(&mut inside[n].1, &donor, &mut dice);
                }
                packed(&inside)
            }
            _ => {
                let mut data = seed.clone();
                mutate(&mut data, other, &mut dice);
                data
            }
        };
        let start = Instant::now();
        let fell = std::thread::Builder::new()
            .stack_size(8 << 20)
            .spawn({
                let (data, target) = (data.clone(), *target);
                move || target(&data)
            })
            .unwrap()
            .join()
            .is_err();
        runs += 1;
        let slow = start.elapsed() > SLOW;
        if fell || slow {
            found += 1;
            let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts").join(name);
            std::fs::create_dir_all(&dir).unwrap();
            let kind = if fell { "panic" } else { "slow" };
            let path = dir.join(format!("{kind}-{runs}"));
            std::fs::write(&path, &data).unwrap();
            println!("{kind} after {:.1} s: {}", start.elapsed().as_secs_f64(), path.display());
        }
    }
    println!("{name}: {runs} inputs in {seconds} s from {} seeds, {found} findings", seeds.len());
}
