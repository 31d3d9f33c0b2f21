//! The kind of failure of a dead letter: fingerprint, category, and what they were made of.
//!
//! Belongs here: how the two are made together, and a cache, because one bug makes thousands of records that tell the same.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use memchr::memmem::Finder;

use crate::category::{Categorised, OwnRule, categorise};
use crate::dead_letter::{DeadLetterView, Failure};
use crate::fingerprint::{Evidence, Fingerprint, Packages};

/// A kind of failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The stable id.
    pub fingerprint: Fingerprint,
    /// What sort of failure it is, and the rule that says so.
    pub categorised: Categorised,
    /// What the id was made of.
    pub evidence: Evidence,
    /// Whether a listener of batches threw it, so that all records of a batch tell the same.
    pub of_batch: bool,
}

/// What is configured about kinds of failure.
#[derive(Clone, Debug, Default)]
pub struct Kinds {
    /// The application's packages.
    pub packages: Packages,
    /// The user's rules of categories.
    pub rules: Vec<OwnRule>,
}

impl Kinds {
    /// Makes out the kind of a failure.
    pub fn of(&self, failure: &Failure<'_>) -> Kind {
        self.of_evidence(Evidence::of(failure, &self.packages), failure)
    }

    fn of_evidence(&self, evidence: Evidence, failure: &Failure<'_>) -> Kind {
        let root = evidence.class.as_deref();
        let message = evidence.message.as_deref();
        Kind {
            fingerprint: evidence.fingerprint(),
            categorised: categorise(failure, root, message, &self.rules),
            of_batch: is_of_batch(failure),
            evidence,
        }
    }
}

/// How Spring's containers call a listener of batches (spring-kafka `KafkaMessageListenerContainer`, all versions since 2.2).
static BATCH: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(".invokeBatch"));

/// The exception that names the record of the batch that failed.
const ONE_OF_BATCH: &str = "org.springframework.kafka.listener.BatchListenerFailedException";

fn is_of_batch(failure: &Failure<'_>) -> bool {
    let trace = failure.stack_trace.value();
    trace.is_some_and(|trace| BATCH.find(trace.as_bytes()).is_some())
        && failure.chain().all(|class| class != ONE_OF_BATCH)
}

/// Kinds that were made out lately, by what the records told.
///
/// A fixed number of slots; whoever comes later takes the slot. Where hardly any record tells what another told, because
/// every message names another order, it stops to keep them. What the evidence is made into is kept as well: that is the
/// same for all records of a kind.
#[derive(Debug, Default)]
pub struct KindCache {
    slots: Vec<Option<Slot>>,
    hasher: RandomState,
    asked: u32,
    found: u32,
    made: HashMap<Evidence, Made>,
}

/// What some evidence was made into, with the classes of the chain, which decide on the category too.
#[derive(Debug)]
struct Made {
    classes: Box<[Box<str>]>,
    kind: Arc<Kind>,
}

/// What one record told, and its kind.
#[derive(Debug)]
struct Slot {
    told: Box<[u8]>,
    kind: Arc<Kind>,
}

impl KindCache {
    /// The number of slots.
    const SLOTS: usize = 128;

    /// The most kinds whose evidence is kept.
    const MOST_MADE: usize = 1024;

    /// The most bytes of one slot.
    const MOST_BYTES: usize = 16 * 1024;

    /// After so many records it is decided whether keeping is worth it.
    const TRIAL: u32 = 256;

    /// Returns the kind of a failure.
    pub fn of(&mut self, kinds: &Kinds, failure: &Failure<'_>) -> Arc<Kind> {
        let parts = Parts::of(failure);
        let useless = self.asked >= Self::TRIAL && self.found < self.asked / 8;
        if useless || parts.length > Self::MOST_BYTES {
            return self.make(kinds, failure);
        }
        self.asked = self.asked.saturating_add(1);
        if self.slots.is_empty() {
            self.slots.resize_with(Self::SLOTS, || None);
        }
        let at = parts.slot(&self.hasher);
        if let Some(slot) = &self.slots[at]
            && parts.are(&slot.told)
        {
            self.found += 1;
            return slot.kind.clone();
        }
        let told = parts.join();
        let kind = self.make(kinds, failure);
        self.slots[at] = Some(Slot {
            told,
            kind: kind.clone(),
        });
        kind
    }

    /// Makes out a kind by its evidence.
    fn make(&mut self, kinds: &Kinds, failure: &Failure<'_>) -> Arc<Kind> {
        let evidence = Evidence::of(failure, &kinds.packages);
        if let Some(made) = self.made.get(&evidence)
            && made.kind.of_batch == is_of_batch(failure)
            && failure.chain().eq(made.classes.iter().map(AsRef::as_ref))
        {
            return made.kind.clone();
        }
        let kind = Arc::new(kinds.of_evidence(evidence, failure));
        if kind.categorised.of_kind && self.made.len() < Self::MOST_MADE {
            let made = Made {
                classes: failure.chain().map(Box::from).collect(),
                kind: kind.clone(),
            };
            self.made.insert(kind.evidence.clone(), made);
        }
        kind
    }
}

/// Makes out kinds for several workers at once, with a cache for each that asks at the same time.
#[derive(Debug, Default)]
pub struct KindReader {
    kinds: Arc<Kinds>,
    caches: Mutex<Vec<KindCache>>,
}

impl KindReader {
    /// Reads kinds as they are configured.
    pub fn new(kinds: Arc<Kinds>) -> Self {
        Self {
            kinds,
            caches: Mutex::default(),
        }
    }

    /// Returns the kind of a dead letter's failure; `None` where nothing tells of a failure.
    pub fn of(&self, letter: &DeadLetterView<'_>) -> Option<Arc<Kind>> {
        let cache = self.caches().pop();
        let mut cache = cache.unwrap_or_default();
        let kind = cache.of(&self.kinds, letter.failure());
        self.caches().push(cache);
        (kind.evidence != Evidence::default()).then_some(kind)
    }

    fn caches(&self) -> MutexGuard<'_, Vec<KindCache>> {
        self.caches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Everything that a kind is made of, as the record tells it: equal parts are an equal kind.
struct Parts<'f> {
    trace: &'f str,
    message: &'f str,
    stage: &'f str,
    failure: &'f Failure<'f>,
    length: usize,
}

impl<'f> Parts<'f> {
    fn of(failure: &'f Failure<'_>) -> Self {
        let text = |decoded: &'f crate::dead_letter::Decoded<'_, std::borrow::Cow<'_, str>>| {
            decoded.value().map_or("", |text| text.as_ref())
        };
        let classes: usize = failure.chain().map(str::len).sum();
        let (trace, message, stage) = (
            text(&failure.stack_trace),
            text(&failure.raw_message),
            text(&failure.stage),
        );
        Self {
            trace,
            message,
            stage,
            failure,
            length: trace.len() + message.len() + stage.len() + classes,
        }
    }

    /// Chooses a slot by some of the bytes; [`Self::are`] compares all of them.
    fn slot(&self, hasher: &RandomState) -> usize {
        const WINDOW: usize = 64;
        let mut hash = hasher.build_hasher();
        hash.write_usize(self.length);
        for text in [self.trace, self.message] {
            let bytes = text.as_bytes();
            // The root cause stands in the last quarter of a trace, the message of the outermost in its first line.
            for from in [
                bytes.len() / 2,
                bytes.len() * 3 / 4,
                bytes.len().saturating_sub(WINDOW),
            ] {
                hash.write(&bytes[from..bytes.len().min(from + WINDOW)]);
            }
        }
        usize::try_from(hash.finish() % KindCache::SLOTS as u64).unwrap_or(0)
    }

    /// Visits the parts; a byte that is in no UTF-8 text stands between them.
    fn each(&self) -> impl Iterator<Item = &[u8]> {
        let texts = [self.trace, self.message, self.stage].into_iter();
        let classes = self.failure.chain();
        texts
            .chain(classes)
            .flat_map(|text| [text.as_bytes(), &[0xff][..]])
    }

    fn are(&self, told: &[u8]) -> bool {
        let mut rest = told;
        for part in self.each() {
            match rest.strip_prefix(part) {
                Some(behind) => rest = behind,
                None => return false,
            }
        }
        rest.is_empty()
    }

    fn join(&self) -> Box<[u8]> {
        let mut told = Vec::with_capacity(self.length + 16);
        for part in self.each() {
            told.extend_from_slice(part);
        }
        told.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::samples::{VERSIONS, captured};

    #[test]
    fn the_cache_changes_nothing() {
        let kinds = Kinds::default();
        let mut cache = KindCache::default();
        for _ in 0..3 {
            for version in VERSIONS {
                for record in captured(version) {
                    let letter = DeadLetterView::new(record.view());
                    let kind = cache.of(&kinds, letter.failure());
                    assert_eq!(*kind, kinds.of(letter.failure()), "{}", record.record_ref());
                }
            }
        }
        assert!(
            cache.found > cache.asked / 8,
            "{} {}",
            cache.found,
            cache.asked
        );
    }

    #[test]
    fn parts_that_could_be_run_together_stay_apart() {
        let failure = |trace: &'static str, message: &'static str| Failure {
            stack_trace: crate::dead_letter::Decoded::Present(trace.into()),
            raw_message: crate::dead_letter::Decoded::Present(message.into()),
            ..Failure::default()
        };
        let (one, other) = (failure("ab", "c"), failure("a", "bc"));
        assert!(Parts::of(&one).are(&Parts::of(&one).join()));
        assert!(!Parts::of(&one).are(&Parts::of(&other).join()));
        assert!(!Parts::of(&one).are(b""));
    }
}
