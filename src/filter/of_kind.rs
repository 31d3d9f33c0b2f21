//! `--fingerprint` and `--category`.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Predicate, Stage};
use crate::category::Category;
use crate::dead_letter::DeadLetterView;
use crate::fingerprint::{Fingerprint, FingerprintPrefix};
use crate::kind::{Kind, KindReader};

/// Holds for dead letters of such kinds: of any of the fingerprints, where some are given, and of any of the categories.
#[derive(Clone, Debug)]
pub struct OfKind {
    kinds: Arc<KindReader>,
    fingerprints: Arc<[Wanted]>,
    categories: Vec<Category>,
}

/// The beginning of a fingerprint, and which ones it met.
#[derive(Debug)]
struct Wanted {
    prefix: FingerprintPrefix,
    met: Mutex<BTreeSet<Fingerprint>>,
}

/// The most fingerprints that are told of an ambiguous beginning.
const MOST_MET: usize = 4;

impl OfKind {
    /// Wants kinds by the beginnings of their ids and by category; an empty list wants all.
    pub fn new(
        kinds: Arc<KindReader>,
        fingerprints: &[FingerprintPrefix],
        categories: &[Category],
    ) -> Self {
        let wanted = fingerprints.iter().map(|prefix| Wanted {
            prefix: prefix.clone(),
            met: Mutex::default(),
        });
        Self {
            kinds,
            fingerprints: wanted.collect(),
            categories: categories.to_vec(),
        }
    }

    /// Returns the beginnings that more than one kind of those asked about has, with some of these.
    pub fn ambiguous(&self) -> Vec<(FingerprintPrefix, Vec<Fingerprint>)> {
        let met = self.fingerprints.iter().map(|wanted| {
            let met = lock(&wanted.met);
            (
                wanted.prefix.clone(),
                met.iter().copied().collect::<Vec<_>>(),
            )
        });
        met.filter(|(_, met)| met.len() > 1).collect()
    }

    /// What tells nothing of a failure is of an unknown category and of no kind.
    fn matches(&self, kind: Option<&Kind>) -> bool {
        let category = kind.map_or(Category::Unknown, |kind| kind.categorised.category);
        if !self.categories.is_empty() && !self.categories.contains(&category) {
            return false;
        }
        let mut any = self.fingerprints.is_empty();
        for wanted in self.fingerprints.iter() {
            if let Some(kind) = kind.filter(|kind| wanted.prefix.matches(kind.fingerprint)) {
                let mut met = lock(&wanted.met);
                if met.len() < MOST_MET {
                    met.insert(kind.fingerprint);
                }
                any = true;
            }
        }
        any
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Predicate for OfKind {
    fn stage(&self) -> Stage {
        Stage::Payload
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        self.matches(self.kinds.of(letter).as_deref())
    }
}
