//! Which partition Java's producer would choose for a key.
//!
//! Mirrors apache/kafka `clients/src/main/java/org/apache/kafka/common/utils/Utils.java`, `murmur2` and `toPositive`,
//! and `clients/.../producer/internals/BuiltInPartitioner.java`, `partitionForKey`.

/// Hashes a key as Java's clients do.
pub fn murmur2(key: &[u8]) -> u32 {
    const SEED: u32 = 0x9747_b28c;
    const FACTOR: u32 = 0x5bd1_e995;
    // Java's lengths are 32 bits; a Kafka key cannot be longer.
    let length = u32::try_from(key.len()).unwrap_or(u32::MAX);
    let mut hash = SEED ^ length;
    let mut words = key.chunks_exact(4);
    for word in &mut words {
        let mut part = u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
        part = part.wrapping_mul(FACTOR);
        part ^= part >> 24;
        part = part.wrapping_mul(FACTOR);
        hash = hash.wrapping_mul(FACTOR) ^ part;
    }
    let rest = words.remainder();
    if !rest.is_empty() {
        for (index, byte) in rest.iter().enumerate() {
            hash ^= u32::from(*byte) << (8 * index);
        }
        hash = hash.wrapping_mul(FACTOR);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(FACTOR);
    hash ^ (hash >> 15)
}

/// Returns the partition of a hashed key among `count` partitions; 0 where `count` is not positive.
pub fn of_hash(hash: u32, count: i32) -> i32 {
    let positive = i32::try_from(hash & 0x7fff_ffff).unwrap_or(0);
    if count > 0 { positive % count } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_equal_those_of_java() {
        // apache/kafka: clients/src/test/java/org/apache/kafka/common/utils/UtilsTest.java, testMurmur2.
        for (key, hash) in [
            (&b"21"[..], -973_932_308_i32),
            (b"foobar", -790_332_482),
            (b"a-little-bit-long-string", -985_981_536),
            (b"a-little-bit-longer-string", -1_486_304_829),
            (
                b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8",
                -58_897_971,
            ),
            (b"abc", 479_470_107),
        ] {
            assert_eq!(murmur2(key).cast_signed(), hash, "{key:?}");
        }
    }

    #[test]
    fn partitions_equal_those_measured_with_java() {
        for (key, partition) in [
            ("abc", 3),
            ("order-1", 6),
            ("order-2", 3),
            ("order-3", 7),
            ("kafka", 4),
        ] {
            assert_eq!(of_hash(murmur2(key.as_bytes()), 8), partition, "{key}");
        }
        assert_eq!(of_hash(u32::MAX, 0), 0);
        assert_eq!(of_hash(u32::MAX, 1), 0);
    }
}
