//! The wire format: tags, varints, lengths and groups, read with a bound on everything.

/// How deep messages and groups may nest; every official reader of Protobuf stops at the same depth.
pub(super) const MAX_DEPTH: usize = 100;

/// The highest field number.
const MAX_NUMBER: u64 = (1 << 29) - 1;

/// A stretch of the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The first byte.
    pub(super) start: usize,
    /// The byte behind the last.
    pub(super) end: usize,
}

impl Span {
    /// Returns how many bytes it has.
    pub(super) fn len(self) -> usize {
        self.end - self.start
    }
}

/// What stands behind a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    /// A length and as many bytes; the span is that of the bytes.
    Bytes(Span),
    /// What stands between a group's two tags.
    Group(Span),
}

impl Wire {
    /// Names the wire type.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Varint(_) => "a varint",
            Self::Fixed64(_) => "8 bytes",
            Self::Fixed32(_) => "4 bytes",
            Self::Bytes(_) => "a length and bytes",
            Self::Group(_) => "a group",
        }
    }
}

/// One field as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) number: u32,
    pub(super) wire: Wire,
    /// The byte behind it.
    pub(super) next: usize,
}

/// What is wrong with the bytes. In a box, because results are passed for every value, and this is in few of them.
#[derive(Debug)]
pub(super) struct Fault(Box<Wrong>);

#[derive(Debug)]
struct Wrong {
    at: usize,
    why: String,
    number: Option<u32>,
    short: bool,
}

impl Fault {
    pub(super) fn new(at: usize, why: impl Into<String>) -> Self {
        Self(Box::new(Wrong {
            at,
            why: why.into(),
            number: None,
            short: false,
        }))
    }

    fn short(at: usize, why: impl Into<String>) -> Self {
        let mut fault = Self::new(at, why);
        fault.0.short = true;
        fault
    }

    /// Returns the byte at which it shows.
    pub(super) fn at(&self) -> usize {
        self.0.at
    }

    /// Returns what it is.
    pub(super) fn why(&self) -> &str {
        &self.0.why
    }

    /// Returns the number of the field, where its tag could be read.
    pub(super) fn number(&self) -> Option<u32> {
        self.0.number
    }

    /// Tells whether the bytes end too early.
    pub(super) fn is_short(&self) -> bool {
        self.0.short
    }

    /// Takes back that the bytes end too early: inside of a length that was there as a whole, none is missing.
    pub(super) fn not_short(mut self) -> Self {
        self.0.short = false;
        self
    }
}

/// Reads the field at `at`, of a message or group that ends before `end`; `depth` is that of the message.
pub(super) fn field(bytes: &[u8], at: usize, end: usize, depth: usize) -> Result<Field, Fault> {
    let (number, wire_type, value) = tag(bytes, at, end)?;
    let read = match wire_type {
        3 => group(bytes, number, value, end, depth + 1),
        4 => Err(Fault::new(
            at,
            format!("the end of a group {number} that was not begun"),
        )),
        _ => scalar(bytes, wire_type, value, end),
    };
    match read {
        Ok((wire, next)) => Ok(Field { number, wire, next }),
        Err(mut fault) => {
            fault.0.number = Some(number);
            Err(fault)
        }
    }
}

/// Reads a tag: the field's number, the wire type and where the value begins.
#[inline]
fn tag(bytes: &[u8], at: usize, end: usize) -> Result<(u32, u8, usize), Fault> {
    let (tag, value) = varint(bytes, at, end)?;
    let number = match tag >> 3 {
        0 => return Err(Fault::new(at, "field number 0")),
        number @ 1..=MAX_NUMBER => u32::try_from(number).unwrap_or(0),
        number => return Err(Fault::new(at, format!("field number {number}"))),
    };
    Ok((number, (tag & 7) as u8, value))
}

/// Reads what is neither the begin nor the end of a group.
#[inline]
fn scalar(bytes: &[u8], wire_type: u8, at: usize, end: usize) -> Result<(Wire, usize), Fault> {
    match wire_type {
        0 => varint(bytes, at, end).map(|(number, next)| (Wire::Varint(number), next)),
        1 => fixed64(bytes, at, end).map(|(number, next)| (Wire::Fixed64(number), next)),
        2 => {
            let (length, start) = varint(bytes, at, end)?;
            let left = end - start;
            match usize::try_from(length) {
                Ok(length) if length <= left => {
                    let end = start + length;
                    Ok((Wire::Bytes(Span { start, end }), end))
                }
                _ => {
                    let why = match left {
                        1 => format!("a length of {length}, but 1 byte is left"),
                        _ => format!("a length of {length}, but {left} bytes are left"),
                    };
                    Err(Fault::short(at, why))
                }
            }
        }
        5 => fixed32(bytes, at, end).map(|(number, next)| (Wire::Fixed32(number), next)),
        other => Err(Fault::new(
            at,
            format!("wire type {other}, which there is not"),
        )),
    }
}

/// Finds the end of a group: walks over its fields with a stack of its own, because groups nest in groups.
fn group(
    bytes: &[u8],
    number: u32,
    start: usize,
    end: usize,
    depth: usize,
) -> Result<(Wire, usize), Fault> {
    let mut open = vec![number];
    let mut at = start;
    loop {
        if depth + open.len() > MAX_DEPTH + 1 {
            return Err(too_deep(at));
        }
        if at >= end {
            let innermost = open.last().copied().unwrap_or(number);
            return Err(Fault::short(
                end,
                format!("group {innermost} is not closed"),
            ));
        }
        let (inner, wire_type, value) = tag(bytes, at, end)?;
        match wire_type {
            3 => {
                open.push(inner);
                at = value;
            }
            4 => {
                let begun = open.pop().unwrap_or(number);
                if inner != begun {
                    let why = format!("the end of group {inner} inside of group {begun}");
                    return Err(Fault::new(at, why));
                }
                if open.is_empty() {
                    return Ok((Wire::Group(Span { start, end: at }), value));
                }
                at = value;
            }
            _ => at = scalar(bytes, wire_type, value, end)?.1,
        }
    }
}

pub(super) fn too_deep(at: usize) -> Fault {
    Fault::new(at, format!("nests deeper than {MAX_DEPTH} messages"))
}

/// Reads a varint and where it ends.
#[inline]
pub(super) fn varint(bytes: &[u8], at: usize, end: usize) -> Result<(u64, usize), Fault> {
    let Some(rest) = bytes.get(at..end) else {
        return Err(ends(at, end));
    };
    if let Some(&first) = rest.first()
        && first < 0x80
    {
        return Ok((u64::from(first), at + 1));
    }
    long_varint(rest, at)
}

fn long_varint(rest: &[u8], at: usize) -> Result<(u64, usize), Fault> {
    let mut number = 0;
    for (index, &byte) in rest.iter().take(10).enumerate() {
        if index == 9 && byte > 1 {
            return Err(Fault::new(at, "a varint of more than 64 bits"));
        }
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            return Ok((number, at + index + 1));
        }
    }
    Err(ends(at, at + rest.len()))
}

pub(super) fn fixed64(bytes: &[u8], at: usize, end: usize) -> Result<(u64, usize), Fault> {
    match bytes.get(at..end).and_then(|rest| rest.first_chunk()) {
        Some(chunk) => Ok((u64::from_le_bytes(*chunk), at + 8)),
        None => Err(ends(at, end)),
    }
}

pub(super) fn fixed32(bytes: &[u8], at: usize, end: usize) -> Result<(u32, usize), Fault> {
    match bytes.get(at..end).and_then(|rest| rest.first_chunk()) {
        Some(chunk) => Ok((u32::from_le_bytes(*chunk), at + 4)),
        None => Err(ends(at, end)),
    }
}

fn ends(at: usize, end: usize) -> Fault {
    let left = end.saturating_sub(at);
    let why = match left {
        0 => "the bytes end where a value should stand".to_owned(),
        1 => "the bytes end 1 byte into a number".to_owned(),
        _ => format!("the bytes end {left} bytes into a number"),
    };
    Fault::short(at, why)
}
