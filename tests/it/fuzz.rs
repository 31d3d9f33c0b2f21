//! Every reader of foreign bytes under a storm of changed bytes: none panics, none lets a few bytes become much memory,
//! and each ends.
//!
//! The generator of changes is deterministic: `DLTCTL_FUZZ_SEED` is the seed that a failure prints, else the clock;
//! `DLTCTL_FUZZ_MUTATIONS` how many changed inputs each target gets, without which an unoptimised build on a busy machine
//! stops a target after a few seconds. This is a smoke test that runs everywhere, and no
//! replacement for a fuzzer that is led by coverage.
//!
//! Memory is counted by an allocator around the system's ([`allocation`]) and not guessed from the output: what is
//! looked for is a length that was believed before the bytes were counted, and such a buffer never reaches an output.

#![allow(
    clippy::disallowed_macros,
    reason = "the seed is for whoever reads the test's output"
)]

mod allocation;
mod framed;
mod packed;
mod seeds;

use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use dltctl::payload::{Json, avro, cbor, message_pack, protobuf};

/// How many changed inputs a target gets unless told otherwise.
const MUTATIONS: u64 = if cfg!(debug_assertions) {
    20_000
} else {
    200_000
};

/// The time after which a target has had enough, unless the number of its inputs was asked for.
const ENOUGH: Duration = Duration::from_secs(4);

/// What one input may cost at its peak beyond what its own bytes pay for.
const FREE: usize = 4 << 20;

/// What one byte of an input may cost: the widest value that a crate makes of one byte, and the text beside it.
const PER_BYTE: usize = 256;

/// The longest that one input may take, on a busy machine.
const LONGEST: Duration = Duration::from_secs(5);

/// One reader of foreign bytes.
struct Target {
    name: &'static str,
    /// Good inputs, which are then changed.
    seeds: fn() -> Vec<Vec<u8>>,
    read: fn(&[u8]),
}

/// All of them. A new one is one line, and its seeds are in `seeds.rs`.
#[rustfmt::skip]
const TARGETS: &[Target] = &[
    Target { name: "avro", seeds: seeds::avro, read: |bytes| { let _ = seeds::AVRO.read(bytes, &mut Vec::new()); } },
    Target { name: "avro resolution", seeds: seeds::avro, read: |bytes| { let _ = seeds::AVRO.read_as(&seeds::AVRO_LATER, bytes, &mut Vec::new()); } },
    Target { name: "avro schema", seeds: seeds::avro_schema, read: |bytes| { let _ = avro::Schema::parse(&seeds::schema_text(bytes)); } },
    Target { name: "message_pack", seeds: seeds::message_pack, read: |bytes| { let _ = message_pack::json(bytes, &mut Vec::new()); } },
    Target { name: "cbor", seeds: seeds::cbor, read: |bytes| { let _ = cbor::json(bytes, &mut Vec::new()); } },
    Target { name: "protobuf", seeds: seeds::protobuf, read: |bytes| { let _ = seeds::PROTOBUF.read(protobuf::Chosen::Only, bytes, &mut Vec::new()).map(|notes| notes.lines()); } },
    Target { name: "protobuf schema", seeds: seeds::protobuf_schema, read: |bytes| { let _ = protobuf::Schema::parse(&seeds::schema_text(bytes)); } },
    Target { name: "json_schema", seeds: seeds::json_for_schema, read: |bytes| { let _ = seeds::JSON_SCHEMA.violations(bytes, 8); } },
    Target { name: "framed", seeds: framed::seeds, read: framed::read },
    Target { name: "packed", seeds: packed::seeds, read: packed::read },
    Target { name: "java serialized", seeds: seeds::java, read: |bytes| { let _ = dltctl::java::serialized::exception(bytes); } },
    Target { name: "json", seeds: seeds::json, read: |bytes| { let _ = Json::parse(bytes).map(|json| json.compact(&mut Vec::new())); } },
];

/// A generator of numbers that are random enough: splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `bound`, or 0.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap()
    }

    fn byte(&mut self) -> u8 {
        // Those at the ends of what a byte, a length or a marker can be come often.
        const OFTEN: [u8; 12] = [
            0, 1, 2, 0x7f, 0x80, 0xff, 0xfe, 0xdd, 0xdf, 0x9b, 0xbb, b'[',
        ];
        match self.below(3) {
            0 => OFTEN[self.below(OFTEN.len())],
            _ => self.next().to_be_bytes()[0],
        }
    }
}

/// The longest input that changes grow.
const LONGEST_INPUT: usize = 64 << 10;

/// Changes an input in place, one to four times.
fn change(bytes: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        let length = random.below(16).min(bytes.len() - at);
        match random.below(9) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..at + length)),
            2 => bytes.insert(at, random.byte()),
            3 => bytes
                .splice(at..at, (0..8).map(|_| random.byte()))
                .for_each(drop),
            // The same again, a few times or a thousand: depth.
            4 => {
                let piece = bytes[at..at + length].to_vec();
                let times = [1, 2, 16, 1_024][random.below(4)];
                if bytes.len() + piece.len() * times <= LONGEST_INPUT {
                    bytes.splice(at..at, piece.repeat(times)).for_each(drop);
                }
            }
            5 => {
                let other = &others[random.below(others.len())];
                let from = random.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            6 => bytes[at..at + length].fill(0xff),
            7 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ if at < bytes.len() => bytes[at] = random.byte(),
            _ => bytes.push(random.byte()),
        }
    }
}

/// Runs a target on one input; says what is wrong with how it went.
fn run(target: &Target, input: &[u8]) -> Result<(), String> {
    let start = Instant::now();
    let (outcome, peak) =
        allocation::peak_of(|| panic::catch_unwind(AssertUnwindSafe(|| (target.read)(input))));
    if outcome.is_err() {
        return Err("it panics".to_owned());
    }
    let allowed = FREE + input.len() * PER_BYTE;
    if peak > allowed {
        return Err(format!(
            "it holds {peak} bytes, of {allowed} that are allowed"
        ));
    }
    if start.elapsed() > LONGEST {
        return Err(format!("it takes {:?}", start.elapsed()));
    }
    Ok(())
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
    )
}

/// Gives a target its seeds as they are, and then changed; returns how many changed ones there were in time.
fn storm(target: &Target, seed: u64, mutations: u64, time: Option<Duration>) -> u64 {
    let start = Instant::now();
    let seeds = (target.seeds)();
    let mut random = Random(seed);
    let check = |input: &[u8], mutation: u64| {
        run(target, input).unwrap_or_else(|why| {
            let shown = dltctl::payload::digits(&input[..input.len().min(256)], "");
            panic!(
                "{}: {why}; DLTCTL_FUZZ_SEED={seed} DLTCTL_FUZZ_MUTATIONS={mutation}, {} bytes, first {shown}",
                target.name,
                input.len()
            );
        });
    };
    for input in &seeds {
        check(input, 0);
    }
    let mut input = Vec::new();
    for mutation in 0..mutations {
        // Often the changed one is changed again, so that changes add up.
        if mutation % 8 == 0 {
            input.clone_from(&seeds[random.below(seeds.len())]);
        }
        change(&mut input, &seeds, &mut random);
        check(&input, mutation + 1);
        if mutation % 1_000 == 999 && time.is_some_and(|time| start.elapsed() > time) {
            return mutation + 1;
        }
    }
    mutations
}

#[test]
fn no_bytes_bring_a_reader_down() {
    let seed = number("DLTCTL_FUZZ_SEED").unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        u64::try_from(now.as_nanos() & u128::from(u64::MAX)).unwrap()
    });
    let asked_for = number("DLTCTL_FUZZ_MUTATIONS");
    let time = asked_for.is_none().then_some(ENOUGH);
    for target in TARGETS {
        let start = Instant::now();
        let mutations = storm(target, seed, asked_for.unwrap_or(MUTATIONS), time);
        eprintln!(
            "{}: {mutations} mutations of DLTCTL_FUZZ_SEED={seed} in {:.1?}",
            target.name,
            start.elapsed()
        );
    }
}

/// The control: what the storm looks for, it finds.
#[test]
fn a_reader_that_breaks_is_found() {
    let target = |read: fn(&[u8])| Target {
        name: "broken on purpose",
        seeds: || vec![b"seed".to_vec()],
        read,
    };
    let fails = |read: fn(&[u8])| {
        let failed = panic::catch_unwind(|| storm(&target(read), 7, 2_000, None)).unwrap_err();
        failed.downcast_ref::<String>().unwrap().clone()
    };
    let panics = fails(|bytes| assert!(!bytes.contains(&0xff)));
    assert!(panics.contains("it panics;"), "{panics}");
    assert!(
        panics.contains("DLTCTL_FUZZ_SEED=7 DLTCTL_FUZZ_MUTATIONS="),
        "{panics}"
    );
    // A length that is believed, in a buffer that nobody sees.
    let holds = fails(|bytes| {
        if let Some(length) = bytes.first_chunk::<4>() {
            let length = u32::from_be_bytes(*length) as usize;
            drop(Vec::<u8>::with_capacity(length));
        }
    });
    assert!(holds.contains("it holds"), "{holds}");
    let harmless = target(|bytes| drop(bytes.to_vec()));
    assert_eq!(storm(&harmless, 7, 2_000, None), 2_000);
    assert_eq!(storm(&harmless, 7, 2_000, Some(Duration::ZERO)), 1_000);
}

#[test]
fn the_same_seed_is_the_same_storm() {
    let inputs = |seed: u64| {
        let mut random = Random(seed);
        let seeds = [b"abc".to_vec(), b"defghi".to_vec()];
        let mut input = seeds[0].clone();
        let mut all = Vec::new();
        for _ in 0..50 {
            change(&mut input, &seeds, &mut random);
            all.push(input.clone());
        }
        all
    };
    assert_eq!(inputs(1), inputs(1));
    assert_ne!(inputs(1), inputs(2));
}
