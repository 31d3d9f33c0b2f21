//! Words, numbers and what joins the two: which of them say something.

/// Words with digits that are names of formats, protocols and the like.
const KNOWN: &[&str] = &[
    "2xx", "3xx", "4xx", "5xx", "aes128", "aes256", "base32", "base64", "crc32", "db2", "ec2",
    "float32", "float64", "h2", "http1", "http2", "http3", "i18n", "int16", "int32", "int64",
    "int8", "ipv4", "ipv6", "k8s", "latin1", "log4j", "log4j2", "lz4", "md5", "mp3", "mp4",
    "neo4j", "oauth2", "p12", "pkcs12", "pkcs8", "s3", "scram256", "scram512", "sha1", "sha256",
    "sha384", "sha512", "slf4j", "sslv3", "tls1", "tlsv1", "uint16", "uint32", "uint64", "uint8",
    "utf16", "utf32", "utf8", "v1", "v2", "v3", "v4", "x509", "y2k",
];

/// What stands before the number of a code, with a hyphen or without: `ORA-00001`, `UTF-8`.
const CODE_PREFIXES: &[&str] = &[
    "AADSTS", "AMQ", "CVE", "CWE", "DB2", "ERR", "ERROR", "HTTP", "HV", "IJ", "ISO", "JBAS",
    "JMSWMQ", "KAFKA", "MQRC", "MSG", "MY", "ORA", "PLS", "RFC", "SHA", "SP2", "SQL", "SQLCODE",
    "SQLSTATE", "TNS", "UTF",
];

/// Words after which a small number is a code, a status or an enumeration.
const MEANING: &[&str] = &[
    "errcode",
    "errno",
    "errorcode",
    "exit",
    "exitcode",
    "http",
    "kind",
    "level",
    "magic",
    "mode",
    "opcode",
    "ordinal",
    "phase",
    "resultcode",
    "retcode",
    "returncode",
    "severity",
    "signal",
    "sqlcode",
    "sqlstate",
    "stage",
    "state",
    "status",
    "statuscode",
    "step",
    "type",
    "vendorcode",
    "version",
];

/// Words before `code` that say that it is one.
const OF_CODE: &[&str] = &[
    "api", "error", "exit", "grpc", "http", "reason", "response", "result", "return", "sql",
    "status", "vendor",
];

/// Words that go on after a status; any other one in lower case is what was counted.
const GOING_ON: &[&str] = &[
    "after", "and", "at", "because", "before", "but", "by", "during", "for", "from", "if", "in",
    "instead", "on", "or", "since", "to", "until", "via", "when", "while", "with", "within",
    "without",
];

/// The statuses of HTTP with the words that follow them (RFC 9110, section 15).
const HTTP: &[(&str, &str)] = &[
    ("400", "Bad Request"),
    ("401", "Unauthorized"),
    ("402", "Payment Required"),
    ("403", "Forbidden"),
    ("404", "Not Found"),
    ("405", "Method Not Allowed"),
    ("406", "Not Acceptable"),
    ("408", "Request Time"),
    ("409", "Conflict"),
    ("410", "Gone"),
    ("412", "Precondition"),
    ("413", "Payload"),
    ("413", "Content"),
    ("415", "Unsupported"),
    ("422", "Unprocessable"),
    ("423", "Locked"),
    ("429", "Too Many"),
    ("500", "Internal"),
    ("501", "Not Implemented"),
    ("502", "Bad Gateway"),
    ("503", "Service"),
    ("504", "Gateway"),
];

/// Tells whether a word with digits is a name.
pub(super) fn is_known(word: &str) -> bool {
    word.len() <= 8 && KNOWN.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Tells whether what stands before a hyphen and a number makes the number a code.
pub(super) fn is_code_prefix(prefix: &str) -> bool {
    CODE_PREFIXES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(prefix))
}

/// Tells whether letters and digits are a code: `SRMSG00103`, `HHH000123`, `ORA00001`. Codes are padded; ids seldom are.
pub(super) fn is_code(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let (prefix, digits) = word.split_at(letters);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let padded = letters >= 3 && digits.starts_with('0') && digits.len() >= 4;
    is_number && digits.len() <= 6 && (padded || (letters >= 2 && is_code_prefix(prefix)))
}

/// Tells whether a word is a state of SQL: `SQLSTATE 42P01`, `SQL state [23505]`.
pub(super) fn is_sql_state(word: &str, last: &str, before: &str) -> bool {
    let is_state = last.eq_ignore_ascii_case("sqlstate")
        || (last.eq_ignore_ascii_case("state") && before.eq_ignore_ascii_case("sql"));
    is_state
        && word.len() == 5
        && word
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Tells whether the words before a number make it one that stays.
pub(super) fn gives_meaning(last: &str, before: &str, gap: &str, digits: &str, rest: &str) -> bool {
    let joined = gap
        .chars()
        .all(|char| matches!(char, ' ' | ':' | '=' | '#' | '[' | '('));
    if !joined || digits.len() > 5 {
        return false;
    }
    let hump = last
        .rfind(|char: char| char.is_ascii_uppercase())
        .filter(|at| *at > 0 && last[..*at].ends_with(|char: char| char.is_ascii_lowercase()))
        .map_or(last, |at| &last[at..]);
    let is = |word: &str, list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    let plain = gap == " " || gap.is_empty();
    if is(hump, &["code"]) {
        return !plain || is(before, OF_CODE) || digits.len() >= 3 || hump.len() < last.len();
    }
    if is(hump, &["error"]) {
        return !gap.contains(':') && !counts(rest);
    }
    if is(hump, &["byte"]) {
        return is(before, &["magic"]);
    }
    if is(hump, &["response", "returned", "received", "got"]) {
        return is_status(digits) && !counts(rest);
    }
    if is(hump, &["version"]) {
        return digits.len() <= 3;
    }
    (is(hump, MEANING) || is(last, MEANING)) && !counts(rest)
}

fn is_status(digits: &str) -> bool {
    digits.len() == 3 && matches!(digits.as_bytes()[0], b'1'..=b'5')
}

/// Tells whether a noun follows that is counted: `status 3 records`.
fn counts(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(' ') else {
        return false;
    };
    let word: &str = rest
        .split(|char: char| !char.is_alphabetic())
        .next()
        .unwrap_or_default();
    word.starts_with(|char: char| char.is_ascii_lowercase()) && !GOING_ON.contains(&word)
}

/// Tells whether the words of a status follow: `503 Service Unavailable`.
pub(super) fn is_http_status(digits: &str, rest: &str) -> bool {
    if digits.len() != 3 {
        return false;
    }
    let rest = rest.trim_start_matches([' ', '-', ':']);
    HTTP.iter()
        .any(|(status, words)| *status == digits && rest.starts_with(words))
}

/// What of a word with letters and digits varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Varying {
    /// Nothing.
    No,
    /// All of it.
    Whole,
    /// The digits behind so many bytes of letters.
    Behind(usize),
    /// So many bytes of digits before a unit.
    Before(usize),
}

/// Decides what of a word with letters and digits varies.
pub(super) fn varying(word: &str, is_class: bool) -> Varying {
    let bytes = word.as_bytes();
    if bytes.len() >= 6 && bytes.iter().all(u8::is_ascii_hexdigit) {
        return Varying::Whole;
    }
    let leading = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if leading > 0 {
        let unit = &word[leading..];
        let is_unit = ["B", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB"].contains(&unit)
            || (unit.len() <= 3
                && unit.bytes().all(|byte| byte.is_ascii_lowercase())
                && unit != "x");
        return if is_unit {
            Varying::Before(leading)
        } else {
            Varying::Whole
        };
    }
    let letters = word.find(|char: char| char.is_ascii_digit()).unwrap_or(0);
    let behind = &bytes[letters..];
    if behind.iter().all(u8::is_ascii_digit) {
        return if letters >= 2 {
            Varying::Behind(letters)
        } else {
            Varying::Whole
        };
    }
    let digits = behind
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let one_run = behind[digits..].iter().all(|byte| !byte.is_ascii_digit());
    if is_class && digits <= 2 && one_run {
        Varying::No
    } else {
        Varying::Whole
    }
}

/// Tells whether a word without digits is hexadecimal all the same: one of two thousand ids of eight digits is. No word of
/// a message is made of these letters and as long.
pub(super) fn is_hex_of_letters(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() >= 8
        && (bytes.iter().all(|byte| matches!(byte, b'a'..=b'f'))
            || bytes.iter().all(|byte| matches!(byte, b'A'..=b'F')))
}

/// Returns the length of a UUID at the beginning.
pub(super) fn uuid(text: &str) -> Option<usize> {
    let bytes = text.as_bytes().get(..36)?;
    let hyphen = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let is = bytes.iter().enumerate().all(|(at, byte)| {
        if hyphen(at) {
            *byte == b'-'
        } else {
            byte.is_ascii_hexdigit()
        }
    });
    let ends = text
        .as_bytes()
        .get(36)
        .is_none_or(|byte| !byte.is_ascii_alphanumeric());
    (is && ends).then_some(36)
}

/// Tells whether it is made of numbers alone: a time, a date, an offset in a partition, an IP address, a decimal, a version.
pub(super) fn is_time_or_place(core: &str) -> bool {
    let bytes = core.as_bytes();
    let of_number = |byte: &u8| byte.is_ascii_digit() || b"-:./+TZ,%@_".contains(byte);
    bytes.first().is_some_and(u8::is_ascii_digit) && bytes.iter().all(of_number) || is_ipv6(bytes)
}

fn is_ipv6(bytes: &[u8]) -> bool {
    let colons = memchr::memchr_iter(b':', bytes).count();
    colons >= 2
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_hexdigit() || *byte == b':' || *byte == b'.')
}

/// Endings of files with code: `Order.java:12` is no host.
const SOURCES: &[&str] = &[
    "cs", "go", "java", "js", "kt", "py", "rb", "rs", "scala", "ts",
];

/// Tells whether it is a host with a port, or a host with its IP address: `kafka-1.acme:9092`, `db/10.0.0.7:5432`.
pub(super) fn is_address(core: &str) -> bool {
    let (host, port) = match core.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (core, None),
    };
    let is_port = port.is_some_and(|port| {
        (2..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit())
    });
    if port.is_some() && !is_port {
        return false;
    }
    let (names, last) = match host.rsplit_once('/') {
        Some((names, last)) => (Some(names), last),
        None => (None, host),
    };
    if is_ip(last) {
        return true;
    }
    let ending = last.rsplit('.').next().unwrap_or_default();
    let is_host = last.contains(['.', '-']) && !SOURCES.contains(&ending) || last == "localhost";
    let of_host = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    is_port && names.is_none() && is_host && last.bytes().all(of_host)
}

fn is_ip(text: &str) -> bool {
    let parts = text.split('.');
    let is_part = |part: &str| {
        !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.split('.').count() == 4 && parts.into_iter().all(is_part)
}

/// Tells whether it is an address of mail.
pub(super) fn is_email(core: &str) -> bool {
    let Some((name, domain)) = core.split_once('@') else {
        return false;
    };
    let of_domain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    let ending = domain.rsplit('.').next().unwrap_or_default();
    !name.is_empty()
        && domain.contains('.')
        && domain.bytes().all(of_domain)
        && ending.len() >= 2
        && ending.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Tells whether a word of letters may be anything but itself: [`is_hex_of_letters`], or [`is_of_date`] wherever it stands.
pub(super) fn may_vary(word: &str) -> bool {
    is_hex_of_letters(word) || may_be_of_date(word)
}

/// The words of dates are short and begin with a capital.
fn may_be_of_date(word: &str) -> bool {
    word.len() <= 4 && word.starts_with(|char: char| char.is_ascii_uppercase())
}

const DAYS: &[&str] = &["Fri", "Mon", "Sat", "Sun", "Thu", "Tue", "Wed"];
const MONTHS: &[&str] = &[
    "Apr", "Aug", "Dec", "Feb", "Jan", "Jul", "Jun", "Mar", "May", "Nov", "Oct", "Sep",
];
const ZONES: &[&str] = &[
    "AM", "CEST", "CET", "EDT", "EST", "GMT", "PDT", "PM", "PST", "UTC",
];

/// Tells whether a word is of a date in words, by what follows it or, for a zone, by the star before it.
pub(super) fn is_of_date(word: &str, rest: &str, after_star: bool) -> bool {
    if !may_be_of_date(word) {
        return false;
    }
    let next = rest.trim_start_matches([' ', ',']);
    let digit = next.starts_with(|char: char| char.is_ascii_digit());
    if MONTHS.contains(&word) {
        return digit || after_star;
    }
    if DAYS.contains(&word) {
        return digit || MONTHS.iter().any(|month| next.starts_with(month));
    }
    after_star && ZONES.contains(&word)
}
