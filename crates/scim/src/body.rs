//! Receives a body within its limits. Packed bodies are unpacked here, chunk by chunk, so that a
//! small answer that unpacks to gigabytes is stopped at the limit and never held.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

use crate::failure::FailureKind;

/// A body under construction.
pub(crate) struct Body {
    received: usize,
    limit: usize,
    sink: Sink,
}

enum Sink {
    Plain(Vec<u8>),
    Gzip(Box<MultiGzDecoder<Bounded>>),
}

/// Collects unpacked bytes and refuses those beyond the limit.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
    over: bool,
}

impl Write for Bounded {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        if chunk.len() > self.limit - self.bytes.len() {
            self.over = true;
            return Err(io::Error::other("over the limit"));
        }
        self.bytes.extend_from_slice(chunk);
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Body {
    /// Starts a body. `announced` is the Content-Length, `encoding` the Content-Encoding.
    pub(crate) fn new(
        limit: usize,
        announced: Option<u64>,
        encoding: Option<&str>,
    ) -> Result<Self, FailureKind> {
        let announced = announced.unwrap_or(0);
        if announced > limit as u64 {
            return Err(FailureKind::BodyTooLarge { limit });
        }
        let sink = match encoding.map(|text| text.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "identity") => {
                // What a server announces is a claim: trusted up to a page of usual size.
                let room = usize::try_from(announced).unwrap_or(0).min(1024 * 1024);
                Sink::Plain(Vec::with_capacity(room))
            }
            Some("gzip" | "x-gzip") => Sink::Gzip(Box::new(MultiGzDecoder::new(Bounded {
                bytes: Vec::new(),
                limit,
                over: false,
            }))),
            Some(other) => {
                return Err(FailureKind::BadJson(format!(
                    "it is compressed as {other}, which was not requested"
                )));
            }
        };
        Ok(Self { received: 0, limit, sink })
    }

    /// Adds the next chunk.
    pub(crate) fn push(&mut self, chunk: &[u8]) -> Result<(), FailureKind> {
        self.received = self.received.saturating_add(chunk.len());
        if self.received > self.limit {
            return Err(FailureKind::BodyTooLarge { limit: self.limit });
        }
        match &mut self.sink {
            Sink::Plain(bytes) => bytes.extend_from_slice(chunk),
            Sink::Gzip(decoder) => {
                let result = decoder.write_all(chunk);
                if decoder.get_ref().over {
                    return Err(FailureKind::UnpackedTooLarge { limit: self.limit });
                }
                result.map_err(|_| {
                    FailureKind::BadJson("it is not compressed correctly".to_owned())
                })?;
            }
        }
        Ok(())
    }

    /// What was unpacked so far, for showing.
    pub(crate) fn so_far(&self) -> &[u8] {
        match &self.sink {
            Sink::Plain(bytes) => bytes,
            Sink::Gzip(decoder) => &decoder.get_ref().bytes,
        }
    }

    /// The whole body, unpacked.
    pub(crate) fn finish(self) -> Result<Vec<u8>, FailureKind> {
        match self.sink {
            Sink::Plain(bytes) => Ok(bytes),
            // An empty body says gzip too, with some servers.
            Sink::Gzip(_) if self.received == 0 => Ok(Vec::new()),
            Sink::Gzip(mut decoder) => {
                let result = decoder.try_finish();
                if decoder.get_ref().over {
                    return Err(FailureKind::UnpackedTooLarge { limit: self.limit });
                }
                result.map_err(|_| {
                    FailureKind::Cut("the compressed response is incomplete".to_owned())
                })?;
                Ok(std::mem::take(&mut decoder.get_mut().bytes))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let packed = gzip(&vec![b'x'; 8 * 1024 * 1024]);
        assert!(packed.len() < 16 * 1024);
        let limit = 64 * 1024;
        let mut body = Body::new(limit, Some(packed.len() as u64), Some("gzip")).unwrap();
        assert_eq!(body.push(&packed), Err(FailureKind::UnpackedTooLarge { limit }));
        assert!(body.so_far().len() <= limit);
    }

    #[test]
    fn an_announced_length_over_the_limit_is_refused_before_reading() {
        let refused = Body::new(10, Some(11), None).err();
        assert_eq!(refused, Some(FailureKind::BodyTooLarge { limit: 10 }));
    }

    #[test]
    fn half_a_packed_body_is_a_cut_and_an_unknown_packing_is_refused() {
        let packed = gzip(b"{\"id\":\"1\"}");
        let mut body = Body::new(100, None, Some("GZIP")).unwrap();
        body.push(&packed[..packed.len() - 6]).unwrap();
        assert!(matches!(body.finish(), Err(FailureKind::Cut(_))));
        assert!(matches!(Body::new(100, None, Some("br")), Err(FailureKind::BadJson(_))));
    }

    proptest! {
        #[test]
        fn what_was_packed_comes_out_in_any_chunks(bytes in prop::collection::vec(any::<u8>(), 0..400), step in 1_usize..50) {
            for (sent, encoding) in [(gzip(&bytes), Some("gzip")), (bytes.clone(), None)] {
                let mut body = Body::new(1000, None, encoding).unwrap();
                for chunk in sent.chunks(step) {
                    body.push(chunk).unwrap();
                }
                prop_assert_eq!(body.finish().unwrap(), bytes.clone());
            }
        }

        #[test]
        fn unpacking_any_bytes_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut body = Body::new(1000, None, Some("gzip")).unwrap();
            let _ = body.push(&bytes);
            let _ = body.finish();
        }
    }
}
