//! Small things about the XML of OpenDocument: attributes, lengths.

use quick_xml::events::BytesStart;

/// An attribute by its whole name, as the office programs write the prefixes.
pub(super) fn attr(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.0 == name)?;
    Some(
        attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned),
    )
}

/// Whether an attribute is "true".
pub(super) fn truth(tag: &BytesStart<'_>, name: &str) -> bool {
    attr(tag, name).is_some_and(|value| value == "true")
}

/// A whole number, within bounds.
pub(super) fn count(tag: &BytesStart<'_>, name: &str, most: usize) -> usize {
    attr(tag, name).and_then(|value| value.parse::<usize>().ok()).unwrap_or(1).clamp(1, most)
}

/// A length in points.
pub(super) fn points(value: &str) -> Option<f32> {
    let unit = value.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (number, unit) = value.split_at_checked(unit)?;
    let number: f32 = number.trim().parse().ok()?;
    let factor = match unit {
        "pt" => 1.0,
        "cm" => 72.0 / 2.54,
        "mm" => 7.2 / 2.54,
        "in" => 72.0,
        "pc" => 12.0,
        "px" => 0.75,
        _ => return None,
    };
    Some(number * factor)
}
