//! Data packed for the page: JSON, compressed (zlib), in base64, in chunks that a browser unpacks one by one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde::Serialize;

use crate::error::ReportError;

/// A chunk ends when its JSON is this long: to unpack one is no wait, and there are few enough of them.
const CHUNK_BYTES: usize = 256 << 10;

/// Better levels gain a few per cent for twice the time.
const LEVEL: u8 = 6;

/// Items on their way into chunks, in their order.
#[derive(Debug)]
pub(crate) struct Packer {
    kind: &'static str,
    json: Vec<u8>,
    items: usize,
    starts: Vec<usize>,
    chunks: Vec<String>,
}

/// Items in chunks.
#[derive(Debug)]
pub(crate) struct Packed {
    /// What they are; the name of a chunk in the page is this and its number.
    pub(crate) kind: &'static str,
    /// The number of the first item in each chunk.
    pub(crate) starts: Vec<usize>,
    /// The chunks, each a JSON array of items.
    pub(crate) chunks: Vec<String>,
}

impl Packer {
    pub(crate) fn new(kind: &'static str) -> Self {
        Self {
            kind,
            json: Vec::new(),
            items: 0,
            starts: Vec::new(),
            chunks: Vec::new(),
        }
    }

    /// Appends an item.
    pub(crate) fn push(&mut self, item: &impl Serialize) -> Result<(), ReportError> {
        if self.json.is_empty() {
            self.starts.push(self.items);
            self.json.push(b'[');
        } else {
            self.json.push(b',');
        }
        serde_json::to_writer(&mut self.json, item)?;
        self.items += 1;
        if self.json.len() >= CHUNK_BYTES {
            self.close();
        }
        Ok(())
    }

    fn close(&mut self) {
        if !self.json.is_empty() {
            self.json.push(b']');
            self.chunks.push(compressed(&self.json));
            self.json.clear();
        }
    }

    pub(crate) fn finish(mut self) -> Packed {
        self.close();
        Packed {
            kind: self.kind,
            starts: self.starts,
            chunks: self.chunks,
        }
    }
}

/// One value packed by itself.
pub(crate) fn pack(value: &impl Serialize) -> Result<String, ReportError> {
    Ok(compressed(&serde_json::to_vec(value)?))
}

fn compressed(json: &[u8]) -> String {
    STANDARD.encode(compress_to_vec_zlib(json, LEVEL))
}

#[cfg(test)]
pub(crate) fn unpack(chunk: &str) -> serde_json::Value {
    let bytes = STANDARD.decode(chunk).unwrap();
    let json = miniz_oxide::inflate::decompress_to_vec_zlib(&bytes).unwrap();
    serde_json::from_slice(&json).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_in_their_chunks() {
        let items: Vec<String> = (0..5)
            .map(|number| number.to_string().repeat(CHUNK_BYTES / 2))
            .collect();
        let mut packer = Packer::new("test");
        for item in &items {
            packer.push(item).unwrap();
        }
        let packed = packer.finish();
        assert_eq!(packed.starts, [0, 2, 4]);
        let back: Vec<_> = packed.chunks.iter().map(|chunk| unpack(chunk)).collect();
        assert_eq!(
            serde_json::to_value(&items[2..4]).unwrap(),
            back[1],
            "the second chunk"
        );
        assert_eq!(back[2].as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn nothing_gives_no_chunk() {
        let packed = Packer::new("test").finish();
        assert!(packed.starts.is_empty() && packed.chunks.is_empty());
    }
}
