//! What the learned models make of a passage: the one place where `check` asks them.

/// What a passage resembles.
#[derive(Debug, Default)]
pub(crate) struct Likeness {}

impl Likeness {
    pub(crate) fn of(text: &str) -> Likeness {
        let _ = text;
        Likeness {}
    }

    /// 0 to 1: how likely the passage justifies a code by itself.
    pub(crate) fn code(&self, code: &str) -> f32 {
        let _ = code;
        0.0
    }

    /// The value of a feature, and how likely it is; `None` where the models do not know.
    pub(crate) fn feature(&self, name: &str) -> Option<(&str, f32)> {
        let _ = name;
        None
    }
}
