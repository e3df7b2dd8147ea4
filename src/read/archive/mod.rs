//! Archives and mails as folders: the files in a .zip, .eml or .msg, and in those that lie in them again.
//!
//! Nothing is written to a disk, and a name is only a label: it cannot point anywhere. Sizes are counted on the bytes
//! that come out, over everything that was packed together.

mod mail;
mod msg;
mod names;
mod zipped;

use super::{Limits, sniff};
use crate::model::{Format, Reason, Unreadable};

/// One file of an archive or mail.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Member {
    /// Its path within, `/` between folders, `!/` behind an archive in the archive: `map/post.eml!/opp.docx`. Safe to
    /// show and to join behind the archive's own name; it holds a person's words: it passes the mask.
    pub name: String,
    /// Its bytes; empty when `refused` says why it could not be taken out.
    pub bytes: Vec<u8>,
    /// Why it could not be taken out, or could not be opened as the archive it is.
    pub refused: Option<Unreadable>,
    /// What programs leave behind (`__MACOSX`, a mail's signature picture): told, but no file of a school.
    pub litter: bool,
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Member({} bytes, refused: {:?})", self.bytes.len(), self.refused)
    }
}

/// What the members of one archive, and of all archives in it, may still take.
struct Budget {
    bytes: u64,
    members: usize,
    ratio: u64,
}

impl Budget {
    /// Takes a member of that size into account.
    fn take(&mut self, size: usize) -> Result<(), Reason> {
        self.members = self.members.checked_sub(1).ok_or(Reason::TooLarge)?;
        self.bytes = self.bytes.checked_sub(size as u64).ok_or(Reason::TooLarge)?;
        Ok(())
    }
}

/// Whether members of this format are files of their own.
#[must_use]
pub fn is_archive(format: Format) -> bool {
    matches!(format, Format::Zip | Format::Eml | Format::Msg)
}

/// The files in an archive or mail whose bytes are `format`, those of archives in it too, in the order in which they lie there.
///
/// A mail gives its attachments; one without gives its own text as `bericht.txt` or `bericht.html`.
///
/// # Errors
/// `Encrypted` when every member has a password, `Empty` without a member, `TooLarge` over a limit on the number or
/// the bytes of members, `Damaged`, `Unsupported` when `format` is no archive.
pub fn members(name: &str, bytes: &[u8], format: Format, limits: &Limits) -> Result<Vec<Member>, Unreadable> {
    let mut budget = Budget { bytes: limits.unpacked_bytes, members: limits.members, ratio: limits.ratio };
    let fail = |reason| Unreadable { format, reason, detail: (reason == Reason::Empty).then_some("archief_leeg") };
    let mut done: Vec<Member> = Vec::new();
    // What is still to be looked at, the next one last: a member and how deep it lies.
    let mut waiting: Vec<(Member, usize)> = level(bytes, format, &mut budget).map_err(fail)?.into_iter().rev().map(|m| (m, 1)).collect();
    let _ = name;
    while let Some((mut member, depth)) = waiting.pop() {
        let seen = sniff::look(&member.name, &member.bytes);
        if member.refused.is_some() || member.litter || !is_archive(seen.format) || seen.refused.is_some() {
            done.push(member);
            continue;
        }
        if depth >= limits.member_depth {
            member.refused = Some(Unreadable::because(seen.format, Reason::TooLarge, "te_diep"));
            done.push(member);
            continue;
        }
        match level(&member.bytes, seen.format, &mut budget) {
            Ok(inner) => {
                let behind = |mut m: Member| {
                    m.name = format!("{}!/{}", member.name, m.name);
                    (m, depth + 1)
                };
                waiting.extend(inner.into_iter().rev().map(behind));
            }
            Err(reason) => {
                member.refused = Some(Unreadable::new(seen.format, reason));
                done.push(member);
            }
        }
    }
    names::make_unique(&mut done);
    if done.is_empty() { Err(fail(Reason::Empty)) } else { Ok(done) }
}

/// The members of one archive, one level deep.
fn level(bytes: &[u8], format: Format, budget: &mut Budget) -> Result<Vec<Member>, Reason> {
    match format {
        Format::Zip => zipped::members(bytes, budget),
        Format::Eml => mail::members(bytes, budget),
        Format::Msg => msg::members(bytes, budget),
        _ => Err(Reason::Unsupported),
    }
}
