//! What a failure is made of.

/// One exception of a chain.
pub(in crate::demo) struct Link {
    /// The class, fully qualified.
    pub(in crate::demo) class: &'static str,
    /// Its message; `None` where it has none.
    pub(in crate::demo) message: Option<&'static str>,
    /// Its frames down to where the listener was called, without the leading `at`.
    pub(in crate::demo) frames: &'static [&'static str],
}

/// Where in the consumer it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Stage {
    /// The bytes could not be turned into an object; the listener never saw them.
    Reading,
    /// The listener threw.
    Listening,
}

/// What is wrong with the value, if that is the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Spoiled {
    /// Nothing.
    No,
    /// The page of a gateway instead of JSON.
    Html,
    /// The end is missing.
    CutOff,
    /// A price is written as a text with a comma.
    CommaPrice,
    /// A field that the consumer does not know.
    NewField,
    /// The customer is null: somebody ordered as a guest.
    Guest,
    /// A quantity of zero.
    Nothing,
    /// Avro with a schema id that the registry does not know.
    Avro,
}

/// A kind of failure.
pub(in crate::demo) struct Kind {
    /// The exceptions, outermost first, without Spring's own wrappers.
    pub(in crate::demo) links: &'static [Link],
    /// Where it happened.
    pub(in crate::demo) stage: Stage,
    /// What is wrong with the value.
    pub(in crate::demo) spoiled: Spoiled,
}

/// A time in which some records fail, by the minutes before now.
pub(in crate::demo) struct Episode {
    /// Its beginning, in minutes before now.
    pub(in crate::demo) from: u32,
    /// Its end, in minutes before now.
    pub(in crate::demo) to: u32,
    /// How many of a hundred records fail.
    pub(in crate::demo) percent: u32,
    /// In which ways; one that stands here twice is twice as likely.
    pub(in crate::demo) kinds: &'static [&'static Kind],
}

/// Makes a failure of the listener.
pub(super) const fn listening(links: &'static [Link], spoiled: Spoiled) -> Kind {
    Kind {
        links,
        stage: Stage::Listening,
        spoiled,
    }
}

/// Makes a failure to read the bytes.
pub(super) const fn reading(links: &'static [Link], spoiled: Spoiled) -> Kind {
    Kind {
        links,
        stage: Stage::Reading,
        spoiled,
    }
}

/// Makes one exception of a chain.
pub(super) const fn link(
    class: &'static str,
    message: &'static str,
    frames: &'static [&'static str],
) -> Link {
    Link {
        class,
        message: Some(message),
        frames,
    }
}
