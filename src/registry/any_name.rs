//! TLS with a registry whose certificate is for another name than the one it is reached by.
//!
//! `ureq` checks everything or nothing, and nothing is too little: here the certificate is checked, and its name alone is
//! not. That is done only for those who ask for it, so everybody else has `ureq`'s own connector.

use std::fmt;
use std::io::{Read as _, Write as _};

use native_tls::{Certificate, Identity, TlsConnector, TlsStream};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout,
    TcpConnector, Transport, TransportAdapter,
};

use super::registry_settings::Tls;

/// Makes the connectors in their order: a proxy if there is one, else the host itself; and TLS on top of either.
///
/// # Errors
///
/// What the settings of TLS lack.
pub(super) fn connectors(tls: &Tls) -> Result<impl Connector, String> {
    let wrong = |what: &str| format!("the {what} of its TLS settings cannot be used");
    let mut builder = TlsConnector::builder();
    builder.danger_accept_invalid_hostnames(true);
    if let Some(pem) = &tls.authorities {
        builder.disable_built_in_roots(true);
        let authorities = Certificate::stack_from_pem(pem.as_bytes());
        for authority in authorities.map_err(|_| wrong("authorities"))? {
            builder.add_root_certificate(authority);
        }
    }
    if let Some((chain, key)) = &tls.identity {
        let identity = Identity::from_pkcs8(chain.as_bytes(), key.as_bytes());
        builder.identity(identity.map_err(|_| wrong("certificate or key"))?);
    }
    let tls = builder.build().map_err(|error| error.to_string())?;
    Ok(ConnectProxyConnector::default()
        .chain(TcpConnector::default())
        .chain(AnyName { tls }))
}

struct AnyName {
    tls: TlsConnector,
}

impl fmt::Debug for AnyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyName")
    }
}

impl<In: Transport> Connector<In> for AnyName {
    type Out = Either<In, Encrypted>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(plain) = chained else {
            return Ok(None);
        };
        if !details.needs_tls() || plain.is_tls() {
            return Ok(Some(Either::A(plain)));
        }
        let host = details.uri.host().unwrap_or_default().to_owned();
        let current_time = std::sync::Arc::clone(&details.current_time);
        let mut adapter = TransportAdapter::new(plain.boxed(), current_time);
        adapter.set_timeout(details.timeout);
        let stream = self.tls.connect(&host, adapter);
        let stream = stream.map_err(|error| match error {
            native_tls::HandshakeError::Failure(error) => ureq::Error::NativeTls(error),
            native_tls::HandshakeError::WouldBlock(_) => ureq::Error::Tls("the handshake stopped"),
        })?;
        let config = details.config;
        Ok(Some(Either::B(Encrypted {
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
            stream,
        })))
    }
}

/// A connection on which everything is encrypted.
struct Encrypted {
    buffers: LazyBuffers,
    stream: TlsStream<TransportAdapter>,
}

impl fmt::Debug for Encrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Encrypted")
    }
}

impl Transport for Encrypted {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.get_mut().set_timeout(timeout);
        let output = &self.buffers.output()[..amount];
        Ok(self.stream.write_all(output)?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.get_mut().set_timeout(timeout);
        let amount = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}
