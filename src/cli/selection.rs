//! The flags that select records, the same on every command that reads them.

use std::ffi::OsStr;
use std::marker::PhantomData;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Args, Command};

use super::payload::PayloadArgs;
use crate::category::Category;
use crate::error::Error;
use crate::filter::{
    AttemptsRange, ClassPattern, Expression, GrepPart, HeaderTest, NamePattern, OriginPattern,
    Regexp, SampleSize, State, TextPattern, Tombstones,
};
use crate::fingerprint::FingerprintPrefix;
use crate::offsets::{OffsetSpec, PartitionList};
use crate::times::{self, TimeText};

/// The heading of these flags in the help.
const HEADING: &str = "Selection";

/// Which records. All conditions must hold; a flag given twice holds if either does.
#[derive(Args, Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    clippy::doc_markdown,
    reason = "each is a flag, and its text is what the help shows"
)]
pub struct SelectionArgs {
    /// Partitions: 3, 0,2,5-7 or all
    #[arg(help_heading = HEADING, short, long = "partition", value_name = "LIST", value_parser = Parsed::<PartitionList>::any())]
    pub partitions: Vec<PartitionList>,

    /// Offsets of each partition: 10 (that one), 10:20 (20 exclusive), 10..=19, 10:, :20, 10:+5, start, start+5, end-5
    /// (the last five), end, @2h, @T1:T2; 3=10:20 for partition 3 only
    #[arg(help_heading = HEADING, short = 'O', long, value_name = "SPEC", allow_hyphen_values = true, value_parser = Parsed::<OffsetSpec>::any())]
    pub offsets: Vec<OffsetSpec>,

    /// Only the records that a file (- is standard input) names, one reference a line, as `list -o name` writes them
    #[arg(help_heading = HEADING, long, value_name = "FILE")]
    pub refs: Option<String>,

    /// Records not older than: 2h, 1d12h, 02:10, today, 2026-11-01, 2026-11-01T10:00Z, epoch seconds or milliseconds
    #[arg(help_heading = HEADING, long, value_name = "TIME", value_parser = Parsed::<TimeText>::any())]
    pub since: Option<TimeText>,

    /// Records older than, written like --since
    #[arg(help_heading = HEADING, long, value_name = "TIME", value_parser = Parsed::<TimeText>::any())]
    pub until: Option<TimeText>,

    /// --since and --until are about the time that the record had before it failed
    #[arg(help_heading = HEADING, hide_short_help = true, long)]
    pub by_original_time: bool,

    /// Stop after N matching records
    #[arg(help_heading = HEADING, short = 'n', long, value_name = "N", conflicts_with_all = ["newest", "oldest"], value_parser = Parsed::<Count>::any())]
    pub limit: Option<Count>,

    /// The N matching records with the highest timestamps
    #[arg(help_heading = HEADING, long, value_name = "N", conflicts_with = "oldest", value_parser = Parsed::<Count>::any())]
    pub newest: Option<Count>,

    /// The N matching records with the lowest timestamps
    #[arg(help_heading = HEADING, long, value_name = "N", conflicts_with = "follow", value_parser = Parsed::<Count>::any())]
    pub oldest: Option<Count>,

    /// N of the matching records, or a share of them (1%), drawn evenly and alike each time
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "N|P%", conflicts_with_all = ["limit", "newest", "oldest", "follow"], value_parser = Parsed::<SampleSize>::any())]
    pub sample: Option<SampleSize>,

    /// Exceptions anywhere in the chain: SocketTimeoutException, java.net.ConnectException, '*Timeout*', 'com.acme.*'
    #[arg(help_heading = HEADING, long, value_name = "NAME", value_parser = Parsed::<ClassPattern>::any())]
    pub exception: Vec<ClassPattern>,

    /// Exceptions that are the deepest of their chain, written like --exception
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "NAME", value_parser = Parsed::<ClassPattern>::any())]
    pub root_cause: Vec<ClassPattern>,

    /// Exception messages that contain a text, or match an expression: /timed out after \d+ ms/
    #[arg(help_heading = HEADING, long, value_name = "TEXT|/RE/", value_parser = Parsed::<TextPattern>::any())]
    pub message: Vec<TextPattern>,

    /// Kinds of failure, by fingerprint or its beginning, as `dltctl summary` shows it: f1-3a9c1e
    #[arg(help_heading = HEADING, long, value_name = "ID", value_parser = Parsed::<FingerprintPrefix>::any())]
    pub fingerprint: Vec<FingerprintPrefix>,

    /// Categories of failure: transient, poison, business, bug, unknown
    #[arg(help_heading = HEADING, long, value_name = "CATEGORY", value_delimiter = ',', hide_possible_values = true, value_parser = Parsed::<Category>::among(Category::NAMES))]
    pub category: Vec<Category>,

    /// Packages of the application, whose frames tell kinds of failure apart: com.acme (repeatable)
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "PACKAGE", value_delimiter = ',')]
    pub app_package: Vec<String>,

    /// Stack traces that contain a text, or match an expression
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "TEXT|/RE/", value_parser = Parsed::<TextPattern>::any())]
    pub stack: Vec<TextPattern>,

    /// Where they came from: orders.events, 'orders.*', orders.events/3, orders.events-3@1042 or orders.events-3@10:20
    #[arg(help_heading = HEADING, long, value_name = "PLACE", value_parser = Parsed::<OriginPattern>::any())]
    pub origin: Vec<OriginPattern>,

    /// The consumer group in which they failed: order-processing, 'billing-*'
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "NAME", value_parser = Parsed::<NamePattern>::any())]
    pub consumer_group: Vec<NamePattern>,

    /// How often they failed: 3, '>3', '<=3', 3-5
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "RANGE", value_parser = Parsed::<AttemptsRange>::any())]
    pub attempts: Vec<AttemptsRange>,

    /// What wrote the dead letter: spring-dlt, 'kafka-*'
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "NAME", value_parser = Parsed::<NamePattern>::any())]
    pub dialect: Vec<NamePattern>,

    /// Keys that contain a text, or match an expression: order-42, /^order-4[0-9]$/
    #[arg(help_heading = HEADING, short, long, value_name = "TEXT|/RE/", value_parser = Parsed::<TextPattern>::any())]
    pub key: Vec<TextPattern>,

    /// Headers: NAME (there is one), NAME=VALUE, NAME~RE or !NAME (there is none)
    #[arg(help_heading = HEADING, short = 'H', long, value_name = "TEST", value_parser = Parsed::<HeaderTest>::any())]
    pub header: Vec<HeaderTest>,

    /// Records in which an expression matches, in the key, the value or a header
    #[arg(help_heading = HEADING, short, long, value_name = "RE", allow_hyphen_values = true, value_parser = Parsed::<Regexp>::any())]
    pub grep: Vec<Regexp>,

    /// Where --grep looks: key, value, headers, stack [default: key,value,headers]
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "PARTS", value_delimiter = ',', requires = "grep", hide_possible_values = true, value_parser = Parsed::<GrepPart>::among(GrepPart::NAMES))]
    pub grep_in: Vec<GrepPart>,

    /// A condition in CEL: record.value.total > 100, dlt.attempts > 3 && record.keyAsText.startsWith('eu-')
    #[arg(help_heading = HEADING, long = "where", value_name = "CEL", value_parser = Parsed::<Expression>::any())]
    pub condition: Vec<Expression>,

    /// Everything that carries a trace or correlation id in one of the usual headers (traceparent, b3, x-correlation-id)
    #[arg(help_heading = HEADING, long, value_name = "ID", value_parser = Parsed::<TraceId>::any())]
    pub trace: Vec<TraceId>,

    /// Records with a null value: all, only or skip
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "WHICH", hide_possible_values = true, value_parser = Parsed::<Tombstones>::among(Tombstones::NAMES))]
    pub tombstones: Option<Tombstones>,

    /// Ignore case in --exception, --root-cause, --message, --stack, --key, --grep, header values and what is excluded
    #[arg(help_heading = HEADING, hide_short_help = true, short, long)]
    pub ignore_case: bool,

    /// Leave out keys, written like --key
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "TEXT|/RE/", value_parser = Parsed::<TextPattern>::any())]
    pub exclude_key: Vec<TextPattern>,

    /// Leave out records by a header, written like --header
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "TEST", value_parser = Parsed::<HeaderTest>::any())]
    pub exclude_header: Vec<HeaderTest>,

    /// Leave out exceptions, written like --exception
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "NAME", value_parser = Parsed::<ClassPattern>::any())]
    pub exclude_exception: Vec<ClassPattern>,

    /// Leave out the records that a file (- is standard input) names
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "FILE")]
    pub exclude_refs: Option<String>,

    /// Records that do not match --exception, --message, --fingerprint, --key, --grep and the like taken together
    #[arg(help_heading = HEADING, hide_short_help = true, long)]
    pub invert: bool,

    /// What became of them: open (new or failed again), new, replayed or all
    #[arg(help_heading = HEADING, long, value_name = "STATE", hide_possible_values = true, value_parser = Parsed::<State>::among(State::NAMES))]
    pub state: Option<State>,

    /// The topic that records what was replayed
    #[arg(help_heading = HEADING, long, value_name = "TOPIC")]
    pub ledger: Option<String>,

    /// Go on with what arrives
    #[arg(help_heading = HEADING, long)]
    pub follow: bool,

    /// Stop following when nothing arrived for so long: 30s, 5m
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "DURATION", value_parser = Parsed::<Span>::any())]
    pub idle_timeout: Option<Span>,

    /// Also read records of open and aborted transactions
    #[arg(help_heading = HEADING, hide_short_help = true, long)]
    pub read_uncommitted: bool,

    /// Exit with status 1 when nothing matched
    #[arg(help_heading = HEADING, hide_short_help = true, long)]
    pub fail_if_none: bool,

    /// How keys and values are read.
    #[command(flatten)]
    pub payload: PayloadArgs,
}

/// A number of records, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub u64);

impl FromStr for Count {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| *number > 0 && digits);
        number.map(Self).ok_or_else(|| {
            Error::usage(format!("`{text}` is no number of records")).hint("it is at least 1")
        })
    }
}

/// A trace or correlation id, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceId(pub String);

impl FromStr for TraceId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        // Anything shorter is a part of too many ids, and nobody types blanks into one.
        if text.len() < 4 || text.contains(char::is_whitespace) {
            return Err(Error::usage(format!("`{text}` is no trace id"))
                .hint("give the whole id, for example 4bf92f3577b34da6a3ce929d0e0e4736"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Display for TraceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub Duration);

impl FromStr for Span {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        times::parse_duration(text).map(Self)
    }
}

/// Reads one value by its [`FromStr`], and says what is wrong, why, and what to write, as every other error does.
#[derive(Debug)]
pub struct Parsed<T> {
    words: &'static [&'static str],
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Parsed<T> {
    fn clone(&self) -> Self {
        Self {
            words: self.words,
            kind: PhantomData,
        }
    }
}

impl<T> Parsed<T> {
    /// Reads any text.
    pub fn any() -> Self {
        Self::among(&[])
    }

    /// Reads words, which shells complete.
    pub fn among(words: &'static [&'static str]) -> Self {
        Self {
            words,
            kind: PhantomData,
        }
    }
}

impl<T: FromStr<Err = Error> + Clone + Send + Sync + 'static> TypedValueParser for Parsed<T> {
    type Value = T;

    fn parse_ref(&self, cmd: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let read = match value.to_str() {
            Some(text) => text.parse(),
            None => Err(Error::usage("the value is not UTF-8")),
        };
        read.map_err(|error: Error| {
            let flag = arg.map(ToString::to_string).unwrap_or_default();
            let hint = error.next_step();
            let hint = hint.map(|hint| format!("\n\n  tip: {hint}"));
            let text = format!("{flag}: {error}{}\n", hint.unwrap_or_default());
            clap::Error::raw(clap::error::ErrorKind::ValueValidation, text).with_cmd(cmd)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        (!self.words.is_empty()).then(|| {
            Box::new(self.words.iter().map(PossibleValue::new)) as Box<dyn Iterator<Item = _>>
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
