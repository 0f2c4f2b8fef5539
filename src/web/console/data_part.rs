//! A file made as it leaves, or a part of it: its length and digest are known before, so a download that was cut goes on
//! where it stopped (RFC 9110, *Range Requests*). One part only; whoever asks for several gets the whole.

use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, IF_RANGE, RANGE,
};
use bytes::Bytes;
use tokio::sync::mpsc;

use crate::app::export_data::{MicrodataFile, WaveData, Written};

/// What of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    Whole(u64),
    Part(Range<u64>),
    /// It begins after the end.
    Outside,
}

impl Asked {
    pub fn has_bytes(&self) -> bool {
        *self != Self::Outside
    }
}

fn tag(written: &Written) -> String {
    ["\"", &written.digest.hex(), "\""].concat()
}

/// Of a file that has changed since, the whole.
pub fn asked(headers: &HeaderMap, written: &Written) -> Asked {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_current = text(IF_RANGE).is_none_or(|given| given == tag(written));
    match text(RANGE).filter(|_| is_current) {
        Some(range) => part(range, written.bytes),
        None => Asked::Whole(written.bytes),
    }
}

/// `bytes=FROM-`, `bytes=FROM-LAST` or `bytes=-COUNT`; anything else is passed over, as the standard has it.
fn part(range: &str, length: u64) -> Asked {
    let whole = Asked::Whole(length);
    let Some((from, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else { return whole };
    let bounds = match (from.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(from), Ok(last)) if from <= last => from..last.saturating_add(1).min(length),
        (Ok(from), Err(_)) if last.trim().is_empty() => from..length,
        (Err(_), Ok(count)) if from.trim().is_empty() => length.saturating_sub(count)..length,
        _ => return whole,
    };
    if bounds.is_empty() { Asked::Outside } else { Asked::Part(bounds) }
}

pub fn reply(data: Arc<WaveData>, file: MicrodataFile, written: &Written, asked: Asked) -> HttpResponse {
    let (status, range, bytes) = match asked {
        Asked::Outside => {
            let mut reply = HttpResponse::build(StatusCode::RANGE_NOT_SATISFIABLE);
            return reply.insert_header((CONTENT_RANGE, format!("bytes */{}", written.bytes))).finish();
        }
        Asked::Whole(length) => (StatusCode::OK, None, 0..length),
        Asked::Part(part) => {
            let told = format!("bytes {}-{}/{}", part.start, part.end - 1, written.bytes);
            (StatusCode::PARTIAL_CONTENT, Some(told), part)
        }
    };
    let name = data.name(file);
    let mut reply = HttpResponse::build(status);
    reply
        .insert_header((ETAG, tag(written)))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((CONTENT_TYPE, file.media_type()))
        .insert_header((CONTENT_DISPOSITION, ["attachment; filename=\"", &name, "\""].concat()))
        .insert_header(("repr-digest", format!("sha-256=:{}:", written.digest.base64())));
    if let Some(range) = range {
        reply.insert_header((CONTENT_RANGE, range));
    }
    let left = bytes.end - bytes.start;
    reply.body(Made { length: left, left, chunks: data.stream(file, bytes) })
}

/// A body made while it is read.
struct Made {
    length: u64,
    left: u64,
    chunks: mpsc::Receiver<Bytes>,
}

impl MessageBody for Made {
    type Error = std::io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.length)
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        match self.chunks.poll_recv(context) {
            Poll::Ready(Some(chunk)) => {
                self.left = self.left.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                Poll::Ready(Some(Ok(chunk)))
            }
            // A file that stops short is told: a reader would take it for the whole.
            Poll::Ready(None) if self.left > 0 => Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_read_as_the_standard_has_it() {
        let of = |range| part(range, 100);
        assert_eq!(of("bytes=40-"), Asked::Part(40..100));
        assert_eq!(of("bytes=40-49"), Asked::Part(40..50));
        assert_eq!(of("bytes=90-500"), Asked::Part(90..100));
        assert_eq!(of("bytes=-10"), Asked::Part(90..100));
        assert_eq!(of("bytes=-500"), Asked::Part(0..100));
        assert_eq!((of("bytes=100-"), of("bytes=-0")), (Asked::Outside, Asked::Outside));
        for passed_over in ["bytes=9-3", "bytes=0-1,5-6", "lines=1-2", "bytes=a-", "bytes=-"] {
            assert_eq!(of(passed_over), Asked::Whole(100), "{passed_over}");
        }
    }
}
