//! The flags that say how keys and values are read, the same on every command that shows them.

use clap::Args;

use super::selection::Parsed;
use crate::payload::FormatRule;
use crate::redaction::RedactionRule;

/// The heading of these flags in the help.
const HEADING: &str = "Payloads";

/// How keys and values are read. Without any, headers, frames and the bytes themselves tell.
#[derive(Args, Clone, Debug, Default)]
pub struct PayloadArgs {
    /// What keys are: auto, json, json-schema, avro, protobuf or protobuf:MESSAGE, msgpack, cbor, java, text, integer, double, hex
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "FORMAT", hide_possible_values = true, value_parser = Parsed::<FormatRule>::among(FormatRule::NAMES))]
    pub key_format: Option<FormatRule>,

    /// What values are, written like --key-format
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "FORMAT", hide_possible_values = true, value_parser = Parsed::<FormatRule>::among(FormatRule::NAMES))]
    pub value_format: Option<FormatRule>,

    /// An Avro schema (.avsc) to read values with, in place of the registry's
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "FILE", conflicts_with_all = ["proto", "json_schema"])]
    pub avro_schema: Option<String>,

    /// A Protobuf schema (.proto) to read values with; what it imports is named after it (repeatable)
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "FILE", conflicts_with = "json_schema")]
    pub proto: Vec<String>,

    /// The Protobuf message that values are: shop.Order
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "MESSAGE")]
    pub proto_message: Option<String>,

    /// A JSON Schema to check values with
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "FILE")]
    pub json_schema: Option<String>,

    /// Mask in all that is printed and exported: a JSON path into the value ($.customer.email, $..email), value, key, key:PATH
    /// or header:NAME (repeatable)
    #[arg(help_heading = HEADING, hide_short_help = true, long, value_name = "RULE", value_parser = Parsed::<RedactionRule>::any())]
    pub redact: Vec<RedactionRule>,

    /// Leave out the rules of the configuration; told on standard error
    #[arg(help_heading = HEADING, hide_short_help = true, long, conflicts_with = "redact")]
    pub no_redact: bool,
}
