//! `--validate`: what values are tried with before anything is sent.

use std::sync::Arc;

use super::ReplayArgs;
use super::sides::Sides;
use crate::commands::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::payload::{Against, Decoder, Missing, SchemaId, Validation};
use crate::settings::payload::read_schema;

/// Makes out what `--validate` names; nothing where it was not given. The decoder is that of the cluster to which records
/// go: its registry is the one that their consumer asks.
///
/// # Errors
///
/// Usage, for a file that is no schema, an id that the registry does not know, and where no registry is configured;
/// unreachable, where it cannot be asked: a plan must not say that records pass which were never tried.
pub(super) fn validation(
    args: &ReplayArgs,
    decoder: &Arc<Decoder>,
    sides: &Sides<'_>,
    context: &Context<'_>,
) -> Result<Option<Validation>> {
    let Some(typed) = &args.validate else {
        return Ok(None);
    };
    let (against, name) = if typed == "latest" {
        if !decoder.knows_registry() {
            return Err(no_registry(sides));
        }
        let name = "the latest version of each origin's subject".to_owned();
        (Against::Latest, name)
    } else if let Ok(id) = typed.parse::<u32>() {
        let id = SchemaId::Id(id);
        let schema = decoder.schema(&id).map_err(|missing| match missing {
            Missing::NoRegistry => no_registry(sides),
            Missing::Unavailable(why) => unreachable(&why),
            Missing::Unknown | Missing::Unusable(_) => {
                Error::usage(format!("{id} cannot be used")).why(missing.to_string())
            }
        })?;
        (Against::Registered(schema), id.to_string())
    } else {
        let path = context.environment.current_dir().join(typed);
        let schema = read_schema(&path).map_err(|error| {
            error.hint("--validate takes latest, a schema's id, or a file .avsc, .proto or .json")
        })?;
        (Against::File(Arc::new(schema)), typed.clone())
    };
    let message = args.selection.payload.proto_message.as_deref();
    let message = message.map(Box::from);
    Ok(Some(Validation::new(
        decoder.clone(),
        against,
        name,
        message,
    )))
}

/// Refuses to go on where the registry could not be asked: records that were never tried must not look as if they were.
///
/// # Errors
///
/// Unreachable.
pub(super) fn all_were_tried(validation: Option<&Validation>) -> Result<()> {
    match validation.and_then(Validation::unavailable) {
        Some(why) => Err(unreachable(why)),
        None => Ok(()),
    }
}

fn unreachable(why: &str) -> Error {
    let what = "the schema registry cannot be asked, so nothing was validated";
    Error::new(ErrorKind::Unreachable, what)
        .why(why)
        .hint("--validate FILE tries with a schema of a file; without --validate nothing is tried")
}

fn no_registry(sides: &Sides<'_>) -> Error {
    let context = sides.target.connection.context.as_deref();
    match context.filter(|_| sides.are_two()) {
        None => {
            Error::usage("no schema registry is configured, so there is nothing to validate with")
                .hint("-r URL names one; --validate also takes a file")
        }
        Some(name) => Error::usage(format!(
            "the context {name} has no schema registry, so there is nothing to validate with"
        ))
        .why("the consumer of another cluster asks the registry there")
        .hint(format!(
            "[contexts.{name}.schema_registry] names it; --validate also takes a file"
        )),
    }
}
