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
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pem => "PEM",
            Self::Jks => "JKS",
            Self::Jceks => "JCEKS",
            Self::Pkcs12 => "PKCS12",
            Self::Unknown => "of a format that is not known here",
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
