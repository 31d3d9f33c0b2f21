//! The configuration file of kcat.
//!
//! Mirrors edenhill/kcat `kafkacat.c`, `read_conf_file`: lines of `name=value` with librdkafka's names, `#` before
//! comments, and no escapes but a backslash before `:` or `=`.

/// Reads names and values in the order of the file; lines that are neither are left out, as kcat's own `-X` would refuse
/// them. Text that is not UTF-8 holds U+FFFD.
pub(crate) fn parse(text: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let line = without_escapes(line);
            let (name, value) = line.split_once('=')?;
            Some((name.trim().to_owned(), value.trim().to_owned()))
        })
        .filter(|(name, _)| !name.is_empty())
        .collect()
}

/// Drops the backslashes before `:` and `=`, which files of Java have.
fn without_escapes(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for char in line.chars() {
        if matches!(char, ':' | '=') {
            out.truncate(out.trim_end_matches('\\').len());
        }
        out.push(char);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_names_and_values() {
        let text = b"# prod\n  #x=y\nbootstrap.servers = b1:9093,b2:9093\r\nsasl.password=a=b\\n#c\n\nnonsense\n=x\ntopic.acks=1\na\\=b\\:c";
        let found = parse(text);
        let found: Vec<_> = found
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("bootstrap.servers", "b1:9093,b2:9093"),
                ("sasl.password", "a=b\\n#c"),
                ("topic.acks", "1"),
                ("a", "b:c"),
            ]
        );
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<Vec<u8>>()) {
            let _ = parse(&text);
        }
    }
}
