//! Numbers as digits, hexadecimal digits, or bytes: rpk's and kcl's modifiers.

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberForm {
    /// Decimal digits.
    Decimal,
    /// As many hexadecimal digits as are needed.
    Hex,
    /// So many hexadecimal digits: the lowest ones.
    HexDigits(usize),
    /// So many bytes, the highest first.
    Big(usize),
    /// So many bytes, the lowest first.
    Little(usize),
    /// `true`, unless it is zero.
    Bool,
}

impl NumberForm {
    /// What there is, for people.
    pub(super) const NAMES: &str = "ascii, hex, hex64, hex32, hex16, hex8, hex4, big64, big32, big16, big8, little64, little32, little16, \
         little8, byte and bool";

    /// Finds the form of a name.
    pub(super) fn find(name: &str) -> Option<Self> {
        Some(match name {
            "ascii" | "number" => Self::Decimal,
            "hex" => Self::Hex,
            "hex64" => Self::HexDigits(16),
            "hex32" => Self::HexDigits(8),
            "hex16" => Self::HexDigits(4),
            "hex8" => Self::HexDigits(2),
            "hex4" => Self::HexDigits(1),
            "big64" => Self::Big(8),
            "big32" => Self::Big(4),
            "big16" => Self::Big(2),
            "byte" | "big8" | "little8" => Self::Big(1),
            "little64" => Self::Little(8),
            "little32" => Self::Little(4),
            "little16" => Self::Little(2),
            "bool" => Self::Bool,
            _ => return None,
        })
    }

    /// Appends a number; what does not fit is cut off, as rpk and kcl do.
    pub(super) fn push(self, number: i64, out: &mut Vec<u8>) {
        match self {
            Self::Decimal => out.extend_from_slice(number.to_string().as_bytes()),
            Self::Hex => out.extend_from_slice(format!("{number:x}").as_bytes()),
            Self::HexDigits(digits) => {
                out.extend_from_slice(&format!("{number:016x}").as_bytes()[16 - digits..]);
            }
            Self::Big(bytes) => out.extend_from_slice(&number.to_be_bytes()[8 - bytes..]),
            Self::Little(bytes) => out.extend_from_slice(&number.to_le_bytes()[..bytes]),
            Self::Bool => out.extend_from_slice(if number == 0 { b"false" } else { b"true" }),
        }
    }
}
