//! What went wrong, why, and what to do next.
//!
//! Belongs here: the one error type that reaches a person, its kinds and the exit statuses that are a contract of the
//! command line. Does not belong here: how Kafka's codes become an [`Error`] (`kafka/error.rs`), nor printing.

use std::fmt;

use crate::wrap::as_typed;

/// The result of everything that can fail in front of a person.
pub type Result<T> = std::result::Result<T, Error>;

/// The class of a failure; decides the exit status and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Failed: an unknown topic, a torn batch, a file that cannot be written.
    Failed,
    /// The command line, a configuration file or an expression is wrong.
    Usage,
    /// Some of the work was done and some could not be.
    Partial,
    /// A check found what it was asked to look for.
    Finding,
    /// The cluster cannot be reached; trying again may help.
    Unreachable,
    /// A guardrail said no, and nothing was sent.
    Refused,
    /// TLS, authentication or authorisation was denied.
    Denied,
    /// A person interrupted the command.
    Interrupted,
}

impl ErrorKind {
    /// Returns the exit status of this kind.
    pub fn exit_status(self) -> ExitStatus {
        ExitStatus(match self {
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Partial => 3,
            Self::Finding => 4,
            Self::Unreachable => 5,
            Self::Refused => 6,
            Self::Denied => 8,
            Self::Interrupted => 130,
        })
    }

    /// Returns the word that stands for this kind in `-o json` errors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Partial => "partial",
            Self::Finding => "finding",
            Self::Unreachable => "unreachable",
            Self::Refused => "refused",
            Self::Denied => "denied",
            Self::Interrupted => "interrupted",
        }
    }
}

/// The number the process ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitStatus(pub u8);

impl ExitStatus {
    /// Everything was done, also "nothing matched".
    pub const DONE: Self = Self(0);
    /// Some of the work was done and some could not be.
    pub const PARTIAL: Self = Self(3);
}

/// A failure as a person needs it: what, why, what to do next.
///
/// `what` is a lower-case fragment that names the thing (topic, partition, file, flag); `why` the reason where one is
/// known; `hint` the next thing to type or check. All three hold *untrusted* text and are escaped when printed.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    what: String,
    why: Option<String>,
    hint: Option<String>,
    source: Option<anyhow::Error>,
}

impl Error {
    /// Makes an error of `kind` that says `what` failed.
    pub fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self {
            kind,
            what: what.into(),
            why: None,
            hint: None,
            source: None,
        }
    }

    /// Makes a usage error: the command line or a file of the user's is wrong.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, what)
    }

    /// Makes a general failure.
    pub fn failed(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Failed, what)
    }

    /// Makes a refusal: nothing was sent.
    pub fn refused(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Refused, what)
    }

    /// Says first where it failed: `--to-context staging: `.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        self.what.insert_str(0, place);
        self
    }

    /// Adds the reason.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the underlying error; its chain is printed as the reason where no [`Error::why`] was given.
    #[must_use]
    pub fn source(mut self, source: impl Into<anyhow::Error>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Lets the hint name commands as they are typed where this program was called in another way than by its name.
    #[must_use]
    pub fn called(mut self, called: &str) -> Self {
        self.hint = self.hint.map(|hint| as_typed(&hint, called).into_owned());
        self
    }

    /// Returns the class of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns what failed.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Returns the reason: the one given, else the chain of underlying errors.
    pub fn reason(&self) -> Option<String> {
        self.why
            .clone()
            .or_else(|| self.source.as_ref().map(|source| format!("{source:#}")))
    }

    /// Returns what to do next.
    pub fn next_step(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(reason) = self.reason() {
            write!(f, ": {reason}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
