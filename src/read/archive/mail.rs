//! A mail (.eml) as a folder: its attachments, or its own text when there is none.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

use super::{Budget, Member, names};
use crate::model::Reason;

/// The attachments of the mail.
pub(super) fn members(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Member>, Reason> {
    let mail = MessageParser::default().parse(bytes).ok_or(Reason::Damaged)?;
    let mut members = Vec::new();
    for part in mail.attachments() {
        // A forwarded mail is an attachment that is a mail: it is opened as one.
        let content = if let PartType::Message(inner) = &part.body { inner.raw_message() } else { part.contents() };
        budget.take(content.len())?;
        let name = part.attachment_name().map_or_else(|| unnamed(part), str::to_owned);
        let litter = shown_inline(part);
        members.push(Member { name: names::safe(&name), bytes: content.to_vec(), refused: None, litter });
    }
    if members.iter().all(|m| m.litter) {
        members.splice(0..0, own_text(&mail));
    }
    if members.is_empty() { Err(Reason::Empty) } else { Ok(members) }
}

/// What the mail itself says.
fn own_text(mail: &Message<'_>) -> Option<Member> {
    let part = mail.text_bodies().next().or_else(|| mail.html_bodies().next())?;
    let (name, text) = match &part.body {
        PartType::Text(text) => ("bericht.txt", text),
        PartType::Html(text) => ("bericht.html", text),
        _ => return None,
    };
    let written = text.chars().any(char::is_alphanumeric);
    written.then(|| Member { name: name.to_owned(), bytes: text.as_bytes().to_vec(), ..Member::default() })
}

/// A name for an attachment that has none.
fn unnamed(part: &MessagePart<'_>) -> String {
    match &part.body {
        PartType::Message(_) => "bericht.eml".to_owned(),
        PartType::Html(_) => "bijlage.html".to_owned(),
        PartType::Text(_) => "bijlage.txt".to_owned(),
        _ => "bijlage".to_owned(),
    }
}

/// A picture within the mail's text: a logo, a signature.
fn shown_inline(part: &MessagePart<'_>) -> bool {
    let picture = part.content_type().is_some_and(|t| t.c_type.eq_ignore_ascii_case("image"));
    let inline = part.content_id().is_some() || part.content_disposition().is_some_and(|d| d.c_type.eq_ignore_ascii_case("inline"));
    picture && inline
}
