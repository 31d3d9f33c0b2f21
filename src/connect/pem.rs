//! What kind of store a file is, and PEM text as OpenSSL takes it.

/// The kind of a trust or key store, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoreKind {
    /// Text with `-----BEGIN …-----`.
    Pem,
    /// Java's own format.
    Jks,
    /// Java's own format with stronger encryption of keys.
    Jceks,
    /// PKCS#12, or another DER structure.
    Pkcs12,
    /// None of these.
    Unknown,
}

impl StoreKind {
    /// Returns the name that people know it by.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Pem => Some("PEM"),
            Self::Jks => Some("JKS"),
            Self::Jceks => Some("JCEKS"),
            Self::Pkcs12 => Some("PKCS12"),
            Self::Unknown => None,
        }
    }
}

/// Tells the kind of a store; its declared type is often missing or wrong.
pub(crate) fn sniff(bytes: &[u8]) -> StoreKind {
    match bytes {
        [0xFE, 0xED, 0xFE, 0xED, ..] => StoreKind::Jks,
        [0xCE, 0xCE, 0xCE, 0xCE, ..] => StoreKind::Jceks,
        // A SEQUENCE with a length of one to four bytes, or of indefinite length.
        [0x30, 0x80..=0x84, ..] => StoreKind::Pkcs12,
        _ if memchr::memmem::find(bytes, b"-----BEGIN ").is_some() => StoreKind::Pem,
        _ => StoreKind::Unknown,
    }
}

/// Rewrites inline PEM with line breaks where OpenSSL wants them.
///
/// Java's reader (apache/kafka `DefaultSslEngineFactory.PemStore`) accepts blanks instead of line breaks, which is what a
/// continued line of a properties file leaves; OpenSSL does not. Returns none where no block is found.
pub(crate) fn rewrap(text: &str) -> Option<String> {
    let mut rewrapped = String::with_capacity(text.len() + text.len() / 64 + 64);
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, after) = after.split_once("-----")?;
        let end = format!("-----END {label}-----");
        let (body, after) = after.split_once(end.as_str())?;
        rewrapped.push_str("-----BEGIN ");
        rewrapped.push_str(label);
        rewrapped.push_str("-----\n");
        if body.contains(':') {
            // Encryption headers of an old key: their line breaks carry meaning.
            rewrapped.push_str(body.trim());
            rewrapped.push('\n');
        } else {
            let characters: Vec<char> = body.chars().filter(|c| !c.is_whitespace()).collect();
            for line in characters.chunks(64) {
                rewrapped.extend(line);
                rewrapped.push('\n');
            }
        }
        rewrapped.push_str(&end);
        rewrapped.push('\n');
        rest = after;
    }
    (!rewrapped.is_empty()).then_some(rewrapped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn kinds_by_their_first_bytes() {
        let table: &[(&[u8], StoreKind)] = &[
            (b"-----BEGIN CERTIFICATE-----\n", StoreKind::Pem),
            (
                b"Bag Attributes\n  friendlyName: x\n-----BEGIN CERTIFICATE-----\n",
                StoreKind::Pem,
            ),
            (b"\xFE\xED\xFE\xED\0\0\0\x02", StoreKind::Jks),
            (b"\xCE\xCE\xCE\xCE\0\0\0\x02", StoreKind::Jceks),
            (b"\x30\x82\x0A\x01\x02\x01\x03", StoreKind::Pkcs12),
            (b"\x30\x80\x02\x01\x03", StoreKind::Pkcs12),
            (b"", StoreKind::Unknown),
            (b"0", StoreKind::Unknown),
            (b"bootstrap.servers=x", StoreKind::Unknown),
        ];
        for (bytes, kind) in table {
            assert_eq!(sniff(bytes), *kind, "{bytes:?}");
        }
    }

    #[test]
    fn blanks_become_line_breaks() {
        let body = "A".repeat(70);
        let text = format!(
            "  -----BEGIN CERTIFICATE----- {body} BBBB== -----END CERTIFICATE-----   -----BEGIN PRIVATE KEY-----CCCC-----END PRIVATE KEY-----"
        );
        insta::assert_snapshot!(rewrap(&text).unwrap(), @r"
        -----BEGIN CERTIFICATE-----
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAAAABBBB==
        -----END CERTIFICATE-----
        -----BEGIN PRIVATE KEY-----
        CCCC
        -----END PRIVATE KEY-----
        ");
    }

    #[test]
    fn good_pem_stays() {
        let text = "-----BEGIN X-----\nAAAA\n-----END X-----\n";
        assert_eq!(rewrap(text).unwrap(), text);
        let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        assert_eq!(rewrap(old).unwrap(), old);
    }

    #[test]
    fn no_pem_is_none() {
        for text in [
            "",
            "AAAA",
            "-----BEGIN X-----AAAA",
            "-----BEGIN X-----AAAA-----END Y-----",
            "-----BEGIN ",
        ] {
            assert_eq!(rewrap(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "(-----BEGIN |-----END |-----|[A-Z \n:é]){0,12}", bytes in any::<Vec<u8>>()) {
            let _ = rewrap(&text);
            let _ = sniff(&bytes);
        }
    }
}
