//! Whom the commands ask for schemas.

use std::sync::Arc;

use crate::error::Result;
use crate::payload::{NoRegistry, Schemas};
use crate::registry::Registry;
use crate::settings::Settings;

/// Who is asked for schemas, and what to tell about it.
#[derive(Clone, Debug)]
pub struct KnownSchemas {
    registry: Option<Arc<Registry>>,
    /// What a person should know at the start, where a payload may be shown.
    pub notes: Vec<String>,
}

impl KnownSchemas {
    /// Takes the registry of the settings, or none. Nothing is asked yet.
    ///
    /// # Errors
    ///
    /// Usage, where a registry that was typed cannot be used. One that stands in a file is noted: without it records are
    /// still records.
    pub fn of(settings: &Settings) -> Result<Self> {
        let (registry, notes) = match settings.registry() {
            Ok(Some(found)) => {
                let notes = found.notes.clone();
                (Some(Arc::new(Registry::new(found.clone()))), notes)
            }
            Ok(None) => (None, Vec::new()),
            Err(error) if settings.registry_is_typed() => return Err(error),
            Err(error) => {
                let note = format!("the schema registry is not used: {error}");
                (None, vec![note])
            }
        };
        Ok(Self { registry, notes })
    }

    /// Returns who is asked.
    pub fn schemas(&self) -> Arc<dyn Schemas> {
        match &self.registry {
            Some(registry) => Arc::clone(registry) as Arc<dyn Schemas>,
            None => Arc::new(NoRegistry),
        }
    }
}
