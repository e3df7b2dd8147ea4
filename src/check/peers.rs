//! Names of other pupils with whom it goes wrong, and of brothers and sisters with their age (AVG05). A fixed mate may be named.

use super::{Look, Passage};
use crate::rules::folded;

/// Whether another pupil is named: 'ruzie met Kevin', 'Jesse uit groep 6', 'Chantal (8, SBO)'.
pub(super) fn names(l: &Look<'_>, p: &Passage<'_>) -> bool {
    let (before, after, given) = (l.list("bij-een-kind"), l.list("achter-een-kind"), l.list("voornamen"));
    let at_odds = p.has(l.list("onenigheid"));
    p.hits.iter().any(|h| {
        let (start, end) = p.folded.origin(h.start, h.end);
        let (left, right) = (p.text.get(..start).unwrap_or(""), p.text.get(end..).unwrap_or(""));
        if Some(h.list) == before {
            is_child(l, right.split_whitespace().next().unwrap_or(""))
        } else if Some(h.list) == after && at_odds {
            // 'Noa Jansen uit 2D': the given name may stand before a family name.
            let mut words = left.split_whitespace().rev();
            let last = words.next().unwrap_or("");
            let adult = left.split_whitespace().rev().take(4).any(|w| is_adult(l, w));
            !adult && (is_child(l, last) || begins_with_capital(last) && words.next().is_some_and(|w| is_child(l, w)))
        } else if Some(h.list) == given {
            let name = p.text.get(start..end).unwrap_or("");
            is_child(l, name) && !is_adult(l, left.split_whitespace().next_back().unwrap_or("")) && has_age(right)
        } else {
            false
        }
    })
}

/// A given name that is not this pupil's.
fn is_child(l: &Look<'_>, word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphabetic());
    if !begins_with_capital(bare) {
        return false;
    }
    let name = folded(bare);
    let own = |full: &Option<String>| full.as_deref().is_some_and(|n| folded(n).split_whitespace().any(|w| w == name));
    let given = l.list("voornamen");
    !own(&l.facts.name)
        && !own(&l.facts.full_name)
        && l.rules.words.find(&crate::rules::fold(bare)).iter().any(|h| Some(h.list) == given && h.end - h.start == name.len())
}

fn begins_with_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// 'Juf', 'mevrouw', 'begeleider': what follows is the name of a grown-up.
fn is_adult(l: &Look<'_>, word: &str) -> bool {
    let word = folded(word.trim_matches(|c: char| !c.is_alphanumeric()));
    let roles = [l.list("rollen"), l.list("volwassenen")];
    l.rules.words.find(&crate::rules::fold(&word)).iter().any(|h| roles.contains(&Some(h.list)) && h.end - h.start == word.len())
}

/// '(15, gesloten jeugdzorg)', '(8 jaar)'.
fn has_age(right: &str) -> bool {
    let Some(inside) = right.trim_start().strip_prefix('(') else { return false };
    let digits = inside.chars().take_while(char::is_ascii_digit).count();
    let rest = inside.get(digits..).unwrap_or("");
    (1..=2).contains(&digits) && (rest.starts_with(',') || rest.starts_with(')') || rest.starts_with(" jaar") || rest.starts_with(" jr"))
}
