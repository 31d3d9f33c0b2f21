//! `--message`.

use super::{Predicate, Stage, TextMatcher};
use crate::dead_letter::DeadLetterView;

/// Holds for dead letters in which any exception's message matches any of the texts: the one that is shown, the one in
/// its header with a wrapper's text around it, and those of the chain.
#[derive(Clone, Debug)]
pub struct Message(pub Vec<TextMatcher>);

impl Predicate for Message {
    fn stage(&self) -> Stage {
        Stage::Payload
    }

    fn accepts(&self, letter: &DeadLetterView<'_>) -> bool {
        let failure = letter.failure();
        let headers = [&failure.message, &failure.raw_message];
        let in_headers = headers.into_iter().filter_map(|message| message.value());
        let in_chain = failure
            .chain
            .iter()
            .filter_map(|link| link.message.as_ref());
        in_headers
            .chain(in_chain)
            .any(|message| self.0.iter().any(|text| text.matches(message.as_bytes())))
    }
}
