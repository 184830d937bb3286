//! The bytes of a body, made as they are sent: however long the body is, little of it is in memory.

use std::io::Write;
use std::iter;

use axum::body::Bytes;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// How long a body is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum BodySize {
    #[default]
    AsGiven,
    /// Cut to this, or filled up with blanks.
    Bytes(u64),
    /// Blanks follow for ever.
    Endless,
}

/// A body in one of two codings: what is given, then the same unit over and over, then an end.
pub(crate) struct Content {
    first: Bytes,
    unit: Bytes,
    /// `None`: for ever.
    units: Option<u64>,
    last: Bytes,
}

/// Deflate turns each MiB of blanks into 1 KiB; smaller units would compress worse.
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

    /// `None`: endless.
    pub(crate) fn length(&self) -> Option<u64> {
        let ends = (self.first.len() + self.last.len()) as u64;
        self.units
            .map(|units| ends + units * self.unit.len() as u64)
    }

    /// None of them empty.
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

/// One member of gzip (RFC 1952). Its blocks refer to nothing before them, so that one compressed
/// unit serves for all.
fn gzipped(body: &[u8], unit: &[u8], units: Option<u64>, rest: &[u8]) -> Content {
    // Deflate, no flags, no time, system unknown.
    let mut first = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    first.extend(deflated(body));
    let mut crc = checksum(body);
    repeat(&mut crc, checksum(unit), units.unwrap_or(0));
    crc.combine(&checksum(rest));

    let mut last = deflated(rest);
    // An empty final block.
    last.extend([0x03, 0x00]);
    last.extend(crc.sum().to_le_bytes());
    // The length modulo 2^32, which is what the format asks for.
    last.extend(crc.amount().to_le_bytes());
    Content {
        first: first.into(),
        unit: deflated(unit).into(),
        units,
        last: last.into(),
    }
}

/// Ends at a byte, and not with a final block.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.flush())
        .expect("a vector takes every byte");
    encoder.get_ref().clone()
}

fn checksum(bytes: &[u8]) -> Crc {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc
}

/// Appends `unit` this many times, by squaring: a body of many TiB must not keep the server busy.
fn repeat(crc: &mut Crc, mut unit: Crc, mut times: u64) {
    loop {
        if times % 2 == 1 {
            crc.combine(&unit);
        }
        times /= 2;
        if times == 0 {
            // Not once more: the length behind the checksum would overflow.
            return;
        }
        let mut copy = Crc::new();
        copy.combine(&unit);
        unit.combine(&copy);
    }
}
