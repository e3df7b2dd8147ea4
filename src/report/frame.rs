//! The frame of every page without a script: one HTML file that prints on A4, with no outside request.

use super::html::{escape, filled, hash};

const FRAME: &str = r#"<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{{hash}}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{title}}</title>
<style>{{style}}</style>
</head>
<body>
<main{{width}}>
<h1>{{title}}</h1>
{{body}}</main>
</body>
</html>
"#;

const STYLE: &str = include_str!("letter.css");

/// How wide the page is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// As a letter.
    Letter,
    /// As wide as its tables ask.
    Broad,
}

/// A page with this title and body.
pub(super) fn page(title: &str, width: Width, body: &str) -> String {
    let width = if width == Width::Broad { " class=\"broad\"" } else { "" };
    filled(FRAME, &[("hash", &hash(STYLE)), ("style", STYLE), ("title", &escape(title)), ("width", width), ("body", body)])
}
