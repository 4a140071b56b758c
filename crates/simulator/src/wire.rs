//! From a reply to bytes on the wire: whole, half, in drops, padded, packed or as a bomb.

use std::io::{self, Write};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress};
use futures::stream::{self, Stream, StreamExt};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};

use crate::app::Shape;
use crate::reply::Reply;

/// Bytes in one drop of a slow answer.
const DROP: usize = 256;
/// Bytes unpacked from one piece of a bomb.
const PIECE: usize = 1 << 20;

type Piece = io::Result<Bytes>;

pub(crate) fn response(reply: Reply, shape: &Shape, pack: bool) -> Response {
    let mut response = http::Response::builder().status(reply.status);
    if !reply.content_type.is_empty() {
        response = response.header(CONTENT_TYPE, &reply.content_type);
    }
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    let mut body = reply.body;
    if pack && !body.is_empty() && matches!(shape, Shape::Whole | Shape::Half | Shape::Drip(_)) {
        match packed(&body) {
            Ok(smaller) => {
                response = response.header(CONTENT_ENCODING, "gzip");
                body = smaller;
            }
            Err(error) => tracing::warn!(%error, "not packed"),
        }
    }
    let body = match shape {
        Shape::Whole => Body::from(body),
        Shape::Half => {
            response = response.header(CONTENT_LENGTH, body.len());
            Body::from_stream(half(body.slice(..body.len() / 2)))
        }
        Shape::Drip(pause) => Body::from_stream(drops(body, *pause)),
        Shape::Padded(length) => Body::from_stream(padded(*length)),
        Shape::Bomb(length) => {
            response = response.header(CONTENT_ENCODING, "gzip");
            Body::from_stream(bomb(*length))
        }
    };
    response.body(body).unwrap_or_else(|error| {
        tracing::error!(%error, "an answer that cannot be sent");
        Response::new(Body::empty())
    })
}

fn packed(body: &[u8]) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish().map(Bytes::from)
}

fn half(first: Bytes) -> impl Stream<Item = Piece> {
    stream::iter([Ok(first)]).chain(stream::once(async {
        // long enough for the first half to leave the machine
        tokio::time::sleep(Duration::from_millis(60)).await;
        Err(io::Error::new(io::ErrorKind::ConnectionReset, "cut on demand"))
    }))
}

fn drops(body: Bytes, pause: Duration) -> impl Stream<Item = Piece> {
    stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        let drop = rest.split_to(rest.len().min(DROP));
        tokio::time::sleep(pause).await;
        Some((Ok(drop), rest))
    })
}

fn padded(length: usize) -> impl Stream<Item = Piece> {
    let padding = Bytes::from(vec![b'x'; 1 << 16]);
    let whole = length / padding.len();
    let rest = padding.slice(..length % padding.len());
    let start = "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],\
                 \"totalResults\":0,\"Resources\":[],\"padding\":\"";
    let pieces = std::iter::once(Bytes::from(start))
        .chain(std::iter::repeat_n(padding, whole))
        .chain([rest, Bytes::from("\"}")]);
    stream::iter(pieces.map(Ok))
}

/// One gzip member that unpacks to `length` spaces. Deflate blocks after a full flush know nothing of
/// what came before, so one packed piece is sent again and again.
fn bomb(length: usize) -> impl Stream<Item = Piece> {
    let spaces = vec![b' '; PIECE];
    let mut compress = Compress::new(Compression::best(), false);
    let mut piece = Vec::with_capacity(PIECE / 100);
    let packed = compress.compress_vec(&spaces, &mut piece, FlushCompress::Full);
    if let Err(error) = packed {
        tracing::error!(%error, "no bomb");
    }
    let piece = Bytes::from(piece);
    let times = length.div_ceil(PIECE);
    let mut crc = flate2::Crc::new();
    let mut one = flate2::Crc::new();
    one.update(&spaces);
    for _ in 0..times {
        crc.combine(&one);
    }
    let mut end = vec![0x03, 0x00];
    end.extend(crc.sum().to_le_bytes());
    end.extend(crc.amount().to_le_bytes());
    let start: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let pieces = std::iter::once(Bytes::from_static(start))
        .chain(std::iter::repeat_n(piece, times))
        .chain([Bytes::from(end)]);
    stream::iter(pieces.map(Ok))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[tokio::test]
    async fn a_bomb_is_small_valid_gzip_that_unpacks_to_what_was_asked() {
        let pieces: Vec<Bytes> = bomb(8 << 20).map(Result::unwrap).collect().await;
        let packed = pieces.concat();
        assert!(packed.len() < 40_000, "{}", packed.len());
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked.len(), 8 << 20);
    }
}
