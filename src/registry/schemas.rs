//! [`Registry`]: the schemas of one registry, asked once and remembered.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::ask::{Ask, not_asked};
use super::cache::{Cache, Kept};
use super::client::{Client, Reply};
use super::registry_settings::RegistrySettings;
use super::tally::Tally;
use crate::payload::{Missing, SchemaId, SchemaText, Schemas};

/// How long a registry that does not answer may hold up a run, all in all. Every answer makes it whole again.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a registry that failed at once is not asked again.
const REST: Duration = Duration::from_secs(30);

/// How long a registry that used up all patience is not asked again, and how long an id is missing that the registry did not
/// know: a run that follows a topic for days recovers, and is held up by two seconds in ten minutes while it does not.
const LONG_REST: Duration = Duration::from_secs(600);

/// How long one schema may take with everything that it refers to.
const LONGEST_LOOKUP: Duration = Duration::from_secs(10);

/// How many schemas a registry may not know before it is not asked any more: bytes that merely look framed make up a
/// new id each time.
const MOST_UNKNOWN: usize = 500;

/// A registry. Nothing is sent before the first schema is needed.
pub struct Registry {
    settings: RegistrySettings,
    cache: Option<Cache>,
    known: Mutex<HashMap<SchemaId, Known>>,
    line: Mutex<Line>,
    tally: Mutex<Tally>,
}

/// What is known of an id.
enum Known {
    /// The schema.
    Found(Arc<SchemaText>),
    /// Why there is none, and since when.
    Missing(Missing, Instant),
}

/// The way to the registry. Whoever holds it asks, and the others wait for the answer, so that one schema is asked for
/// once and a registry that does not answer holds up everybody for the same two seconds.
struct Line {
    client: Option<Client>,
    patience: Duration,
    down: Option<(Missing, Instant)>,
    unknown: usize,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Registry {
    /// Makes a registry that was not asked yet.
    pub fn new(settings: RegistrySettings) -> Self {
        let root = settings.cache.as_deref();
        Self {
            cache: root.map(|root| Cache::of(root, settings.places.url())),
            settings,
            known: Mutex::default(),
            line: Mutex::new(Line {
                client: None,
                patience: PATIENCE,
                down: None,
                unknown: 0,
            }),
            tally: Mutex::default(),
        }
    }

    /// Returns the URL, without user and password.
    pub fn url(&self) -> &str {
        self.settings.places.url()
    }

    /// Returns the latest version of a subject: its number, its id, its text. Asked anew each time.
    ///
    /// # Errors
    ///
    /// Why it cannot be had.
    pub fn latest(&self, subject: &str) -> Result<(i32, SchemaId, Arc<SchemaText>), Missing> {
        let line = &mut lock(&self.line);
        self.ask(line, |ask| ask.subject(subject, None))
            .map(|(version, id, schema)| (version, id, Arc::new(schema)))
    }

    /// Returns one version of a subject: its id, its text.
    ///
    /// # Errors
    ///
    /// Why it cannot be had.
    pub fn version(
        &self,
        subject: &str,
        version: i32,
    ) -> Result<(SchemaId, Arc<SchemaText>), Missing> {
        let line = &mut lock(&self.line);
        let asked = format!("version {version} of {subject}");
        let kept = self.cache.as_ref().and_then(|cache| cache.read(&asked));
        if let Some(Kept {
            schema,
            id: Some(id),
        }) = kept
        {
            return Ok((SchemaId::Id(id), Arc::new(schema)));
        }
        let (_, id, schema) = self.ask(line, |ask| ask.subject(subject, Some(version)))?;
        if let (Some(cache), SchemaId::Id(number)) = (&self.cache, id) {
            let kept = Kept {
                schema: schema.clone(),
                id: Some(number),
            };
            cache.write(&asked, &kept);
        }
        Ok((id, Arc::new(schema)))
    }

    /// Returns a schema by its id, for questions about schemas and not about payloads: nothing is counted.
    ///
    /// # Errors
    ///
    /// Why it cannot be had.
    pub fn schema(&self, id: &SchemaId) -> Result<Arc<SchemaText>, Missing> {
        self.look_up(id)
    }

    fn look_up(&self, id: &SchemaId) -> Result<Arc<SchemaText>, Missing> {
        if matches!(id, SchemaId::Glue(_)) {
            return Err(Missing::Unavailable(not_asked(id)));
        }
        if let Some(known) = self.remembered(id) {
            return known;
        }
        let line = &mut lock(&self.line);
        // Somebody else may have asked for the same one meanwhile.
        if let Some(known) = self.remembered(id) {
            return known;
        }
        let asked = id.to_string();
        let kept = self.cache.as_ref().and_then(|cache| cache.read(&asked));
        let found = match kept {
            Some(kept) => Ok(kept.schema),
            None => self.ask(line, |ask| ask.id(id)).inspect(|schema| {
                if let Some(cache) = &self.cache {
                    let schema = schema.clone();
                    cache.write(&asked, &Kept { schema, id: None });
                }
            }),
        };
        let found = found.map(Arc::new);
        // A registry that is down may come back, and what is not asked any more needs no memory.
        if found.is_ok() || line.down.is_none() && line.unknown < MOST_UNKNOWN {
            let known = match &found {
                Ok(schema) => Known::Found(Arc::clone(schema)),
                Err(missing) => Known::Missing(missing.clone(), Instant::now()),
            };
            lock(&self.known).insert(*id, known);
        }
        found
    }

    fn remembered(&self, id: &SchemaId) -> Option<Result<Arc<SchemaText>, Missing>> {
        match lock(&self.known).get(id)? {
            Known::Found(schema) => Some(Ok(Arc::clone(schema))),
            Known::Missing(missing, since) => {
                (since.elapsed() < LONG_REST).then(|| Err(missing.clone()))
            }
        }
    }

    /// Asks, unless the registry could not be asked a moment ago.
    fn ask<T>(
        &self,
        line: &mut Line,
        question: impl FnOnce(&mut Ask<'_>) -> Result<T, Missing>,
    ) -> Result<T, Missing> {
        let started = Instant::now();
        if let Some((why, since)) = &line.down {
            let is_used_up = line.patience.is_zero();
            if since.elapsed() < if is_used_up { LONG_REST } else { REST } {
                return Err(why.clone());
            }
            if is_used_up {
                line.patience = PATIENCE;
            }
            line.down = None;
        }
        if line.unknown >= MOST_UNKNOWN {
            return Err(Missing::Unavailable(format!(
                "it did not know {MOST_UNKNOWN} others, so it is not asked any more"
            )));
        }
        let answer = question(&mut Ask {
            places: &self.settings.places,
            get: &mut |url| line.get(&self.settings, url, started),
        });
        if line.down.is_none() && matches!(answer, Err(Missing::Unknown | Missing::Unavailable(_)))
        {
            line.unknown += 1;
        }
        answer
    }
}

impl Line {
    /// Gets one page, and remembers where that fails that the registry is down.
    fn get(
        &mut self,
        settings: &RegistrySettings,
        url: &str,
        lookup: Instant,
    ) -> Result<Reply, Missing> {
        let started = Instant::now();
        let left = LONGEST_LOOKUP.saturating_sub(lookup.elapsed());
        let reply = match &self.client {
            Some(client) => client.get(url, self.patience.min(left)),
            None => Client::new(settings).and_then(|client| {
                let client = self.client.insert(client);
                client.get(url, self.patience.min(left))
            }),
        };
        match reply {
            Ok(reply) => {
                self.patience = PATIENCE;
                Ok(reply)
            }
            Err(why) => {
                self.patience = self.patience.saturating_sub(started.elapsed());
                let why = Missing::Unavailable(why);
                self.down = Some((why.clone(), Instant::now()));
                Err(why)
            }
        }
    }
}

impl Schemas for Registry {
    fn text(&self, id: &SchemaId) -> Result<Arc<SchemaText>, Missing> {
        let found = self.look_up(id);
        if let Err(missing) = &found {
            lock(&self.tally).add(id, missing);
        }
        found
    }

    fn latest(&self, subject: &str) -> Result<Arc<SchemaText>, Missing> {
        Self::latest(self, subject).map(|(_, _, text)| text)
    }

    fn warning(&self) -> Option<String> {
        lock(&self.tally).warning(self.url())
    }
}

/// Locks; what a panic of another thread left behind is whole all the same.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
