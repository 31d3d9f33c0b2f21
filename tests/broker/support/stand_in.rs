//! A stand-in for a registry, which counts what it is asked and can break in the middle.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use serde_json::json;

/// What it does with a question.
pub(crate) enum Answer {
    /// It answers with a status and a body.
    Says(u16, String),
    /// It answers with 200 and this body, and after that nobody listens any more.
    Last(String),
    /// It accepts, and keeps silent.
    Silence,
}

impl Answer {
    /// Answers with a schema of Avro.
    pub(crate) fn schema(text: &str) -> Answer {
        Answer::Says(200, schema(text))
    }

    /// Answers that there is none, as Confluent's registry does.
    pub(crate) fn unknown() -> Answer {
        let body = json!({"error_code": 40403, "message": "Schema not found"});
        Answer::Says(404, body.to_string())
    }
}

/// Writes the answer of Confluent's interface that holds a schema of Avro.
pub(crate) fn schema(text: &str) -> String {
    json!({ "schema": text }).to_string()
}

/// A server on this machine that ends with this value.
pub(crate) struct StandIn {
    at: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl StandIn {
    /// Starts one that answers by path and by how many questions came before.
    pub(crate) fn start(answer: impl Fn(&str, usize) -> Answer + Send + 'static) -> StandIn {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let at = listener.local_addr().expect("an address");
        let (asked, ends) = (
            Arc::new(Mutex::new(Vec::new())),
            Arc::new(AtomicBool::new(false)),
        );
        let (list, flag) = (Arc::clone(&asked), Arc::clone(&ends));
        let thread = std::thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming() {
                if flag.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                match one(stream, &list, &answer) {
                    After::Next => {}
                    After::Keep(stream) => silent.push(stream),
                    After::End => return,
                }
            }
        });
        StandIn {
            at,
            asked,
            ends,
            thread: Some(thread),
        }
    }

    /// Starts one that answers everything with a schema of Avro, and counts.
    pub(crate) fn of_avro(text: &'static str) -> StandIn {
        StandIn::start(move |_, _| Answer::schema(text))
    }

    /// Gives its URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.at)
    }

    /// Waits until nobody listens any more.
    pub(crate) fn wait_until_gone(&self) {
        while TcpStream::connect(self.at).is_ok() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    /// Gives the paths that were asked for since the last time.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("the list"))
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        // Wakes it, if it still listens.
        drop(TcpStream::connect(self.at));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What happens after a question.
enum After {
    Next,
    Keep(TcpStream),
    End,
}

fn one(
    mut stream: TcpStream,
    asked: &Mutex<Vec<String>>,
    answer: &impl Fn(&str, usize) -> Answer,
) -> After {
    let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    // Up to the empty line: an answer before that could be lost with the connection.
    let headers = lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty());
    headers.for_each(drop);
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let before = {
        let mut asked = asked.lock().expect("the list");
        asked.push(path.clone());
        asked.len() - 1
    };
    let (status, body, after) = match answer(&path, before) {
        Answer::Says(status, body) => (status, body, After::Next),
        Answer::Last(body) => (200, body, After::End),
        Answer::Silence => return After::Keep(stream),
    };
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    // Whoever asked may be gone.
    let _ = stream.write_all(answer.as_bytes());
    after
}
