//! Zstandard frames: where one ends, found without unpacking it, and unpacking with a limit (RFC 8878).

use std::io::{self, BufRead, Read};

/// The first bytes of a frame.
const MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();
/// What a block may hold.
const LARGEST_BLOCK: u32 = 128 << 10;

/// Reads the frame at the reader's place into `packed`. Only its headers are looked at, so that what is read can be checked
/// before it is unpacked.
pub(super) fn read(input: &mut impl BufRead, packed: &mut Vec<u8>) -> io::Result<()> {
    let [magic @ .., descriptor] = copied::<5>(input, packed)?;
    if magic != MAGIC {
        return Err(bad("no frame starts here"));
    }
    let is_single = descriptor & 0x20 != 0;
    let size = match descriptor >> 6 {
        0 => u64::from(is_single),
        flag => 1 << flag,
    };
    let dictionary = [0, 1, 2, 4].get(usize::from(descriptor & 3)).copied().unwrap_or(0);
    copy(input, packed, u64::from(!is_single) + dictionary + size)?;
    loop {
        let [low, middle, high] = copied::<3>(input, packed)?;
        let header = u32::from_le_bytes([low, middle, high, 0]);
        let size = header >> 3;
        if size > LARGEST_BLOCK {
            return Err(bad("a block is too large"));
        }
        match header >> 1 & 3 {
            // As they are, and compressed.
            0 | 2 => copy(input, packed, size.into())?,
            // One byte again and again.
            1 => copy(input, packed, 1)?,
            _ => return Err(bad("a block is of no known type")),
        }
        if header & 1 != 0 {
            break;
        }
    }
    if descriptor & 4 == 0 { Ok(()) } else { copy(input, packed, 4) }
}

/// What a frame holds, which is an error beyond `limit` bytes.
pub(super) fn unpacked(packed: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    unpacked_into(Vec::new(), packed, limit)
}

/// The same in a buffer that is used again.
pub(super) fn unpacked_into(mut buffer: Vec<u8>, packed: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    buffer.clear();
    zstd::Decoder::with_buffer(packed)?.single_frame().take(limit.saturating_add(1)).read_to_end(&mut buffer)?;
    if buffer.len() as u64 > limit {
        return Err(bad("it unpacks to more than it says"));
    }
    Ok(buffer)
}

fn copied<const N: usize>(input: &mut impl BufRead, packed: &mut Vec<u8>) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    packed.extend_from_slice(&bytes);
    Ok(bytes)
}

fn copy(input: &mut impl BufRead, packed: &mut Vec<u8>, count: u64) -> io::Result<()> {
    let read = input.take(count).read_to_end(packed)?;
    if read as u64 == count { Ok(()) } else { Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends early")) }
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn noise(count: usize) -> Vec<u8> {
        (0..count as u64).flat_map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes()).collect()
    }

    #[test]
    fn a_frame_of_any_make_ends_where_it_ends() {
        for content in [Vec::new(), b"x".to_vec(), vec![b'a'; 1_000_000], noise(100_000), vec![0; 300]] {
            for (checksum, sized) in [(true, false), (false, true), (true, true), (false, false)] {
                let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
                encoder.include_checksum(checksum).unwrap();
                encoder.set_pledged_src_size(sized.then_some(content.len() as u64)).unwrap();
                encoder.include_contentsize(sized).unwrap();
                encoder.write_all(&content).unwrap();
                let frame = encoder.finish().unwrap();
                let followed = [frame.as_slice(), b"more"].concat();
                let (mut input, mut packed) = (followed.as_slice(), Vec::new());
                read(&mut input, &mut packed).unwrap();
                assert_eq!((&packed, input), (&frame, b"more".as_slice()));
                assert_eq!(unpacked(&packed, content.len() as u64).unwrap(), content);
                for end in [0, 4, frame.len() / 2, frame.len() - 1] {
                    let cut = read(&mut frame.get(..end).unwrap(), &mut Vec::new());
                    assert_eq!(cut.unwrap_err().kind(), io::ErrorKind::UnexpectedEof, "{end}");
                }
            }
        }
        assert!(read(&mut b"no frame at all".as_slice(), &mut Vec::new()).is_err());
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = zstd::encode_all(io::repeat(b'a').take(1 << 28), 1).unwrap();
        assert!(bomb.len() < 1 << 16);
        assert_eq!(unpacked(&bomb, 1_000).unwrap_err().to_string(), "it unpacks to more than it says");
    }
}
