//! How a payload was read, step by step: what `show --explain` prints.

/// One step: what was looked at, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Whether it was that.
    pub holds: bool,
    /// What was looked at and found.
    pub text: String,
}

/// The steps of one reading; they are only written down where somebody wants to see them.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps(Option<Vec<Step>>);

impl Steps {
    /// Writes down what happens.
    pub(super) fn wanted() -> Self {
        Self(Some(Vec::new()))
    }

    /// Says that something holds.
    pub(super) fn yes(&mut self, text: impl FnOnce() -> String) {
        self.push(true, text);
    }

    /// Says that something does not hold.
    pub(super) fn no(&mut self, text: impl FnOnce() -> String) {
        self.push(false, text);
    }

    fn push(&mut self, holds: bool, text: impl FnOnce() -> String) {
        if let Some(steps) = &mut self.0 {
            steps.push(Step {
                holds,
                text: text(),
            });
        }
    }

    /// Returns what was written down.
    pub(super) fn into_vec(self) -> Vec<Step> {
        self.0.unwrap_or_default()
    }
}
