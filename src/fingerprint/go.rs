//! Traces of Go: of a panic, of `debug.Stack`, and of errors that carry their stack (`%+v` of pkg/errors).

use super::{Language, Packages, Trace};

/// Packages of others whose frames never say what the application did; the standard library has no dot in its first part.
const LIBRARIES: &[&str] = &[
    "golang.org/",
    "google.golang.org/",
    "go.uber.org/",
    "go.opentelemetry.io/",
    "gopkg.in/",
    "gorm.io/",
    "k8s.io/",
    "github.com/IBM/sarama",
    "github.com/Shopify/sarama",
    "github.com/ThreeDotsLabs/watermill",
    "github.com/cockroachdb/errors",
    "github.com/confluentinc/",
    "github.com/gin-gonic/",
    "github.com/go-kit/",
    "github.com/jackc/",
    "github.com/lovoo/goka",
    "github.com/pkg/errors",
    "github.com/redis/",
    "github.com/segmentio/kafka-go",
    "github.com/sirupsen/",
    "github.com/twmb/franz-go",
];

/// Tells whether a line is the place of a frame: `/src/main.go:12 +0x1d`.
pub(super) fn is_place(line: &str) -> bool {
    let place = line.split(" +0x").next().unwrap_or(line).trim_end();
    let Some((file, number)) = place.rsplit_once(':') else {
        return false;
    };
    let file_ends = file.as_bytes().ends_with(b".go") || file.as_bytes().ends_with(b".s");
    file_ends && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a trace.
pub(super) fn read<'a>(text: &'a str, packages: &Packages) -> Trace<'a> {
    let mut first = None;
    let mut own = None;
    let mut before: Option<(usize, &str)> = None;
    let mut message_end = None;
    let mut next = 0;
    for line in text.split_inclusive('\n') {
        let start = next;
        next += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        if let Some(place) = line.strip_prefix('\t').filter(|inner| is_place(inner)) {
            let Some((start, call)) = before else {
                continue;
            };
            message_end.get_or_insert(start);
            let Some(name) = name(call) else { continue };
            let vendored = place.contains("/pkg/mod/") || place.contains("/vendor/");
            if name == "panic" {
                // Above it stands the function that recovered, below it the one that panicked.
                (first, own) = (None, None);
            }
            if packages.own(&name) {
                own.get_or_insert_with(|| name.clone());
            }
            if !vendored && !is_library(&name) {
                first.get_or_insert(name);
            }
        }
        if line.starts_with("goroutine ") {
            message_end.get_or_insert(start);
        }
        before = Some((start, line));
    }
    let message = text[..message_end.unwrap_or(text.len())].trim();
    let (class, message) = match message.strip_prefix("panic: ") {
        Some(rest) => (Some("panic"), rest),
        None => (None, message),
    };
    // What the runtime adds to a panic: `[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a]`.
    let message = message
        .split("\n[signal ")
        .next()
        .unwrap_or(message)
        .trim_end();
    let message = message.strip_suffix(" [recovered]").unwrap_or(message);
    Trace {
        language: Language::Go,
        class,
        message: (!message.is_empty()).then_some(message),
        frame: own.or(first),
    }
}

fn is_library(name: &str) -> bool {
    let package = name.split('/').next().unwrap_or_default();
    let of_module = name.contains('/') && package.contains('.');
    let is_main = name.starts_with("main.");
    let is_standard = !of_module && !is_main && is_standard(name);
    is_standard || LIBRARIES.iter().any(|prefix| name.starts_with(prefix))
}

/// The first parts of the standard library's packages that turn up in traces.
const STANDARD: &[&str] = &[
    "bufio",
    "bytes",
    "compress",
    "container",
    "context",
    "crypto",
    "database",
    "encoding",
    "errors",
    "fmt",
    "hash",
    "html",
    "internal",
    "io",
    "iter",
    "log",
    "maps",
    "math",
    "mime",
    "net",
    "os",
    "panic",
    "path",
    "reflect",
    "regexp",
    "runtime",
    "slices",
    "sort",
    "strconv",
    "strings",
    "sync",
    "syscall",
    "testing",
    "text",
    "time",
    "unicode",
    "unsafe",
    "vendor",
];

fn is_standard(name: &str) -> bool {
    let first = name.split(['/', '.', '(']).next().unwrap_or_default();
    STANDARD.contains(&first)
}

/// Names package, receiver and function: arguments, type parameters and the numbers of closures are left out.
fn name(call: &str) -> Option<String> {
    let call = call.trim();
    let call = call.strip_prefix("created by ").unwrap_or(call);
    let call = call.split(" in goroutine ").next().unwrap_or(call);
    // Arguments stand in the last brackets: `main.(*Store).Save(0xc000010000, {0x1, 0x2})`.
    let after_package = call.rfind('/').map_or(0, |at| at + 1);
    let open = call[after_package..]
        .match_indices('(')
        .find(|(at, _)| !call[after_package + at..].starts_with("(*"))
        .map_or(call.len(), |(at, _)| after_package + at);
    let call = &call[..open];
    let is_name = call == "panic" || call.contains('.');
    if call.is_empty() || call.contains(' ') || !is_name {
        return None;
    }
    let mut name = String::new();
    for (index, part) in call.split('.').enumerate() {
        let closure = part.strip_prefix("func").is_some_and(is_number) || is_number(part);
        if index > 0 && (closure || part.starts_with("gowrap")) {
            continue;
        }
        if index > 0 {
            name.push('.');
        }
        name.push_str(part.split('[').next().unwrap_or(part));
    }
    Some(name)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic() {
        let text = "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 7 [running]:\n\
            runtime.gopanic({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:770 +0x1\n\
            github.com/acme/orders/store.(*Store).Save.func1(0xc000, {0x1})\n\t/build/store.go:12 +0x1d\n\
            main.main()\n\t/build/main.go:5 +0x25\nexit status 2\n";
        let read = read(text, &Packages::default());
        assert_eq!(read.class, Some("panic"));
        assert_eq!(
            read.message,
            Some("runtime error: index out of range [5] with length 3")
        );
        assert_eq!(
            read.frame.as_deref(),
            Some("github.com/acme/orders/store.(*Store).Save")
        );
        let named = super::read(text, &Packages::new(["main"]));
        assert_eq!(named.frame.as_deref(), Some("main.main"));
    }

    #[test]
    fn an_error_with_its_stack() {
        let text = "connection refused\ngithub.com/pkg/errors.New\n\t/go/pkg/mod/github.com/pkg/errors/errors.go:9\n\
            main.handle\n\t/src/main.go:20\nruntime.main\n\t/usr/local/go/src/runtime/proc.go:250";
        let read = read(text, &Packages::default());
        assert_eq!(
            (read.class, read.message),
            (None, Some("connection refused"))
        );
        assert_eq!(read.frame.as_deref(), Some("main.handle"));
    }
}
