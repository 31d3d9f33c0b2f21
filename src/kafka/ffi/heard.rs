//! What a client says on its own account: errors, log lines, and what is wrong with a certificate.

use std::ffi::{c_char, c_int, c_void};
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use rdkafka_sys as sys;
use rdkafka_sys::rd_kafka_resp_err_t as Native;

use super::client::{Code, text};
use super::produce::Report;

/// What is wrong with a broker's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kafka) enum CertificateFault {
    /// Nobody whom we trust issued it.
    UnknownIssuer,
    /// It names other hosts or addresses.
    OtherHost,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// Something else, as the number that OpenSSL has for it.
    Other(c_int),
}

impl CertificateFault {
    /// Reads the numbers `X509_V_ERR_…` of OpenSSL's `x509_vfy.h`.
    fn of(number: c_int) -> Self {
        match number {
            2 | 18..=21 => Self::UnknownIssuer,
            9 => Self::NotYetValid,
            10 => Self::Expired,
            62 | 64 => Self::OtherHost,
            other => Self::Other(other),
        }
    }
}

impl std::fmt::Display for CertificateFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownIssuer => {
                f.write_str("it is signed by itself, or by an authority that is not known here")
            }
            Self::OtherHost => f.write_str("this host's name or address is not in it"),
            Self::Expired => f.write_str("it has expired"),
            Self::NotYetValid => f.write_str("it is not valid yet"),
            Self::Other(number) => write!(f, "OpenSSL rejects it (error {number})"),
        }
    }
}

/// Something the client said on its own account: an error, or a log line.
#[derive(Clone, Debug)]
pub(in crate::kafka) struct ClientEvent {
    /// What is wrong with a certificate, where it is that.
    pub(in crate::kafka) certificate: Option<CertificateFault>,
    /// The code; `None` for a log line.
    pub(in crate::kafka) code: Option<Code>,
    /// The text, from the library or a broker: untrusted.
    pub(in crate::kafka) text: String,
}

/// What clients say, kept for the error message that may need it. Bounded: the oldest go first.
#[derive(Default)]
pub(super) struct Heard {
    events: Mutex<Vec<ClientEvent>>,
    verbose: bool,
    /// What became of what a producer sent, until it is asked for.
    pub(super) reports: Mutex<Vec<Report>>,
}

impl Heard {
    const MOST: usize = 200;

    pub(super) fn new(verbose: bool) -> Arc<Self> {
        Arc::new(Self {
            verbose,
            ..Self::default()
        })
    }

    pub(super) fn events(&self) -> Vec<ClientEvent> {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.clone()
    }

    fn add(&self, event: ClientEvent) {
        if self.verbose {
            // A log line of the library, on request: stderr, escaped, and no harm if that is closed.
            let _ = writeln!(
                std::io::stderr(),
                "librdkafka: {}",
                event.text.escape_debug()
            );
        }
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        if events.len() == Self::MOST {
            events.remove(0);
        }
        events.push(event);
    }
}

/// Keeps a log line of the library.
///
/// # Safety
///
/// Only for a handle whose opaque pointer is a `Heard` that outlives it; so it is with the others.
pub(super) unsafe extern "C" fn on_log(
    handle: *const sys::rd_kafka_t,
    _level: c_int,
    facility: *const c_char,
    line: *const c_char,
) {
    // SAFETY: the opaque pointer was set to a `Heard` that outlives the handle; the strings live during the call.
    unsafe {
        let heard = sys::rd_kafka_opaque(handle).cast::<Heard>();
        if let Some(heard) = heard.as_ref() {
            heard.add(ClientEvent {
                certificate: None,
                code: None,
                text: format!("{}: {}", text(facility), text(line)),
            });
        }
    }
}

/// Keeps an error of the library.
///
/// # Safety
///
/// As for [`on_log`].
pub(super) unsafe extern "C" fn on_error(
    _handle: *mut sys::rd_kafka_t,
    code: c_int,
    reason: *const c_char,
    opaque: *mut c_void,
) {
    // SAFETY: as in `on_log`; the code is one the bundled library knows, so it is a value of the enumeration.
    unsafe {
        if let Some(heard) = opaque.cast::<Heard>().as_ref() {
            let code = Code(std::mem::transmute::<c_int, Native>(code));
            heard.add(ClientEvent {
                certificate: None,
                code: Some(code),
                text: text(reason),
            });
        }
    }
}

/// Takes note of why OpenSSL rejects a certificate. What OpenSSL decided stands: only its success is a success.
///
/// # Safety
///
/// As for [`on_log`].
pub(super) unsafe extern "C" fn on_certificate(
    _handle: *mut sys::rd_kafka_t,
    _broker: *const c_char,
    _broker_id: i32,
    fault: *mut c_int,
    _depth: c_int,
    _certificate: *const c_char,
    _size: usize,
    _message: *mut c_char,
    _message_size: usize,
    opaque: *mut c_void,
) -> c_int {
    // SAFETY: the library passes a valid number, and the opaque pointer is as in `on_log`.
    unsafe {
        if *fault == 0 {
            return 1;
        }
        if let Some(heard) = opaque.cast::<Heard>().as_ref() {
            let certificate = CertificateFault::of(*fault);
            heard.add(ClientEvent {
                certificate: Some(certificate),
                code: None,
                text: format!("certificate: {certificate}"),
            });
        }
        0
    }
}
