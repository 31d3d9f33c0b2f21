//! The grammar of `-O`.
//!
//! ```text
//! N        that offset only            start      everything
//! N:       from N on                   start+N    from N offsets behind the log start on
//! N:M      from N up to M, exclusive   end-N      the last N offsets
//! :M       up to M, exclusive          end        nothing but what is still to come
//! N:+C     C offsets from N            @T         from the first record at or after T on
//! N..=M    from N to M, inclusive      @T1:T2     from T1 up to T2, by look-up
//! P=...    any of them, for partition P only
//! ```
//!
//! `start`, `start+N`, `end-N` and `end` also stand on either side of a colon.

use std::fmt;
use std::str::FromStr;

use super::partitions::number as partition_number;
use crate::error::{Error, Result};
use crate::times::{Clock, TimeText};

/// One `-O`: a range, for one partition or for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetSpec<T = TimeText> {
    /// The partition it is for; `None` is for all of them.
    pub partition: Option<i32>,
    /// The offsets.
    pub range: OffsetRange<T>,
}

/// A range of offsets as it was typed. `T` is a text about time, or milliseconds once the clock was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OffsetRange<T = TimeText> {
    /// One offset.
    Only(i64),
    /// From one edge up to another, exclusive.
    Span {
        /// The first offset; open is the log start.
        from: Edge,
        /// The end, exclusive; open has none.
        to: Edge,
    },
    /// Some number of offsets.
    Count {
        /// The first offset.
        from: i64,
        /// How many.
        count: i64,
    },
    /// From one offset to another, both included.
    Inclusive {
        /// The first offset.
        first: i64,
        /// The last offset.
        last: i64,
    },
    /// From the first record at or after a time on.
    From(T),
    /// From the first record at or after a time up to the first one at or after another.
    Between(T, T),
}

/// One side of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Not given.
    Open,
    /// An offset.
    At(i64),
    /// So many offsets behind the log start.
    Start(i64),
    /// So many offsets before the end.
    End(i64),
}

impl OffsetSpec<TimeText> {
    /// Reads the times by a clock.
    ///
    /// # Errors
    ///
    /// Those of [`TimeText::at`], and a usage error where the second time is not after the first.
    pub fn at(&self, clock: &Clock) -> Result<OffsetSpec<i64>> {
        let range = match &self.range {
            OffsetRange::Only(offset) => OffsetRange::Only(*offset),
            OffsetRange::Span { from, to } => OffsetRange::Span {
                from: *from,
                to: *to,
            },
            OffsetRange::Count { from, count } => OffsetRange::Count {
                from: *from,
                count: *count,
            },
            OffsetRange::Inclusive { first, last } => OffsetRange::Inclusive {
                first: *first,
                last: *last,
            },
            OffsetRange::From(time) => OffsetRange::From(time.at(clock)?),
            OffsetRange::Between(from, to) => {
                let (start, end) = (from.at(clock)?, to.at(clock)?);
                if start >= end {
                    return Err(Error::usage(format!("`-O {self}` selects nothing"))
                        .why(format!("{to} is not after {from}")));
                }
                OffsetRange::Between(start, end)
            }
        };
        Ok(OffsetSpec {
            partition: self.partition,
            range,
        })
    }
}

impl<T> OffsetSpec<T> {
    /// Tells whether it names offsets by number, which mean something else in every partition.
    pub fn is_absolute(&self) -> bool {
        match &self.range {
            OffsetRange::Only(_) | OffsetRange::Count { .. } | OffsetRange::Inclusive { .. } => {
                true
            }
            OffsetRange::Span { from, to } => {
                matches!(from, Edge::At(_)) || matches!(to, Edge::At(_))
            }
            OffsetRange::From(_) | OffsetRange::Between(..) => false,
        }
    }
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => Ok(()),
            Self::At(offset) => write!(f, "{offset}"),
            Self::Start(0) => f.write_str("start"),
            Self::Start(more) => write!(f, "start+{more}"),
            Self::End(0) => f.write_str("end"),
            Self::End(less) => write!(f, "end-{less}"),
        }
    }
}

impl<T: fmt::Display> fmt::Display for OffsetSpec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(partition) = self.partition {
            write!(f, "{partition}=")?;
        }
        match &self.range {
            OffsetRange::Only(offset) => write!(f, "{offset}"),
            OffsetRange::Span {
                from: from @ (Edge::Start(_) | Edge::End(_)),
                to: Edge::Open,
            } => write!(f, "{from}"),
            OffsetRange::Span { from, to } => write!(f, "{from}:{to}"),
            OffsetRange::Count { from, count } => write!(f, "{from}:+{count}"),
            OffsetRange::Inclusive { first, last } => write!(f, "{first}..={last}"),
            OffsetRange::From(time) => write!(f, "@{time}"),
            OffsetRange::Between(from, to) => write!(f, "@{from}:{to}"),
        }
    }
}

impl FromStr for OffsetSpec<TimeText> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (partition, rest) = match text.split_once('=') {
            Some((before, rest)) if !before.contains('.') => {
                let partition = partition_number(before).ok_or_else(|| {
                    Error::usage(format!("`{before}` is no partition"))
                        .hint("offsets of one partition are written 3=100:180")
                })?;
                (Some(partition), rest)
            }
            _ => (None, text),
        };
        Ok(Self {
            partition,
            range: range(rest)?,
        })
    }
}

/// Returns a hint where a text given as an output format is a range of offsets.
pub fn looks_like_offsets(text: &str) -> Option<String> {
    let spec: OffsetSpec = text.parse().ok()?;
    Some(format!(
        "-o is the output format; offsets are selected with a capital -O: -O {spec}"
    ))
}

/// Reads the offset of a record: digits that leave room for an exclusive end.
pub(super) fn offset(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = digits.then(|| text.parse().ok())??;
    (number < i64::MAX).then_some(number)
}

/// Reads a range that has an end: `N`, `N:M`, `N:+C` or `N..=M`; from its first offset to its exclusive end.
pub(super) fn bounded(text: &str) -> Result<(i64, i64)> {
    match range(text)? {
        OffsetRange::Only(offset) => Ok((offset, offset + 1)),
        OffsetRange::Span {
            from: Edge::At(start),
            to: Edge::At(end),
        } => Ok((start, end)),
        OffsetRange::Count { from, count } => Ok((from, from + count)),
        OffsetRange::Inclusive { first, last } => Ok((first, last + 1)),
        _ => Err(no_range(text)),
    }
}

fn range(text: &str) -> Result<OffsetRange> {
    if let Some(times) = text.strip_prefix('@') {
        return between(times);
    }
    if let Some((first, last)) = text.split_once("..=") {
        let (first, last) = offset(first)
            .zip(offset(last))
            .ok_or_else(|| no_range(text))?;
        if first > last {
            return Err(reversed(text, format!("{last} is before {first}")));
        }
        return Ok(OffsetRange::Inclusive { first, last });
    }
    let Some((from, to)) = text.split_once(':') else {
        return match edge(text).ok_or_else(|| no_range(text))? {
            Edge::At(offset) => Ok(OffsetRange::Only(offset)),
            Edge::Open => Err(no_range(text)),
            from => Ok(OffsetRange::Span {
                from,
                to: Edge::Open,
            }),
        };
    };
    if let Some(count) = to.strip_prefix('+') {
        let (from, count) = offset(from)
            .zip(offset(count))
            .ok_or_else(|| no_range(text))?;
        if count == 0 {
            return Err(reversed(text, "it counts no offset"));
        }
        if from.checked_add(count).is_none() {
            return Err(no_range(text));
        }
        return Ok(OffsetRange::Count { from, count });
    }
    let (from, to) = edge(from).zip(edge(to)).ok_or_else(|| no_range(text))?;
    match (from, to) {
        (Edge::Open, Edge::Open) => Err(no_range(text)),
        (Edge::At(start), Edge::At(end)) if start == end => {
            Err(Error::usage(format!("`{text}` selects nothing"))
                .why("the end is exclusive")
                .hint(format!(
                    "`{start}` is that record alone, `{start}..={end}` the inclusive form"
                )))
        }
        (Edge::At(start), Edge::At(end)) if start > end => {
            Err(reversed(text, format!("{end} is before {start}")))
        }
        (Edge::Start(a), Edge::Start(b)) if a >= b => {
            Err(reversed(text, "it ends where it starts"))
        }
        (Edge::End(a), Edge::End(b)) if a <= b => Err(reversed(text, "it ends where it starts")),
        _ => Ok(OffsetRange::Span { from, to }),
    }
}

fn edge(text: &str) -> Option<Edge> {
    if text.is_empty() {
        Some(Edge::Open)
    } else if text == "start" {
        Some(Edge::Start(0))
    } else if text == "end" {
        Some(Edge::End(0))
    } else if let Some(more) = text.strip_prefix("start+") {
        offset(more).map(Edge::Start)
    } else if let Some(less) = text.strip_prefix("end-") {
        offset(less).map(Edge::End)
    } else {
        offset(text).map(Edge::At)
    }
}

/// Reads `T` or `T1:T2`, where times hold colons themselves: the one reading in which every part is a time.
fn between(text: &str) -> Result<OffsetRange> {
    if let Ok(time) = text.parse() {
        return Ok(OffsetRange::From(time));
    }
    let pair = |(at, _)| -> Option<(TimeText, TimeText)> {
        Some((text[..at].parse().ok()?, text[at + 1..].parse().ok()?))
    };
    let mut readings = text.match_indices(':').filter_map(pair);
    match (readings.next(), readings.next()) {
        (Some((from, to)), None) => Ok(OffsetRange::Between(from, to)),
        (Some((a, b)), Some((c, d))) => Err(Error::usage(format!("`@{text}` is ambiguous"))
            .why(format!("it reads as {a} to {b} and as {c} to {d}"))
            .hint("write the dates too, or use --since and --until")),
        (None, _) => Err(Error::usage(format!("`@{text}` names no time"))
            .hint("offsets by time are for example @2h, @2026-11-01T10:00Z or @02:10:03:10")),
    }
}

fn reversed(text: &str, why: impl Into<String>) -> Error {
    Error::usage(format!("`{text}` selects nothing")).why(why)
}

fn no_range(text: &str) -> Error {
    let error = Error::usage(format!("`{text}` is no range of offsets"));
    if let Some(count) = text.strip_prefix('-').and_then(offset) {
        return error.hint(format!("the last {count} offsets are end-{count}"));
    }
    let exclusive = text.split_once("..").and_then(|(from, to)| {
        let (from, to) = (offset(from)?, offset(to)?);
        Some(format!(
            "write {from}:{to}, or {from}..={to} with {to} included"
        ))
    });
    let dashed = text.split_once('-').and_then(|(from, to)| {
        let (from, to) = (offset(from)?, offset(to)?);
        Some(format!("write {from}..={to}, or {from}:{to} without {to}"))
    });
    let listed = text
        .contains(',')
        .then(|| "repeat -O for several ranges".to_owned());
    error.hint(exclusive.or(dashed).or(listed).unwrap_or_else(|| {
        "a range is N, N:M (M exclusive), N..=M, N:, :M, N:+COUNT, start, start+N, end-N, end, @TIME or @TIME:TIME; 3=N:M for partition 3"
            .to_owned()
    }))
}

#[cfg(test)]
mod tests;
