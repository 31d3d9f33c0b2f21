//! Which schema a payload names, without reading it.

use super::super::Part;
use super::super::explain::Steps;
use super::super::frame::frame;
use super::super::rules::FormatRule;
use super::super::schema::SchemaId;
use super::Decoder;
use crate::record::RecordView;

impl Decoder {
    /// Returns the id of the schema that the key or the value of a record names, where it is a number: one registry
    /// counts, another one counts otherwise. Nobody is asked whether there is such a schema.
    pub fn named_number(&self, part: Part, record: &RecordView<'_>) -> Option<SchemaId> {
        let bytes = part.of(record)?;
        let rule = self.rule(part, record.envelope.topic);
        let found = frame(part, bytes, &record.headers, &mut Steps::default());
        let found = found.ok().flatten()?;
        let number = found.schema.number()?;
        if !found.framing.is_prefix() {
            return Some(found.schema);
        }
        // Whoever says that these are numbers or text knows that the zero in front is no frame.
        let is_framed = rule.is_none_or(|(rule, _)| {
            matches!(rule.format, FormatRule::Auto) || rule.format.language().is_some()
        });
        // A `Long` looks like a frame and three more bytes; the ids of registries are small, and such integers are not.
        let is_long = bytes.len() == size_of::<u64>() && number > u64::from(u16::MAX);
        (is_framed && !is_long).then_some(found.schema)
    }
}
