//! A stand-in for a schema registry: it answers for the schemas of the topics, and for nothing else.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};

use crate::values::Values;

/// Begins to answer, for as long as the process lives, and returns the URL.
///
/// # Panics
/// If there is no free port.
pub(crate) fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Whoever hangs up early asks anew.
            answer(&stream).ok();
        }
    });
    format!("http://{address}")
}

/// Answers one question, as Confluent's registry would.
fn answer(stream: &TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let asked = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = asked.split(' ').nth(1).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let registered = Values::ALL.into_iter().find_map(|values| {
        (path == format!("/schemas/ids/{}", values.schema_id()))
            .then(|| values.registered())
            .flatten()
    });
    let (status, body) = match registered {
        Some(schema) => ("200 OK", schema),
        None => (
            "404 Not Found",
            serde_json::json!({ "error_code": 40403, "message": "Schema not found" }),
        ),
    };
    let body = body.to_string();
    let length = body.len();
    write!(
        &*stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/vnd.schemaregistry.v1+json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
