//! Traces of .NET, as `Exception.ToString` writes them.
//!
//! ```text
//! Acme.OrderException: cannot place
//!  ---> System.TimeoutException: no answer
//!    at Acme.Stock.Client.Reserve(Order order) in /src/Client.cs:line 61
//!    --- End of inner exception stack trace ---
//!    at Acme.Orders.Listener.On(Order order)
//! ```
//!
//! The heads of all exceptions come first, outermost first; then the frames, innermost first. (dotnet/runtime
//! `System.Private.CoreLib/src/System/Exception.cs`, `ToString`.)

use super::{Language, Packages, Trace};

/// Namespaces whose frames never say what the application did.
const FRAMEWORKS: &[&str] = &[
    "System.",
    "Microsoft.",
    "Confluent.",
    "MassTransit.",
    "NServiceBus.",
    "Wolverine.",
    "JasperFx.",
    "Silverback.",
    "KafkaFlow.",
    "Paramore.",
    "Polly.",
    "Newtonsoft.",
    "Npgsql.",
    "Dapper.",
    "MediatR.",
    "Castle.",
    "Autofac.",
    "Serilog.",
    "StackExchange.",
    "MongoDB.",
    "MySqlConnector.",
    "Grpc.",
    "Google.Protobuf.",
    "Avro.",
    "Chr.Avro.",
    "FluentValidation.",
    "AutoMapper.",
    "Oracle.",
    "lambda_method",
];

/// Reads a trace.
pub(super) fn read<'a>(text: &'a str, packages: &Packages) -> Trace<'a> {
    let mut head = None;
    let mut first = None;
    let mut own = None;
    for (index, line) in text.lines().enumerate() {
        let inner = line.trim_start();
        if let Some(call) = inner
            .strip_prefix("at ")
            .filter(|_| inner.len() < line.len())
        {
            let Some(name) = name(call) else { continue };
            if first.is_none() && !FRAMEWORKS.iter().any(|prefix| name.starts_with(prefix)) {
                first = Some(name.clone());
            }
            if own.is_none() && packages.own(&name) {
                own = Some(name);
            }
        } else if let Some(cause) = inner.strip_prefix("---> ") {
            let cause = inner_number(cause);
            head = split(cause).or(head);
        } else if index == 0 {
            // The inner exception stood on the same line before .NET Core 3.
            let last = line.rsplit(" ---> ").next().unwrap_or(line);
            head = split(last.trim_end_matches('\r')).or(head);
        }
    }
    Trace {
        language: Language::DotNet,
        class: head.map(|(class, _)| class),
        message: head.and_then(|(_, message)| message),
        frame: own.or(first),
    }
}

/// Takes off `(Inner Exception #0) ` of an aggregate.
fn inner_number(text: &str) -> &str {
    let rest = text.strip_prefix("(Inner Exception #");
    rest.and_then(|rest| rest.split_once(") "))
        .map_or(text, |(_, rest)| rest)
}

fn split(line: &str) -> Option<(&str, Option<&str>)> {
    let (class, message) = match line.split_once(": ") {
        Some((class, message)) => (class, Some(message)),
        None => (line.trim_end_matches(':'), None),
    };
    // `System.Net.Http.HttpRequestException (111): refused` carries a number since .NET 5.
    let class = class.split(" (").next().unwrap_or(class);
    let is_class = !class.is_empty() && !class.contains(' ');
    is_class.then_some((class, message))
}

/// Names type and method as they were written.
///
/// `Acme.A.<HandleAsync>d__5.MoveNext()` is `Acme.A.HandleAsync`; `Acme.A.<>c__DisplayClass3_0.<On>b__1()` is `Acme.A.On`.
fn name(call: &str) -> Option<String> {
    let call = call.split('(').next()?.trim_end();
    if call.is_empty() || call.contains(' ') {
        return None;
    }
    let mut name = String::new();
    for part in call.split(['.', '+']) {
        let written = match part.strip_prefix('<') {
            // The compiler's class for what a lambda captures.
            Some(rest) if rest.starts_with('>') => continue,
            Some(rest) => {
                let rest = rest.trim_start_matches('<');
                rest.split('>').next().unwrap_or_default()
            }
            None if part == "MoveNext" && call.contains(">d") => continue,
            None => part.split(['`', '[']).next().unwrap_or_default(),
        };
        if written.is_empty() {
            continue;
        }
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(written);
    }
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "Acme.Orders.OrderException: cannot place order 7\n \
        ---> System.Net.Http.HttpRequestException (111): Connection refused (stock:8080)\n \
        ---> System.Net.Sockets.SocketException (111): Connection refused\n   \
        at System.Net.Sockets.Socket.AwaitableSocketAsyncEventArgs.ThrowException(SocketError error, CancellationToken t)\n   \
        --- End of inner exception stack trace ---\n   \
        at System.Net.Http.HttpClient.<SendAsync>g__Core|83_0(HttpRequestMessage request)\n   \
        at Acme.Stock.StockClient.<ReserveAsync>d__5.MoveNext() in /src/StockClient.cs:line 61\n   \
        --- End of inner exception stack trace ---\n   \
        at Acme.Orders.Listener.On(Order order) in /src/Listener.cs:line 12\n";

    #[test]
    fn the_root_and_its_first_own_frame() {
        let read = read(TRACE, &Packages::default());
        assert_eq!(read.class, Some("System.Net.Sockets.SocketException"));
        assert_eq!(read.message, Some("Connection refused"));
        assert_eq!(
            read.frame.as_deref(),
            Some("Acme.Stock.StockClient.ReserveAsync")
        );
        let named = super::read(TRACE, &Packages::new(["Acme.Orders"]));
        assert_eq!(named.frame.as_deref(), Some("Acme.Orders.Listener.On"));
    }

    #[test]
    fn what_the_compiler_named() {
        let cases = [
            ("Acme.A.B(String c)", "Acme.A.B"),
            ("Acme.A.<>c__DisplayClass3_0.<On>b__1(T x)", "Acme.A.On"),
            ("Acme.A.<>c.<<On>b__0_0>d.MoveNext()", "Acme.A.On"),
            ("Acme.List`1.Add[T](T x)", "Acme.List.Add"),
            ("Acme.A..ctor()", "Acme.A.ctor"),
        ];
        for (call, expected) in cases {
            assert_eq!(name(call).as_deref(), Some(expected), "{call}");
        }
    }
}
