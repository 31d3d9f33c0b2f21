//! What is wrong with a value that could not be processed.

use serde_json::{Value, json};

use super::failures::Spoiled;

/// Does to a good value what the failure needs.
pub(super) fn spoil(value: &Value, spoiled: Spoiled) -> Vec<u8> {
    let mut value = value.clone();
    match spoiled {
        Spoiled::No => {}
        Spoiled::Html => {
            let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n";
            return page.as_bytes().to_vec();
        }
        Spoiled::CutOff => {
            let mut bytes = value.to_string().into_bytes();
            bytes.truncate(232);
            return bytes;
        }
        Spoiled::CommaPrice => value["lines"][0]["unitPrice"] = json!("18,99"),
        Spoiled::NewField => {
            value["strongAuthentication"] = json!({"scheme": "3ds2", "status": "Y"});
        }
        Spoiled::Guest => value["customerId"] = Value::Null,
        Spoiled::Nothing => value["lines"][0]["quantity"] = json!(0),
        Spoiled::Avro => {
            // Confluent's framing: a zero, the schema's id, then Avro's length-prefixed texts and zigzag numbers.
            let mut bytes = b"\x00\x00\x00\x12\x67".to_vec();
            for field in ["sku", "warehouse", "orderId"] {
                let text = value[field].as_str().unwrap_or_default();
                bytes.push(u8::try_from(text.len() * 2).unwrap_or(0));
                bytes.extend_from_slice(text.as_bytes());
            }
            bytes.extend_from_slice(b"\x0c\x00");
            return bytes;
        }
    }
    value.to_string().into_bytes()
}
