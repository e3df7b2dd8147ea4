//! The learned models that rules carry: those of the binary, or an organisation's own.
use std::sync::Arc;

use super::Learned;

/// What passages and headings look like. Cheap to copy.
#[derive(Debug, Clone, Default)]
pub struct Models {
    passages: Option<Arc<Learned>>,
    headings: Option<Arc<Learned>>,
}

impl Models {
    /// An organisation's own (`rules train --rules DIR`); what is left out is the binary's.
    #[must_use]
    pub fn own(passages: Option<Learned>, headings: Option<Learned>) -> Models {
        Models { passages: passages.map(Arc::new), headings: headings.map(Arc::new) }
    }

    /// What passages look like.
    #[must_use]
    pub fn passages(&self) -> &Learned {
        self.passages.as_deref().unwrap_or_else(|| Learned::shipped())
    }

    /// What headings look like.
    #[must_use]
    pub fn headings(&self) -> &Learned {
        self.headings.as_deref().unwrap_or_else(|| Learned::shipped_headings())
    }

    /// Whether any of them is the organisation's own.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.passages.is_some() || self.headings.is_some()
    }
}
