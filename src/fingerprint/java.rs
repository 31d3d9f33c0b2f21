//! Frames of the JVM.

use std::borrow::Cow;

use super::Packages;
use crate::java::stack_trace::{Frame, Throwable, throwables};

/// Returns the first frame of the application, innermost exception first: one of its packages where some are named, else
/// the first that is of no framework.
pub(super) fn frame(text: &str, packages: &Packages) -> Option<String> {
    let chain: Vec<_> = throwables(text).collect();
    let find = |test: &dyn Fn(&Frame<'_>) -> bool| -> Option<String> {
        let mut links = chain.iter().rev();
        links.find_map(|link: &Throwable<'_>| {
            let mut frames = link.frames().filter(is_call);
            frames.find_map(|frame| test(&frame).then(|| name(frame)).flatten())
        })
    };
    let named = (!packages.is_empty())
        .then(|| find(&|frame| !frame.is_of_framework() && packages.own(frame.class())));
    named
        .flatten()
        .or_else(|| find(&|frame| !frame.is_of_framework()))
}

/// Tells a frame from a line of a message that begins like one: `at [Source: (String)"…"; line: 1]`.
fn is_call(frame: &Frame<'_>) -> bool {
    let part = |char: char| char.is_alphanumeric() || "._$/<>@-+".contains(char);
    let call = frame.text.split_once('(');
    call.is_some_and(|(call, _)| call.contains('.') && call.chars().all(part))
}

/// Names class and method as they were written: the number of a lambda or an anonymous class is the compiler's. `None` for
/// what the compiler made on its own.
///
/// A lambda is named after the method it was written in: `lambda$on$0` by javac, `on$lambda$0` by Kotlin, `$anonfun$on$1`
/// by Scala.
fn name(frame: Frame<'_>) -> Option<String> {
    let class = without_numbers(frame.class());
    let method = frame.method();
    let method = method.rsplit('.').next().unwrap_or(method);
    let method = if let Some(rest) = method.strip_prefix("lambda$") {
        match rest.split('$').next() {
            Some("new") => "<init>",
            Some("static") => "<clinit>",
            Some("null" | "") | None => return None,
            Some(name) => name,
        }
    } else if let Some(rest) = method.strip_prefix("$anonfun$") {
        rest.split('$').next().filter(|name| !name.is_empty())?
    } else if let Some((name, _)) = method.split_once("$lambda") {
        name
    } else if method.starts_with("access$") || method.starts_with("$r8$") {
        return None;
    } else {
        method
    };
    (!method.is_empty()).then(|| format!("{class}.{method}"))
}

/// Takes off the parts of a class name that are numbers: `Outer$1` is `Outer`, `A$on$2` is `A$on`.
pub(super) fn without_numbers(class: &str) -> Cow<'_, str> {
    let numbered = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !class.split('$').skip(1).any(numbered) {
        return Cow::Borrowed(class);
    }
    let mut parts = class.split('$');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts.filter(|part| !numbered(part)) {
        name.push('$');
        name.push_str(part);
    }
    Cow::Owned(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(frames: &str) -> Option<String> {
        let text = format!("a.B: x\n{frames}");
        frame(&text, &Packages::default())
    }

    #[test]
    fn frames_are_named_as_they_were_written() {
        let cases = [
            ("\tat com.acme.A.on(A.java:1)", "com.acme.A.on"),
            ("\tat com.acme.A$1.run(A.java:1)", "com.acme.A.run"),
            ("\tat com.acme.A$B$12.run(A.java)", "com.acme.A$B.run"),
            ("\tat com.acme.A.lambda$on$0(A.java:1)", "com.acme.A.on"),
            ("\tat com.acme.A.lambda$new$3(A.java)", "com.acme.A.<init>"),
            ("\tat com.acme.A.on$lambda$7(A.kt:1)", "com.acme.A.on"),
            (
                "\tat com.acme.A$.$anonfun$on$1(A.scala:9)",
                "com.acme.A$.on",
            ),
            (
                "\tat com.acme.A.access$000(A.java)\n\tat com.acme.B.c(B.java)",
                "com.acme.B.c",
            ),
            (
                "\tat com.acme.A.lambda$null$1(A.java)\n\tat com.acme.B.c(B.java)",
                "com.acme.B.c",
            ),
            (
                "\tat com.acme.A$$SpringCGLIB$$0.on(<generated>)\n\tat app//com.acme.A.on(A.java)",
                "com.acme.A.on",
            ),
            (
                "\tat jdk.proxy2/jdk.proxy2.$Proxy99.on(Unknown Source)\n\tat com.acme.A.on(A.java)",
                "com.acme.A.on",
            ),
            ("\tat com.acme.A.<init>(A.java:1)", "com.acme.A.<init>"),
        ];
        for (frames, expected) in cases {
            assert_eq!(first(frames).as_deref(), Some(expected), "{frames}");
        }
        assert_eq!(
            first("\tat java.base/java.lang.Thread.run(Thread.java)"),
            None
        );
    }

    #[test]
    fn the_users_packages_come_first() {
        let text = "a.B: x\n\tat com.vendor.V.v(V.java)\n\tat com.acme.A.on(A.java)";
        let of = |name: &str| frame(text, &Packages::new([name]));
        assert_eq!(of("com.acme").as_deref(), Some("com.acme.A.on"));
        assert_eq!(of("com.nobody").as_deref(), Some("com.vendor.V.v"));
    }
}
