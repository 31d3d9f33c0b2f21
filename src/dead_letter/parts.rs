//! The key and the value of a dead letter, as people see them.

use std::borrow::Cow;

use super::{DeadLetterView, Link};
use crate::payload::{Part, Payload, Problem, Step};

impl<'a> DeadLetterView<'a> {
    /// Returns the key or the value as people see it; it is read when it is first asked for.
    pub fn part(&self, part: Part) -> &Payload<'a> {
        let withheld = self.withheld(part);
        if let (None, Some(original)) = (withheld, self.original) {
            return original.part(part);
        }
        let cell = match part {
            Part::Key => &self.key,
            Part::Value => &self.value,
        };
        cell.get_or_init(|| match withheld {
            Some(withheld) => withheld.payload(),
            None => self.decoder.read(part, &self.record),
        })
    }

    /// Returns the bytes that are shown of the key or the value: its own, or where it is null those that a header of
    /// Spring's kept of it. What is masked stands masked in them.
    pub fn bytes(&self, part: Part) -> Option<&[u8]> {
        if let Some(own) = part.of(&self.record) {
            return Some(own);
        }
        match (self.withheld(part), self.original) {
            (Some(withheld), _) => withheld.from_header.map(|_| withheld.text.as_bytes()),
            (None, Some(original)) => original.bytes(part),
            (None, None) => part.kept_in_header(&self.record.headers),
        }
    }

    /// Returns the key or the value where it is more than its bytes: where filters look into it beside them.
    pub fn decoded(&self, part: Part) -> Option<Cow<'_, str>> {
        match (self.withheld(part), self.original) {
            (Some(_), _) => return None,
            (None, Some(original)) => return original.decoded(part),
            (None, None) => {}
        }
        if self.decoder.as_it_is(part, &self.record) {
            return None;
        }
        self.part(part).decoded()
    }

    /// Tells how the key or the value is read, step by step.
    pub fn explain(&self, part: Part) -> Vec<Step> {
        if let Some(withheld) = self.withheld(part) {
            let text = format!("read as {}, and redacted", withheld.format.name());
            return vec![Step { holds: true, text }];
        }
        if let Some(original) = self.original {
            return original.explain(part);
        }
        self.decoder.explain(part, &self.record)
    }

    /// Returns why the key or the value is not what it should be.
    ///
    /// Also where only the failure tells what it should have been: the consumer missed the frame of a schema registry.
    pub fn problem(&self, part: Part) -> Option<Cow<'_, Problem>> {
        let withheld = self.withheld(part);
        if let (None, Some(original)) = (withheld, self.original) {
            return original.problem(part);
        }
        let payload = self.part(part);
        if withheld.is_none()
            && payload.schema.is_none()
            && let Some(bytes) = part.of(&self.record)
            && self.missed_magic_byte(part)
        {
            return Some(Cow::Owned(Problem::unknown_magic_byte(bytes)));
        }
        payload.problem.as_ref().map(Cow::Borrowed)
    }

    /// Tells whether the failure is that a consumer expected the frame of a schema registry there.
    fn missed_magic_byte(&self, part: Part) -> bool {
        let failure = self.failure();
        let missed = |link: &Link<'_>| {
            let message = link.message.as_deref().unwrap_or_default();
            message.starts_with("Unknown magic byte")
        };
        failure.on_key == (part == Part::Key) && failure.chain.iter().any(missed)
    }
}
