//! A small server on this machine that does what a test tells it.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::settings;
use crate::registry::Registry;

/// What a server does with a question.
#[derive(Clone)]
pub(super) enum Does {
    /// Answers with a status and a body.
    Says(u16, String),
    /// Answers with a redirect.
    Redirects(String),
    /// Answers with a body of so many bytes of `x`.
    Floods(usize),
    /// Answers after a while.
    Waits(Duration, String),
    /// Never answers.
    Hangs,
    /// Answers with a body that is compressed.
    Compresses(Vec<u8>),
    /// Answers byte by byte, with a pause before each.
    Drips(Duration, String),
    /// Answers with bytes that are no HTTP.
    Babbles,
}

/// A server on a free port, which notes what it was asked.
pub(super) struct Server {
    pub(super) address: String,
    pub(super) asked: Arc<Mutex<Vec<String>>>,
    stopped: Arc<AtomicBool>,
}

impl Server {
    pub(super) fn start(pages: &[(&str, Does)], otherwise: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let pages: BTreeMap<String, Does> = pages
            .iter()
            .map(|(path, does)| ((*path).to_owned(), does.clone()))
            .collect();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        let (notes, ends) = (Arc::clone(&asked), Arc::clone(&stopped));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::SeqCst) {
                    return;
                }
                let (pages, otherwise) = (pages.clone(), otherwise.clone());
                let (notes, ends) = (Arc::clone(&notes), Arc::clone(&ends));
                thread::spawn(move || serve(stream, &pages, &otherwise, &notes, &ends));
            }
        });
        Self {
            address,
            asked,
            stopped,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the first lines of all requests, without the version of HTTP.
    pub(super) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        let path = |request: &String| request.split(' ').nth(1).unwrap_or_default().to_owned();
        asked.iter().map(path).collect()
    }

    pub(super) fn registry(&self) -> Registry {
        Registry::new(settings(&self.url()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(&self.address);
    }
}

fn serve(
    mut stream: TcpStream,
    pages: &BTreeMap<String, Does>,
    otherwise: &Does,
    notes: &Mutex<Vec<String>>,
    ends: &AtomicBool,
) {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        request.push(byte[0]);
    }
    if request.is_empty() {
        return;
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    notes.lock().unwrap().push(request);
    let answer = |status: u16, body: &str| {
        format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let _ = match pages.get(&path).unwrap_or(otherwise) {
        Does::Says(status, body) => stream.write_all(answer(*status, body).as_bytes()),
        Does::Redirects(to) => stream.write_all(
            format!(
                "HTTP/1.1 302 X\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
            .as_bytes(),
        ),
        Does::Floods(bytes) => {
            let _ = stream.write_all(
                format!("HTTP/1.1 200 X\r\ncontent-length: {bytes}\r\nconnection: close\r\n\r\n")
                    .as_bytes(),
            );
            let block = vec![b'x'; 1 << 16];
            let mut left = *bytes;
            while left > 0 && stream.write_all(&block[..left.min(block.len())]).is_ok() {
                left = left.saturating_sub(block.len());
            }
            Ok(())
        }
        Does::Compresses(body) => {
            let head = format!(
                "HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(&[head.as_bytes(), body].concat())
        }
        Does::Drips(pause, body) => {
            for byte in answer(200, body).bytes() {
                thread::sleep(*pause);
                if stream.write_all(&[byte]).is_err() || ends.load(Ordering::SeqCst) {
                    break;
                }
            }
            Ok(())
        }
        Does::Waits(time, body) => {
            thread::sleep(*time);
            stream.write_all(answer(200, body).as_bytes())
        }
        Does::Hangs => {
            while !ends.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(10));
            }
            Ok(())
        }
        Does::Babbles => stream.write_all(b"220 mail.example ESMTP\r\n\r\n"),
    };
}
