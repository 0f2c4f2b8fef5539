//! What a reader's headers ask for of frozen bytes: compressed or not, whole or a part. What cannot be read asks for
//! nothing: the whole is sent.

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};

/// Of bytes, those asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Whole,
    From {
        first: usize,
        /// The first one after them.
        end: usize,
    },
    /// None of them is there.
    Beyond,
}

/// Whether gzip is taken: named, or `*`, with a weight that is not 0.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let (mut named, mut any) = (None, None);
    for line in headers.get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok()) {
        for item in line.split(',') {
            let (coding, weight) = item.split_once(';').unwrap_or((item, ""));
            let is_taken = weight.trim().strip_prefix("q=").is_none_or(|q| q.parse::<f64>().is_ok_and(|q| q > 0.0));
            match coding.trim() {
                coding if coding.eq_ignore_ascii_case("gzip") => named = Some(is_taken),
                "*" => any = Some(is_taken),
                _ => {}
            }
        }
    }
    named.or(any).unwrap_or(false)
}

/// One range of bytes; several at once, or another unit, are answered with the whole, as RFC 9110 allows.
pub fn part(range: &HeaderValue, length: usize) -> Part {
    let asked = range.to_str().ok().and_then(|text| text.trim().strip_prefix("bytes="));
    let Some((first, last)) = asked.and_then(|one| one.trim().split_once('-')) else { return Part::Whole };
    let number = |text: &str| if text.bytes().all(|b| b.is_ascii_digit()) { text.parse::<usize>().ok() } else { None };
    match (first, last) {
        // The last so many.
        ("", last) => match number(last) {
            None => Part::Whole,
            Some(0) => Part::Beyond,
            Some(_) if length == 0 => Part::Beyond,
            Some(count) => Part::From { first: length.saturating_sub(count), end: length },
        },
        (first, last) => {
            let Some(first) = number(first) else { return Part::Whole };
            let end = if last.is_empty() { Some(length) } else { number(last).map(|last| last.saturating_add(1)) };
            match end {
                None => Part::Whole,
                Some(end) if end <= first && !last.is_empty() => Part::Whole,
                Some(_) if first >= length => Part::Beyond,
                Some(end) => Part::From { first, end: end.min(length) },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Part {
        part(&HeaderValue::from_str(text).unwrap(), 10)
    }

    #[test]
    fn a_range_is_cut_to_what_there_is() {
        assert_eq!(asked("bytes=0-3"), Part::From { first: 0, end: 4 });
        assert_eq!(asked("bytes=4-"), Part::From { first: 4, end: 10 });
        assert_eq!(asked("bytes=-3"), Part::From { first: 7, end: 10 });
        assert_eq!(asked("bytes=-99"), Part::From { first: 0, end: 10 });
        assert_eq!(asked("bytes=9-99"), Part::From { first: 9, end: 10 });
    }

    #[test]
    fn what_is_not_there_is_said_and_what_is_not_a_range_gives_the_whole() {
        for beyond in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert_eq!(asked(beyond), Part::Beyond, "{beyond}");
        }
        for whole in
            ["bytes=0-1,4-5", "lines=0-1", "bytes=a-b", "bytes=5-2", "bytes=--1", "bytes=+1-2", "bytes=", "0-1"]
        {
            assert_eq!(asked(whole), Part::Whole, "{whole}");
        }
        let huge = format!("bytes={}-", u128::MAX);
        assert_eq!(asked(&huge), Part::Whole);
    }

    #[test]
    fn gzip_is_sent_to_whoever_takes_it() {
        let takes = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_str(text).unwrap());
            takes_gzip(&headers)
        };
        for yes in ["gzip", "deflate, GZIP;q=0.5", "*", "br, gzip;q=1.0, *;q=0"] {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "identity", "gzip;q=0", "gzip;q=0.000, *", "br", "*;q=0", "gzip;q=x"] {
            assert!(!takes(no), "{no}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
