//! The tour: which commands it runs, and why each matters.

/// What becomes of a command's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipe {
    /// It is shown.
    No,
    /// So many lines of it are shown.
    Head(usize),
    /// Its lines are counted.
    Count,
}

impl Pipe {
    /// Returns the pipe as a shell takes it, to stand behind the command.
    pub fn text(self) -> String {
        match self {
            Self::No => String::new(),
            Self::Head(lines) => format!(" | head -n {lines}"),
            Self::Count => " | wc -l".to_owned(),
        }
    }
}

/// One stop of the tour.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The question that the command answers.
    pub question: &'static str,
    /// The command's words, separated by one space each, without the program's name.
    pub command: &'static str,
    /// What becomes of its output.
    pub pipe: Pipe,
    /// Why it matters.
    pub why: &'static str,
}

const fn step(
    question: &'static str,
    command: &'static str,
    pipe: Pipe,
    why: &'static str,
) -> Step {
    Step {
        question,
        command,
        pipe,
        why,
    }
}

/// The stops, in order.
pub const STEPS: &[Step] = &[
    step(
        "Where are dead letters, and where is it getting worse?",
        "topics",
        Pipe::No,
        "Found by name. Reading never joins a group, never commits, and works with a read-only account.",
    ),
    step(
        "What failed last?",
        "list orders.events.DLT --newest 8",
        Pipe::No,
        "Spring's wrappers are taken off: this is the exception that your code saw, not ListenerExecutionFailedException.",
    ),
    step(
        "One bug or five?",
        "summary orders.events.DLT",
        Pipe::No,
        "All records are counted, not a sample; ids, times and line numbers play no part. The category is a suggestion, and nothing more.",
    ),
    step(
        "Why did this one die?",
        "show orders.events.DLT-0@10",
        Pipe::Head(40),
        "Your own frames first, every header decoded, and what cannot be decoded shown with the reason.",
    ),
    step(
        "How many of them are the bug of the last deployment?",
        "list orders.events.DLT --exception NullPointerException --count",
        Pipe::No,
        "Filters take the whole chain of causes; offsets, times, keys, headers and texts work the same on every command.",
    ),
    step(
        "Can I look at the broken ones with my own tools?",
        "export orders.events.DLT --exception JsonParseException",
        Pipe::Count,
        "One JSON object a line, lossless: binary values, null headers and all. `replay --from` takes the file back.",
    ),
    step(
        "The stock service is up again. Send its time-outs back.",
        "replay orders.events.DLT -p 0 -O 10:20 --yes --reason stock-is-up",
        Pipe::No,
        "Same key, same bytes, same partition; failure headers taken off. Without --yes it asks first.",
    ),
    step(
        "And if somebody does that again?",
        "replay orders.events.DLT -p 0 -O 10:20 --yes --reason stock-is-up",
        Pipe::No,
        "Nothing is sent twice: what was replayed is written down in the same Kafka transaction as the records.",
    ),
];

/// What is said before the first step; `{letters}` stands for how many dead letters there are.
pub const WELCOME: &str = "\
A Kafka cluster in this process, with {letters} dead letters of a shop's services.
Nothing is installed, nothing leaves this machine, nothing stays behind.";

/// What is said after the last step.
pub const FAREWELL: &str = "\
Now on your own cluster:
  dltctl -b broker:9092 topics
  dltctl -F client.properties topics      TLS and SASL: Java's file as it is
Or stay here:
  dltctl demo -- tail orders.events.DLT   any command against this demo
  dltctl demo --serve                     keep it up for other clients
This tour shows the flow, not the guarantee: the embedded cluster knows no
fencing. What a replay promises, and which tests on a real Kafka show it, is in
docs/replay.md.";
