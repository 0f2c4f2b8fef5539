//! Numbers that look like chance and can be had again: hashes of bytes, and the stream of a seed. Written out here, for the
//! order of a list, the arm of a respondent or the draw of a figure must be the same after any update of a library. Against
//! coincidence, not against an enemy.

/// What the state of a stream grows by.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// FNV-1a over 64 bits (Fowler, Noll and Vo).
pub fn hash(bytes: &[u8]) -> u64 {
    seeded_hash(0, bytes)
}

/// The same, with a start of its own for each seed.
pub fn seeded_hash(seed: u64, bytes: &[u8]) -> u64 {
    let start = seed ^ 0xcbf2_9ce4_8422_2325;
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// One step of SplitMix64: every bit of the state reaches every bit of the number. Steele, Lea and Flood, « Fast splittable
/// pseudorandom number generators », OOPSLA 2014.
pub fn mixed(state: u64) -> u64 {
    let z = state.wrapping_add(STEP);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The numbers of a seed, one after the other.
#[derive(Debug, Clone)]
pub struct Stream(u64);

impl Stream {
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub fn draw(&mut self) -> u64 {
        let drawn = mixed(self.0);
        self.0 = self.0.wrapping_add(STEP);
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_are_the_published_ones() {
        let known = [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)];
        for (text, published) in known {
            assert_eq!(hash(text.as_bytes()), published, "{text}");
        }
        assert_ne!(seeded_hash(1, b"a"), hash(b"a"));
    }

    #[test]
    fn the_stream_is_the_published_one() {
        let mut stream = Stream::of(1_234_567);
        assert_eq!([stream.draw(), stream.draw()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
        assert_eq!(mixed(1_234_567), Stream::of(1_234_567).draw());
    }
}
