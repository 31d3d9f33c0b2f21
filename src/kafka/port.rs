//! What a port speaks, found out by a greeting of our own.
//!
//! The client library cannot tell a port that speaks TLS from one that closes every connection, as a tunnel to a broker
//! that is down does. Only used where a connection was closed before the first answer.

use std::io::{Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

/// A TLS 1.2 `ClientHello` (RFC 5246, 7.4.1.2), as plain as any server understands: four cipher suites, two groups, five
/// signature schemes. The random bytes are none, because nothing is ever sent over this connection.
const HELLO: &[u8] = &[
    0x16, 0x03, 0x01, 0x00, 0x55, // record: handshake, 85 bytes
    0x01, 0x00, 0x00, 0x51, 0x03, 0x03, // ClientHello, 81 bytes, TLS 1.2
    b'd', b'l', b't', b'c', b't', b'l', b' ', b'a', b's', b'k', b's', b' ', b'w', b'h', b'a', b't',
    b' ', b'i', b's', b' ', b's', b'p', b'o', b'k', b'e', b'n', b' ', b'h', b'e', b'r', b'e', b'.',
    0x00, // no session
    0x00, 0x08, 0xc0, 0x2f, 0xc0, 0x2b, 0xc0, 0x30, 0x00, 0x9c, // cipher suites
    0x01, 0x00, // no compression
    0x00, 0x20, // extensions, 32 bytes
    0x00, 0x0a, 0x00, 0x06, 0x00, 0x04, 0x00, 0x17, 0x00, 0x18, // groups
    0x00, 0x0b, 0x00, 0x02, 0x01, 0x00, // point formats
    0x00, 0x0d, 0x00, 0x0c, 0x00, 0x0a, // signature schemes
    0x04, 0x01, 0x04, 0x03, 0x05, 0x01, 0x08, 0x04, 0x06, 0x01,
];

/// Tells whether the server at `address` (`host:port`) answers a TLS greeting in TLS: with its own, or with an alert.
pub(in crate::kafka) fn speaks_tls(address: &str, wait: Duration) -> bool {
    let greet = || {
        let address = address.to_socket_addrs().ok()?.next()?;
        let mut stream = TcpStream::connect_timeout(&address, wait).ok()?;
        stream.set_read_timeout(Some(wait)).ok()?;
        stream.write_all(HELLO).ok()?;
        let mut answer = [0; 2];
        stream.read_exact(&mut answer).ok()?;
        Some(matches!(answer, [0x15 | 0x16, 0x03]))
    };
    greet().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn the_greeting_has_the_lengths_that_it_names() {
        let named = |at: usize| usize::from(HELLO[at]) << 8 | usize::from(HELLO[at + 1]);
        assert_eq!(named(3), HELLO.len() - 5);
        assert_eq!(named(7), HELLO.len() - 9);
        assert_eq!(named(56), HELLO.len() - 58);
    }

    #[test]
    fn only_an_answer_in_tls_counts() {
        for (answer, expected) in [
            (&[0x15, 3, 3, 0, 2, 2, 40][..], true),
            (&[0x16, 3, 3, 0, 9], true),
            (b"HTTP/1.1 400 Bad Request", false),
            (&[0, 0, 0, 10], false),
            (&[0x15], false),
            (&[], false),
        ] {
            let server = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = server.local_addr().unwrap().to_string();
            let answering = std::thread::spawn(move || {
                let (mut stream, _) = server.accept().unwrap();
                let mut hello = vec![0; HELLO.len()];
                stream.read_exact(&mut hello).unwrap();
                stream.write_all(answer).unwrap();
            });
            let found = speaks_tls(&address, Duration::from_secs(10));
            answering.join().unwrap();
            assert_eq!(found, expected, "{answer:?}");
        }
        assert!(!speaks_tls("127.0.0.1:1", Duration::from_secs(1)));
        assert!(!speaks_tls("no address", Duration::from_secs(1)));
    }
}
