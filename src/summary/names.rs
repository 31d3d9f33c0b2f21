//! The few names that a group has most often: consumer groups, topics.

/// Some names, the first ones by the alphabet, and whether there are more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    names: Vec<Box<str>>,
    more: bool,
}

impl Names {
    /// The most names that are kept.
    const MOST: usize = 4;

    /// The most bytes of a name; topics have 249 at most.
    const MOST_BYTES: usize = 256;

    /// Adds a name.
    pub fn record(&mut self, name: &str) {
        if self.names.last().is_some_and(|last| **last == *name) {
            return;
        }
        let name = super::field::cut(name);
        debug_assert!(name.len() <= Self::MOST_BYTES);
        if let Err(at) = self.names.binary_search_by(|known| (**known).cmp(name)) {
            self.names.insert(at, name.into());
            self.more |= self.names.len() > Self::MOST;
            self.names.truncate(Self::MOST);
        }
    }

    /// Adds the names of another part.
    pub fn merge(&mut self, other: Self) {
        self.more |= other.more;
        for name in other.names {
            self.record(&name);
        }
    }

    /// Visits the names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }

    /// Tells whether there are more than those.
    pub fn has_more(&self) -> bool {
        self.more
    }
}
