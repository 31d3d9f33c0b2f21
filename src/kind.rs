//! The kind of failure of a dead letter: fingerprint, category, and what they were made of.
//!
//! Belongs here: how the two are made together, and a cache, because one bug makes thousands of records that tell the same.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use memchr::memmem::Finder;

use crate::category::{Categorised, OwnRule, categorise};
use crate::dead_letter::{DeadLetterView, Failure};
use crate::fingerprint::{Evidence, Fingerprint, Packages};
use crate::java::shape::Shapes;
use crate::java::stack_trace::{Throwable, throwables};

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
    /// Returns the same with more packages of the application.
    #[must_use]
    pub fn with_packages<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Self {
        Self {
            packages: self.packages.with(names),
            rules: self.rules.clone(),
        }
    }

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
    trace.is_some_and(|trace| {
        // Asked of the whole text first, which is cheaper; a message may name it too.
        BATCH.find(trace.as_bytes()).is_some() && calls_batch(throwables(trace))
    }) && !names_one_of_batch(failure)
}

fn calls_batch<'t>(throwables: impl IntoIterator<Item = Throwable<'t>>) -> bool {
    let mut bodies = throwables.into_iter().map(|one| one.body());
    bodies.any(|body| BATCH.find(body.as_bytes()).is_some())
}

fn names_one_of_batch(failure: &Failure<'_>) -> bool {
    failure.chain().any(|class| class == ONE_OF_BATCH)
}

/// Kinds that were made out lately, by the shapes of their stack traces.
///
/// One bug makes thousands of records whose traces differ in their messages only. All that they have in common is made out
/// once; for each record only the message remains to be looked at.
#[derive(Debug, Default)]
pub struct KindCache {
    shapes: Shapes<Shaped>,
    message: String,
}

/// What is known of all failures whose traces have one shape.
#[derive(Debug)]
enum Shaped {
    /// The trace itself tells more than its shape: it is none of Java's.
    Foreign,
    /// Of a chain of exceptions, which headers may lengthen, everything but the message.
    Java {
        classes: Box<[Box<str>]>,
        evidence: Evidence,
        /// By their messages, normalised.
        kinds: HashMap<Box<str>, Arc<Kind>>,
    },
}

impl Shaped {
    fn of(failure: &Failure<'_>, trace: &str, packages: &Packages) -> Self {
        match Evidence::of_place(failure, trace, packages) {
            None => Self::Foreign,
            Some(evidence) => Self::Java {
                classes: failure.chain().map(Box::from).collect(),
                evidence,
                kinds: HashMap::new(),
            },
        }
    }
}

impl KindCache {
    /// The most messages of one shape that are kept.
    const MOST_KINDS: usize = 128;

    /// Returns the kind of a failure.
    pub fn of(&mut self, kinds: &Kinds, failure: &Failure<'_>) -> Arc<Kind> {
        self.known(kinds, failure)
            .unwrap_or_else(|| Arc::new(kinds.of(failure)))
    }

    /// Returns the kind where the shape of the stack trace, the chain and the message tell it.
    fn known(&mut self, kinds: &Kinds, failure: &Failure<'_>) -> Option<Arc<Kind>> {
        let trace: &str = failure.stack_trace.value()?;
        let shaped = self
            .shapes
            .value(trace, || Shaped::of(failure, trace, &kinds.packages))?;
        let Shaped::Java {
            classes,
            evidence,
            kinds: known,
        } = shaped
        else {
            return None;
        };
        if !failure.chain().eq(classes.iter().map(AsRef::as_ref)) {
            return None;
        }
        self.message.clear();
        Evidence::message(failure, &mut self.message);
        if let Some(kind) = known.get(self.message.as_str()) {
            return Some(kind.clone());
        }
        let mut evidence = evidence.clone();
        evidence.message = (!self.message.is_empty()).then(|| self.message.clone());
        let kind = Arc::new(kinds.of_evidence(evidence, failure));
        if kind.categorised.of_kind && known.len() < Self::MOST_KINDS {
            known.insert(self.message.as_str().into(), kind.clone());
        }
        Some(kind)
    }
}

/// Makes out kinds for several workers at once, with a cache for each.
#[derive(Debug, Default)]
pub struct KindReader {
    kinds: Arc<Kinds>,
    caches: [Mutex<KindCache>; Self::CACHES],
}

impl KindReader {
    /// As many workers do not wait for each other.
    const CACHES: usize = 8;

    /// Reads kinds as they are configured.
    pub fn new(kinds: Arc<Kinds>) -> Self {
        Self {
            kinds,
            caches: Default::default(),
        }
    }

    /// Returns the kind of a dead letter's failure; `None` where nothing tells of a failure.
    pub fn of(&self, letter: &DeadLetterView<'_>) -> Option<Arc<Kind>> {
        static WORKERS: AtomicUsize = AtomicUsize::new(0);
        thread_local! {
            static WORKER: usize = WORKERS.fetch_add(1, Ordering::Relaxed);
        }
        let cache = &self.caches[WORKER.with(|number| number % Self::CACHES)];
        let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
        let kind = cache.of(&self.kinds, letter.unmasked_failure());
        drop(cache);
        if kind.evidence == Evidence::default() {
            return None;
        }
        if letter.is_redacted() {
            // The kind is that of the record; what it was made of is shown, and so comes from what is shown.
            let evidence = Evidence::of(letter.failure(), &self.kinds.packages);
            return Some(Arc::new(Kind {
                evidence,
                ..Kind::clone(&kind)
            }));
        }
        Some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::samples::{VERSIONS, captured};
    use crate::fingerprint::letter_of_test;
    use crate::record::Record;

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
    }

    fn traced(trace: &str, message: &str) -> Record {
        letter_of_test(Some("com.acme.Wrapper"), Some(message), Some(trace))
    }

    #[test]
    fn one_shape_has_the_kinds_of_its_messages() {
        let kinds = Kinds::default();
        let mut cache = KindCache::default();
        let mut ids = std::collections::HashSet::new();
        for (message, count) in [
            ("order 1", 1),
            ("order 2", 1),
            ("status 503", 2),
            ("status 404", 3),
        ] {
            let trace = format!("com.acme.Own: {message}\n\tat com.acme.A.on(A.java:1)");
            let record = traced(&trace, message);
            let letter = DeadLetterView::new(record.view());
            let kind = cache.of(&kinds, letter.failure());
            assert_eq!(*kind, kinds.of(letter.failure()));
            ids.insert(kind.fingerprint);
            assert_eq!(ids.len(), count, "{message}");
        }
    }

    #[test]
    fn a_message_that_names_a_batch_makes_none() {
        for (message, frame, expected) in [
            ("a.b.invokeBatch", "com.acme.A.on", false),
            ("x", "com.acme.A.invokeBatchListener", true),
        ] {
            let trace = format!("com.acme.Own: {message}\n\tat {frame}(A.java:1)");
            let record = traced(&trace, message);
            let letter = DeadLetterView::new(record.view());
            assert_eq!(is_of_batch(letter.failure()), expected, "{message}");
        }
    }
}
