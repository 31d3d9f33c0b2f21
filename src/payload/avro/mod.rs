//! Avro, as JSON for people.
//!
//! Belongs here: the schema as this program reads it, the reader of a datum, and schema resolution. Does not belong
//! here: who has the schema (`registry/`), nor the frame around the datum.
//!
//! The bytes are walked once and JSON text is appended on the way; no tree of values is built, and nothing is allocated
//! by a length or a count that the bytes claim. What people see of each type:
//!
//! ```text
//! null, boolean, int, long, string    as JSON has them; a long is exact
//! float, double                       the shortest number that reads back; "NaN", "Infinity", "-Infinity"
//! bytes, fixed                        {"base64":"3q2+7w==","size":4}
//! enum                                "SYMBOL"
//! record, map, array                  object, object, array, in the order of the bytes
//! union                               the value alone
//! decimal, big-decimal                "12.50"
//! date                                "2026-11-21"
//! time-millis, time-micros            "12:30:00.123", "12:30:00.123456"
//! timestamp-millis, -micros, -nanos   "2026-11-21T12:30:00.123Z"
//! local-timestamp-…                   "2026-11-21T12:30:00.123"
//! uuid                                "6f1c3e0a-…"
//! duration                            {"months":1,"days":2,"millis":3}
//! ```
//!
//! What lies outside the calendar, or is too long for a decimal, is written as the type below: the number, the bytes.

mod cursor;
mod default;
mod fault;
mod read;
mod resolve;
mod schema;
mod text;

pub use fault::Mismatch;
pub use schema::Schema;

#[cfg(test)]
mod tests;
