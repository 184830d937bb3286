//! The bytes of a response body. The sandbox creates the bytes while it sends the body, so the
//! memory contains only a small part of a long body.

use std::io::Write;
use std::iter;

use axum::body::Bytes;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// The length of a response body.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum BodySize {
    #[default]
    AsGiven,
    /// The body has exactly this number of bytes. The sandbox cuts a longer body, and appends
    /// spaces to a shorter body.
    Bytes(u64),
    /// The body is endless. The sandbox appends spaces to the body until the connection ends.
    Endless,
}

/// A response body, which may be compressed. A body consists of three parts: the first bytes,
/// copies of one block of spaces, and the last bytes. This block of spaces is called the unit of
/// the body.
pub(crate) struct Content {
    first: Bytes,
    unit: Bytes,
    /// The number of copies of the unit in the body. `None` means that the body is endless.
    units: Option<u64>,
    last: Bytes,
}

/// The length of the unit in bytes, before compression. The deflate algorithm compresses a unit of
/// 1 MiB to 1 KiB. With a smaller unit, the compressed body would be longer.
const UNIT: usize = 1 << 20;

impl Content {
    pub(crate) fn new(mut body: Vec<u8>, size: BodySize, gzip: bool) -> Content {
        let total = match size {
            BodySize::AsGiven => Some(body.len() as u64),
            BodySize::Bytes(bytes) => Some(bytes),
            BodySize::Endless => None,
        };
        if let Some(Ok(total)) = total.map(usize::try_from) {
            body.truncate(total);
        }
        let blanks = total.map(|total| total - body.len() as u64);
        let unit = UNIT as u64;
        let units = blanks.map(|blanks| blanks / unit);
        let rest = blanks.map_or(0, |blanks| (blanks % unit) as usize);
        let has_units = units != Some(0);
        let [unit, rest] = [if has_units { UNIT } else { 0 }, rest].map(|len| vec![b' '; len]);
        if gzip {
            gzipped(&body, &unit, units, &rest)
        } else {
            Content {
                first: body.into(),
                unit: unit.into(),
                units,
                last: rest.into(),
            }
        }
    }

    /// Returns the length of the body. Returns `None` if the body is endless.
    pub(crate) fn length(&self) -> Option<u64> {
        let ends = (self.first.len() + self.last.len()) as u64;
        self.units
            .map(|units| ends + units * self.unit.len() as u64)
    }

    /// Returns the body in chunks. No chunk is empty.
    pub(crate) fn chunks(self) -> impl Iterator<Item = Bytes> + Send {
        let mut left = self.units;
        let units = iter::from_fn(move || {
            if let Some(left) = &mut left {
                *left = left.checked_sub(1)?;
            }
            Some(self.unit.clone())
        });
        iter::once(self.first)
            .chain(units)
            .chain(iter::once(self.last))
            .filter(|chunk| !chunk.is_empty())
    }
}

/// Compresses a body into one gzip member. RFC 1952 defines this format.
///
/// This function compresses the first bytes, the unit and the last bytes separately. This function
/// therefore compresses the unit only once, although the sandbox can send the compressed unit many
/// times.
fn gzipped(body: &[u8], unit: &[u8], units: Option<u64>, rest: &[u8]) -> Content {
    // The bytes of the gzip header mean: the method is deflate, no flags are set, the modification
    // time is missing, and the operating system is unknown.
    let mut first = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    first.extend(deflated(body));
    let mut crc = checksum(body);
    repeat(&mut crc, checksum(unit), units.unwrap_or(0));
    crc.combine(&checksum(rest));

    let mut last = deflated(rest);
    // An empty final block ends the deflate data.
    last.extend([0x03, 0x00]);
    last.extend(crc.sum().to_le_bytes());
    // The last four bytes of gzip data are the uncompressed length modulo 2^32.
    last.extend(crc.amount().to_le_bytes());
    Content {
        first: first.into(),
        unit: deflated(unit).into(),
        units,
        last: last.into(),
    }
}

/// Compresses the bytes. The compressed data end at a byte boundary and contain no final deflate
/// block, so more blocks can follow.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.flush())
        .expect("writing to a vector cannot fail");
    encoder.get_ref().clone()
}

fn checksum(bytes: &[u8]) -> Crc {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc
}

/// Updates the checksum `crc` with `times` copies of the unit.
///
/// In each step of its loop, the function doubles the number of copies that `unit` represents. The
/// function is therefore fast, even if all copies together are many TiB long.
fn repeat(crc: &mut Crc, mut unit: Crc, mut times: u64) {
    loop {
        if times % 2 == 1 {
            crc.combine(&unit);
        }
        times /= 2;
        if times == 0 {
            // Without this return, the next step could overflow the length that `Crc` stores.
            return;
        }
        let mut copy = Crc::new();
        copy.combine(&unit);
        unit.combine(&copy);
    }
}
