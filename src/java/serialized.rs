//! Serialized Java exceptions, read without Java and without trusting a byte.
//!
//! Spring's `ErrorHandlingDeserializer` puts a serialized `DeserializationException` into a header: its class, its
//! message, its causes, and the bytes that could not be read. Grammar: Java Object Serialization Specification,
//! chapter 6. Objects are never made, only walked; depth, classes and lengths are bounded by the bytes that are there.

use std::borrow::Cow;

use memchr::memmem;

/// The first four bytes of every serialized stream.
pub const MAGIC: [u8; 4] = [0xac, 0xed, 0x00, 0x05];

/// The deepest nesting that is followed: causes of causes, fields of fields.
const DEEPEST: u32 = 64;

/// The most classes that one object may inherit from.
const MOST_ANCESTORS: usize = 32;

/// How often a part of a stream may be read a second time in another way.
const MOST_SECOND_TRIES: u32 = 32;

/// What a serialized exception says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SerializedException<'a> {
    /// The class, fully qualified.
    pub class: Cow<'a, str>,
    /// The message; `None` where it is null.
    pub message: Option<Cow<'a, str>>,
    /// The causes, outermost first: class and message.
    pub causes: Vec<(Cow<'a, str>, Option<Cow<'a, str>>)>,
    /// The byte array field `data`: the key or value that could not be read.
    pub data: Option<&'a [u8]>,
}

/// Reads a serialized exception.
///
/// # Errors
///
/// The reason why the bytes are none.
pub fn exception(bytes: &[u8]) -> Result<SerializedException<'_>, &'static str> {
    let Some(rest) = bytes.strip_prefix(&MAGIC) else {
        return Err("not a serialized Java object: it should start with AC ED 00 05");
    };
    let mut reader = Reader {
        rest,
        handles: Vec::new(),
        classes: Vec::new(),
        objects: Vec::new(),
        second_tries: MOST_SECOND_TRIES,
    };
    let root = reader.content(0);
    // A stream that ends early, or goes on in a way that is not followed, has told its class already.
    let root = match root {
        Ok(Value::Object(root)) => root,
        Ok(_) => return Err("a serialized Java object that is no exception"),
        Err(_) if !reader.objects.is_empty() => 0,
        Err(why) => return Err(why),
    };
    if !reader.is_throwable(root) {
        return Err("a serialized Java object that is no exception");
    }
    let mut found = SerializedException::default();
    let mut at = Some(root);
    for depth in 0..DEEPEST {
        let Some(object) = at.and_then(|index| reader.objects.get(index)) else {
            break;
        };
        let class = reader
            .classes
            .get(object.class)
            .map(|class| class.name.clone())
            .unwrap_or_default();
        if depth == 0 {
            found.class = class;
            found.message.clone_from(&object.message);
            found.data = object.data;
        } else {
            found.causes.push((class, object.message.clone()));
        }
        // Java marks "no cause given" by an exception that is its own cause.
        at = object.cause.filter(|cause| Some(*cause) != at);
    }
    if found.data.is_none() {
        found.data = data_at_end(bytes);
    }
    Ok(found)
}

/// Returns the class of a serialized object of any kind, where the stream begins with one.
pub fn class(bytes: &[u8]) -> Option<Cow<'_, str>> {
    // An object, and its class described, not referred to.
    let rest = bytes.strip_prefix(&MAGIC)?.strip_prefix(&[0x73, 0x72])?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let name = rest.get(..usize::from(u16::from_be_bytes(*length)))?;
    Some(modified_utf8(name))
}

/// Returns the byte array that is the last thing of a stream, found from the end: where Spring's data always is.
fn data_at_end(bytes: &[u8]) -> Option<&[u8]> {
    const BYTE_ARRAY: &[u8] = &[
        0x75, 0x72, 0x00, 0x02, b'[', b'B', 0xac, 0xf3, 0x17, 0xf8, 0x06, 0x08, 0x54, 0xe0, 0x02,
        0x00, 0x00, 0x78, 0x70,
    ];
    let at = memmem::rfind(bytes, BYTE_ARRAY)?;
    let (length, data) = bytes
        .get(at + BYTE_ARRAY.len()..)?
        .split_first_chunk::<4>()?;
    (usize::try_from(u32::from_be_bytes(*length)).ok()? == data.len()).then_some(data)
}

type Read<T> = Result<T, &'static str>;

const TRUNCATED: &str = "a serialized Java object that ends early";
const STRANGE: &str = "a serialized Java object of a kind that is not followed";

/// A value, as far as it matters.
#[derive(Clone)]
enum Value<'a> {
    Nothing,
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
    Class(usize),
    Object(usize),
}

struct Class<'a> {
    name: Cow<'a, str>,
    flags: u8,
    fields: Vec<(u8, &'a [u8])>,
    parent: Option<usize>,
}

#[derive(Default)]
struct Object<'a> {
    class: usize,
    message: Option<Cow<'a, str>>,
    cause: Option<usize>,
    data: Option<&'a [u8]>,
}

struct Reader<'a> {
    rest: &'a [u8],
    handles: Vec<Value<'a>>,
    classes: Vec<Class<'a>>,
    objects: Vec<Object<'a>>,
    second_tries: u32,
}

impl<'a> Reader<'a> {
    fn is_throwable(&self, object: usize) -> bool {
        let mut at = self.objects.get(object).map(|object| object.class);
        for _ in 0..MOST_ANCESTORS {
            let Some(class) = at.and_then(|index| self.classes.get(index)) else {
                return false;
            };
            if class.name == "java.lang.Throwable" {
                return true;
            }
            at = class.parent;
        }
        false
    }

    fn take(&mut self, length: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(taken)
    }

    fn chunk<const N: usize>(&mut self) -> Read<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn byte(&mut self) -> Read<u8> {
        self.chunk::<1>().map(|[byte]| byte)
    }

    fn short(&mut self) -> Read<usize> {
        self.chunk()
            .map(|bytes| usize::from(u16::from_be_bytes(bytes)))
    }

    fn int(&mut self) -> Read<usize> {
        usize::try_from(u32::from_be_bytes(self.chunk()?)).map_err(|_| TRUNCATED)
    }

    fn utf(&mut self) -> Read<&'a [u8]> {
        let length = self.short()?;
        self.take(length)
    }

    /// Reads one element of a stream.
    fn content(&mut self, depth: u32) -> Read<Value<'a>> {
        if depth > DEEPEST {
            return Err("a serialized Java object nested too deeply");
        }
        match self.byte()? {
            0x70 => Ok(Value::Nothing),
            0x71 => self.reference(),
            0x72 => self.class(depth),
            0x73 => self.object(depth),
            0x74 => {
                let length = self.short()?;
                self.text(length)
            }
            0x7c => {
                let length = u64::from_be_bytes(self.chunk()?);
                self.text(usize::try_from(length).map_err(|_| TRUNCATED)?)
            }
            0x75 => self.array(depth),
            0x76 => {
                self.class_of(depth)?;
                self.handles.push(Value::Nothing);
                Ok(Value::Nothing)
            }
            0x7d => self.proxy(depth),
            0x7e => {
                self.class_of(depth)?;
                self.handles.push(Value::Nothing);
                self.content(depth + 1)?;
                Ok(Value::Nothing)
            }
            0x77 => {
                let length = usize::from(self.byte()?);
                self.take(length).map(|_| Value::Nothing)
            }
            0x7a => {
                let length = self.int()?;
                self.take(length).map(|_| Value::Nothing)
            }
            _ => Err(STRANGE),
        }
    }

    fn reference(&mut self) -> Read<Value<'a>> {
        let index = self.int()?.checked_sub(0x007e_0000).ok_or(STRANGE)?;
        self.handles.get(index).cloned().ok_or(STRANGE)
    }

    fn text(&mut self, length: usize) -> Read<Value<'a>> {
        let text = Value::Text(modified_utf8(self.take(length)?));
        self.handles.push(text.clone());
        Ok(text)
    }

    /// Reads a class description, a reference to one, or none.
    fn class_of(&mut self, depth: u32) -> Read<Option<usize>> {
        match self.content(depth + 1)? {
            Value::Class(index) => Ok(Some(index)),
            Value::Nothing => Ok(None),
            _ => Err(STRANGE),
        }
    }

    fn class(&mut self, depth: u32) -> Read<Value<'a>> {
        let name = modified_utf8(self.utf()?);
        self.take(8)?;
        let index = self.classes.len();
        self.handles.push(Value::Class(index));
        let flags = self.byte()?;
        self.classes.push(Class {
            name,
            flags,
            fields: Vec::new(),
            parent: None,
        });
        let count = self.short()?;
        for _ in 0..count {
            let kind = self.byte()?;
            let name = self.utf()?;
            if matches!(kind, b'[' | b'L') {
                self.content(depth + 1)?;
            }
            self.classes[index].fields.push((kind, name));
        }
        self.annotation(depth)?;
        self.classes[index].parent = self.class_of(depth)?;
        Ok(Value::Class(index))
    }

    fn proxy(&mut self, depth: u32) -> Read<Value<'a>> {
        let index = self.classes.len();
        self.handles.push(Value::Class(index));
        self.classes.push(Class {
            name: Cow::Borrowed("a proxy"),
            flags: 2,
            fields: Vec::new(),
            parent: None,
        });
        for _ in 0..self.int()? {
            self.utf()?;
        }
        self.annotation(depth)?;
        self.classes[index].parent = self.class_of(depth)?;
        Ok(Value::Class(index))
    }

    /// Reads what a class added of its own, up to the end mark.
    fn annotation(&mut self, depth: u32) -> Read<()> {
        while self.rest.first() != Some(&0x78) {
            self.content(depth + 1)?;
        }
        self.take(1).map(|_| ())
    }

    fn array(&mut self, depth: u32) -> Read<Value<'a>> {
        let class = self.class_of(depth)?.ok_or(STRANGE)?;
        let slot = self.handles.len();
        self.handles.push(Value::Nothing);
        let count = self.int()?;
        let kind = self
            .classes
            .get(class)
            .and_then(|class| class.name.as_bytes().get(1).copied());
        match kind {
            Some(b'L' | b'[') => {
                for _ in 0..count {
                    self.content(depth + 1)?;
                }
                Ok(Value::Nothing)
            }
            Some(kind) => {
                let width = width(kind).ok_or(STRANGE)?;
                let bytes = self.take(count.checked_mul(width).ok_or(TRUNCATED)?)?;
                let value = if kind == b'B' {
                    Value::Bytes(bytes)
                } else {
                    Value::Nothing
                };
                self.handles[slot] = value.clone();
                Ok(value)
            }
            None => Err(STRANGE),
        }
    }

    fn object(&mut self, depth: u32) -> Read<Value<'a>> {
        let class = self.class_of(depth)?.ok_or(STRANGE)?;
        let index = self.objects.len();
        self.handles.push(Value::Object(index));
        self.objects.push(Object {
            class,
            ..Object::default()
        });
        let mut lineage = Vec::new();
        let mut at = Some(class);
        while let Some(one) = at {
            if lineage.len() == MOST_ANCESTORS {
                return Err(STRANGE);
            }
            lineage.push(one);
            at = self.classes.get(one).and_then(|class| class.parent);
        }
        for one in lineage.into_iter().rev() {
            let flags = self.classes[one].flags;
            if flags & 3 == 3 {
                self.written_by_itself(one, index, depth)?;
            } else if flags & 2 != 0 {
                self.fields(one, index, depth)?;
            } else if flags & 4 != 0 {
                if flags & 8 == 0 {
                    return Err(STRANGE);
                }
                self.annotation(depth)?;
            }
        }
        Ok(Value::Object(index))
    }

    /// Reads what a class with a `writeObject` of its own wrote: its fields and more, or only the more.
    ///
    /// Nothing in the stream tells which. Where it can be the latter, the former is tried first (Jackson 3 has such a
    /// class among the fields of its exceptions).
    fn written_by_itself(&mut self, class: usize, object: usize, depth: u32) -> Read<()> {
        let bare = matches!(self.rest.first(), Some(0x77 | 0x78 | 0x7a)) && self.second_tries > 0;
        let (rest, marks) = (
            self.rest,
            [self.handles.len(), self.classes.len(), self.objects.len()],
        );
        let read = self
            .fields(class, object, depth)
            .and_then(|()| self.annotation(depth));
        if read.is_ok() || !bare {
            return read;
        }
        self.second_tries -= 1;
        self.rest = rest;
        self.handles.truncate(marks[0]);
        self.classes.truncate(marks[1]);
        self.objects.truncate(marks[2]);
        self.annotation(depth)
    }

    fn fields(&mut self, class: usize, object: usize, depth: u32) -> Read<()> {
        for at in 0..self.classes[class].fields.len() {
            let (kind, name) = self.classes[class].fields[at];
            if let Some(width) = width(kind) {
                self.take(width)?;
                continue;
            }
            let value = self.content(depth + 1)?;
            let object = &mut self.objects[object];
            match (name, value) {
                (b"detailMessage", Value::Text(text)) => object.message = Some(text),
                (b"cause", Value::Object(cause)) => object.cause = Some(cause),
                (b"data", Value::Bytes(bytes)) => object.data = Some(bytes),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Returns how many bytes a primitive takes.
fn width(kind: u8) -> Option<usize> {
    match kind {
        b'B' | b'Z' => Some(1),
        b'C' | b'S' => Some(2),
        b'I' | b'F' => Some(4),
        b'J' | b'D' => Some(8),
        _ => None,
    }
}

/// Decodes Java's UTF-8: NUL takes two bytes, and what is beyond U+FFFF stands as two surrogates of three bytes.
fn modified_utf8(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut units = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => break,
            [one @ 0..=0x7f, rest @ ..] => {
                units.push(u16::from(*one));
                rest
            }
            [one @ 0xc0..=0xdf, two @ 0x80..=0xbf, rest @ ..] => {
                units.push(u16::from(one & 0x1f) << 6 | u16::from(two & 0x3f));
                rest
            }
            [
                one @ 0xe0..=0xef,
                two @ 0x80..=0xbf,
                three @ 0x80..=0xbf,
                rest @ ..,
            ] => {
                units.push(
                    u16::from(one & 0x0f) << 12
                        | u16::from(two & 0x3f) << 6
                        | u16::from(three & 0x3f),
                );
                rest
            }
            [_, rest @ ..] => {
                units.push(0xfffd);
                rest
            }
        };
    }
    Cow::Owned(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests;
