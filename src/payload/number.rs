//! Numbers that JSON cannot hold as they are, or that no integer type holds.

use std::io::Write as _;

/// The longest integer that is written in decimal, in bytes: about 1 200 digits. The time that it takes grows with the
/// square of the length.
const LONGEST: usize = 512;

/// The most digits behind the point, or zeros at the end, that a decimal is written out with; beyond it has an exponent.
const MOST_ZEROS: i64 = 4_096;

/// Appends the shortest number that reads back the same, or the name of what is no number as a string.
pub(super) fn push_double(out: &mut Vec<u8>, number: f64) {
    if !push_unless_finite(out, number) {
        // Writing a finite number to a buffer cannot fail.
        let _ = serde_json::to_writer(&mut *out, &number);
    }
}

/// Appends a number of single precision: the shortest that reads back the same in single precision.
pub(super) fn push_float(out: &mut Vec<u8>, number: f32) {
    if !push_unless_finite(out, f64::from(number)) {
        let _ = serde_json::to_writer(&mut *out, &number);
    }
}

fn push_unless_finite(out: &mut Vec<u8>, number: f64) -> bool {
    let name: &[u8] = if number.is_nan() {
        b"\"NaN\""
    } else if number == f64::INFINITY {
        b"\"Infinity\""
    } else if number == f64::NEG_INFINITY {
        b"\"-Infinity\""
    } else {
        return false;
    };
    out.extend_from_slice(name);
    true
}

/// Appends an unscaled integer, big-endian in two's complement, with `scale` digits behind the point, as a string.
///
/// Says whether it has a text: one that is too long has none, and nothing is appended.
pub(super) fn push_decimal(out: &mut Vec<u8>, unscaled: &[u8], scale: i64) -> bool {
    let Some((is_negative, digits)) = signed(unscaled) else {
        return false;
    };
    out.push(b'"');
    if is_negative {
        out.push(b'-');
    }
    let is_zero = digits == b"0";
    match usize::try_from(scale.unsigned_abs()) {
        Ok(0) => out.extend_from_slice(&digits),
        Ok(places) if (1..=MOST_ZEROS).contains(&scale) => {
            let whole = digits.len().saturating_sub(places);
            if whole == 0 {
                out.push(b'0');
            }
            out.extend_from_slice(&digits[..whole]);
            out.push(b'.');
            out.resize(out.len() + places.saturating_sub(digits.len()), b'0');
            out.extend_from_slice(&digits[whole..]);
        }
        Ok(zeros) if (-MOST_ZEROS..0).contains(&scale) => {
            out.extend_from_slice(&digits);
            if !is_zero {
                out.resize(out.len() + zeros, b'0');
            }
        }
        _ => {
            out.extend_from_slice(&digits);
            // Writing to a buffer cannot fail.
            let _ = write!(out, "E{}", -i128::from(scale));
        }
    }
    out.push(b'"');
    true
}

/// Appends an unsigned big-endian integer as a JSON number, or `-1 - integer`, as CBOR writes negative ones.
///
/// Says whether it has a text: one that is too long has none, and nothing is appended.
pub(super) fn push_unsigned(out: &mut Vec<u8>, magnitude: &[u8], is_negative: bool) -> bool {
    let magnitude = without_zeros(magnitude);
    if magnitude.len() > LONGEST {
        return false;
    }
    let mut magnitude = magnitude.to_vec();
    if is_negative {
        out.push(b'-');
        add_one(&mut magnitude);
    }
    out.extend_from_slice(&decimal(&magnitude));
    true
}

/// Returns sign and decimal digits of a big-endian integer in two's complement; no byte is 0.
fn signed(bytes: &[u8]) -> Option<(bool, Vec<u8>)> {
    let is_negative = bytes.first().is_some_and(|first| *first >= 0x80);
    if bytes.len() <= 16 {
        let mut wide = [if is_negative { 0xff } else { 0 }; 16];
        wide[16 - bytes.len()..].copy_from_slice(bytes);
        let number = i128::from_be_bytes(wide);
        return Some((is_negative, number.unsigned_abs().to_string().into_bytes()));
    }
    if bytes.len() > LONGEST {
        return None;
    }
    let mut magnitude = bytes.to_vec();
    if is_negative {
        for byte in &mut magnitude {
            *byte = !*byte;
        }
        add_one(&mut magnitude);
    }
    Some((is_negative, decimal(&magnitude)))
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[zeros..]
}

fn add_one(bytes: &mut Vec<u8>) {
    for byte in bytes.iter_mut().rev() {
        let (sum, is_over) = byte.overflowing_add(1);
        *byte = sum;
        if !is_over {
            return;
        }
    }
    bytes.insert(0, 1);
}

/// Returns the decimal digits of an unsigned big-endian integer.
fn decimal(magnitude: &[u8]) -> Vec<u8> {
    const BASE: u64 = 1_000_000_000;
    // Four bytes at a time, most significant first.
    let mut words: Vec<u32> = magnitude
        .rchunks(4)
        .rev()
        .map(|chunk| {
            chunk
                .iter()
                .fold(0, |word, byte| word << 8 | u32::from(*byte))
        })
        .collect();
    // Nine digits at a time, least significant first.
    let mut groups = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let mut remainder = 0_u64;
        for word in &mut words[start..] {
            let value = remainder << 32 | u64::from(*word);
            // The remainder is less than the base, so the quotient has 32 bits.
            *word = u32::try_from(value / BASE).unwrap_or(u32::MAX);
            remainder = value % BASE;
        }
        groups.push(remainder);
        start += usize::from(words[start] == 0);
    }
    while groups.last() == Some(&0) {
        groups.pop();
    }
    let mut digits = Vec::with_capacity(groups.len() * 9 + 1);
    for (index, group) in groups.iter().rev().enumerate() {
        // Writing to a buffer cannot fail.
        let _ = match index {
            0 => write!(digits, "{group}"),
            _ => write!(digits, "{group:09}"),
        };
    }
    if digits.is_empty() {
        digits.push(b'0');
    }
    digits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    fn of_decimal(unscaled: &[u8], scale: i64) -> String {
        text(|out| assert!(push_decimal(out, unscaled, scale)))
    }

    #[test]
    fn decimals_are_exact() {
        let cases: [(&[u8], i64, &str); 14] = [
            (&[], 2, "\"0.00\""),
            (&[0], 0, "\"0\""),
            (&[0x04, 0xe2], 2, "\"12.50\""),
            (&[0xfb, 0x1e], 2, "\"-12.50\""),
            (&[0x05], 3, "\"0.005\""),
            (&[0xff], 1, "\"-0.1\""),
            (&[0x80], 2, "\"-1.28\""),
            (&[0, 0, 0, 0x07], 0, "\"7\""),
            (&[0x07], -3, "\"7000\""),
            (&[0], -3, "\"0\""),
            (&[0x07], 4_097, "\"7E-4097\""),
            (&[0x07], i64::MIN, "\"7E9223372036854775808\""),
            (&[0xff; 17], 5, "\"-0.00001\""),
            (
                &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                2,
                "\"3402823669209384634633746074317682114.56\"",
            ),
        ];
        for (unscaled, scale, expected) in cases {
            assert_eq!(of_decimal(unscaled, scale), expected, "{unscaled:?}");
        }
        let mut out = Vec::new();
        assert!(!push_decimal(&mut out, &[1; 513], 0));
        assert!(out.is_empty());
        assert!(push_decimal(&mut out, &[1; 512], 0));
    }

    #[test]
    fn floats_are_the_shortest_that_read_back() {
        assert_eq!(text(|out| push_float(out, 0.1)), "0.1");
        assert_eq!(text(|out| push_double(out, 0.1)), "0.1");
        assert_eq!(text(|out| push_double(out, 3.0)), "3.0");
        assert_eq!(text(|out| push_double(out, -0.0)), "-0.0");
        assert_eq!(text(|out| push_double(out, 1e300)), "1e+300");
        assert_eq!(text(|out| push_double(out, f64::NAN)), "\"NaN\"");
        assert_eq!(text(|out| push_float(out, f32::INFINITY)), "\"Infinity\"");
        assert_eq!(
            text(|out| push_double(out, f64::NEG_INFINITY)),
            "\"-Infinity\""
        );
    }

    /// The number that decimal digits name, as big-endian bytes, by multiplying instead of dividing.
    fn bytes_of(digits: &str) -> Vec<u8> {
        let mut bytes: Vec<u8> = Vec::new();
        for digit in digits.bytes() {
            let mut carry = u32::from(digit - b'0');
            for byte in &mut bytes {
                carry += u32::from(*byte) * 10;
                *byte = u8::try_from(carry & 0xff).unwrap();
                carry >>= 8;
            }
            if carry > 0 {
                bytes.push(u8::try_from(carry).unwrap());
            }
        }
        bytes.reverse();
        bytes
    }

    proptest! {
        #[test]
        fn long_integers_are_exact(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let digits = text(|out| assert!(push_unsigned(out, &bytes, false)));
            prop_assert_eq!(bytes_of(&digits), without_zeros(&bytes));
        }

        #[test]
        fn negative_integers_are_one_less(number in any::<u128>()) {
            let number = number / 2;
            let digits = text(|out| assert!(push_unsigned(out, &number.to_be_bytes(), true)));
            prop_assert_eq!(digits, format!("-{}", number + 1));
        }

        #[test]
        fn both_ways_of_a_signed_integer_agree(number in any::<i128>(), scale in 0..40_i64) {
            let short = number.to_be_bytes();
            let mut long = vec![if number < 0 { 0xff } else { 0 }; 3];
            long.extend_from_slice(&short);
            prop_assert_eq!(of_decimal(&short, scale), of_decimal(&long, scale));
            prop_assert_eq!(of_decimal(&short, 0), format!("\"{number}\""));
        }

        #[test]
        fn doubles_read_back(number in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
            let read: f64 = text(|out| push_double(out, number)).parse().unwrap();
            prop_assert_eq!(read.to_bits(), number.to_bits());
        }
    }
}
