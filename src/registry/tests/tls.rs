//! Who is trusted, and who we are, over TLS.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::ssl::{SslAcceptor, SslMethod, SslVerifyMode};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder};

use super::settings;
use crate::payload::{SchemaId, Schemas as _};
use crate::registry::{Registry, RegistrySettings, Tls};

/// A certificate and its key.
struct Identity {
    certificate: X509,
    key: PKey<Private>,
}

impl Identity {
    /// Makes an identity for a host, signed by an authority, or an authority.
    fn new(name: &str, signed_by: Option<&Identity>) -> Self {
        let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
        let mut subject = X509NameBuilder::new().unwrap();
        subject.append_entry_by_nid(Nid::COMMONNAME, name).unwrap();
        let subject = subject.build();
        let mut builder = X509::builder().unwrap();
        builder.set_version(2).unwrap();
        let serial = BigNum::from_u32(u32::from(name.as_bytes()[0])).unwrap();
        builder
            .set_serial_number(&serial.to_asn1_integer().unwrap())
            .unwrap();
        builder.set_subject_name(&subject).unwrap();
        let issuer = signed_by.map_or(&*subject, |it| it.certificate.subject_name());
        builder.set_issuer_name(issuer).unwrap();
        builder
            .set_not_before(&Asn1Time::days_from_now(0).unwrap())
            .unwrap();
        builder
            .set_not_after(&Asn1Time::days_from_now(2).unwrap())
            .unwrap();
        builder.set_pubkey(&key).unwrap();
        if signed_by.is_none() {
            let constraints = BasicConstraints::new().critical().ca().build().unwrap();
            builder.append_extension(constraints).unwrap();
        } else {
            let mut names = SubjectAlternativeName::new();
            match name.parse::<std::net::IpAddr>() {
                Ok(_) => names.ip(name),
                Err(_) => names.dns(name),
            };
            let context = builder.x509v3_context(signed_by.map(|it| &*it.certificate), None);
            let names = names.build(&context).unwrap();
            builder.append_extension(names).unwrap();
        }
        let signer = signed_by.map_or(&key, |it| &it.key);
        builder.sign(signer, MessageDigest::sha256()).unwrap();
        Self {
            certificate: builder.build(),
            key,
        }
    }

    fn certificate_pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().unwrap()).unwrap()
    }

    fn key_pem(&self) -> String {
        String::from_utf8(self.key.private_key_to_pem_pkcs8().unwrap()).unwrap()
    }
}

/// Starts a server that knows every schema; the answer is its port. It lives as long as the tests do.
fn server(identity: &Identity, demands_signed_by: Option<&Identity>) -> u16 {
    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).unwrap();
    builder.set_private_key(&identity.key).unwrap();
    builder.set_certificate(&identity.certificate).unwrap();
    if let Some(authority) = demands_signed_by {
        builder
            .cert_store_mut()
            .add_cert(authority.certificate.clone())
            .unwrap();
        builder.set_verify(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT);
    }
    let acceptor = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Ok(mut stream) = acceptor.accept(stream) else {
                continue;
            };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let body = r#"{"schema":"\"int\""}"#;
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.shutdown();
        }
    });
    port
}

fn over_tls(port: u16, authority: Option<&Identity>, own: Option<&Identity>) -> RegistrySettings {
    RegistrySettings {
        tls: Tls {
            authorities: authority.map(Identity::certificate_pem),
            identity: own.map(|own| (own.certificate_pem(), own.key_pem())),
            any_name: false,
        },
        ..settings(&format!("https://127.0.0.1:{port}"))
    }
}

/// Asks for a schema; the answer is why there is none.
fn ask(settings: RegistrySettings) -> Result<(), String> {
    let found = Registry::new(settings).text(&SchemaId::Id(1));
    found.map(drop).map_err(|missing| missing.to_string())
}

#[test]
fn only_who_is_trusted_is_asked() {
    let authority = Identity::new("authority", None);
    let other = Identity::new("other authority", None);
    let right = server(&Identity::new("127.0.0.1", Some(&authority)), None);
    let elsewhere = server(&Identity::new("registry.example", Some(&authority)), None);
    assert_eq!(ask(over_tls(right, Some(&authority), None)), Ok(()));
    for (what, settings) in [
        ("the system trusts it not", over_tls(right, None, None)),
        ("another authority", over_tls(right, Some(&other), None)),
        ("another host", over_tls(elsewhere, Some(&authority), None)),
    ] {
        let why = ask(settings).unwrap_err();
        assert!(
            why.contains("TLS: ") && why.contains("certificate verify failed"),
            "{what}: {why}"
        );
    }
}

#[test]
fn another_name_is_taken_from_whom_is_trusted_where_that_was_asked_for() {
    let authority = Identity::new("authority", None);
    let other = Identity::new("other authority", None);
    let us = Identity::new("us", Some(&authority));
    let elsewhere = Identity::new("registry.example", Some(&authority));
    let port = server(&elsewhere, Some(&authority));
    let any_name = |authority: &Identity, own: &Identity| {
        let mut settings = over_tls(port, Some(authority), Some(own));
        settings.tls.any_name = true;
        ask(settings)
    };
    assert_eq!(any_name(&authority, &us), Ok(()));
    let why = any_name(&other, &us).unwrap_err();
    assert!(
        why.contains("TLS: ") && why.contains("certificate verify failed"),
        "{why}"
    );
    assert!(ask(over_tls(port, Some(&authority), Some(&us))).is_err());
}

#[test]
fn our_own_certificate_is_shown() {
    let authority = Identity::new("authority", None);
    let us = Identity::new("us", Some(&authority));
    let stranger = Identity::new("stranger", Some(&Identity::new("nobody", None)));
    let server = server(
        &Identity::new("127.0.0.1", Some(&authority)),
        Some(&authority),
    );
    assert_eq!(ask(over_tls(server, Some(&authority), Some(&us))), Ok(()));
    for own in [None, Some(&stranger)] {
        let why = ask(over_tls(server, Some(&authority), own)).unwrap_err();
        assert!(
            why.starts_with("the registry could not be asked: "),
            "{why}"
        );
    }
}

#[test]
fn what_is_no_pem_is_told() {
    let mut broken = over_tls(1, None, None);
    broken.tls.authorities = Some("nothing".to_owned());
    let why = ask(broken).unwrap_err();
    assert!(
        why.contains("authorities of its TLS settings hold no certificate"),
        "{why}"
    );
}
