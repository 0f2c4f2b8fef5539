//! The file of a form sent in parts (RFC 7578). Our forms with a file have nothing else, so the first part that bears a
//! file name is it; what is not well formed holds no file.

const BOUNDARY_CHARS_MAX: usize = 70;
const HEAD_END: &[u8] = b"\r\n\r\n";

/// What parts the parts, as the content type says it.
pub fn boundary(content_type: &str) -> Option<String> {
    let (_, rest) = content_type.split_once("boundary=")?;
    let value = rest.split(';').next()?.trim().trim_matches('"');
    let fits = (1..=BOUNDARY_CHARS_MAX).contains(&value.len()) && value.is_ascii();
    fits.then(|| value.to_owned())
}

/// The bytes of the file, if there is one.
pub fn file(body: &[u8], boundary: &str) -> Option<Vec<u8>> {
    let mark = ["\r\n--", boundary].concat().into_bytes();
    let opening = mark.strip_prefix(b"\r\n")?;
    let mut rest = body.strip_prefix(opening)?;
    loop {
        rest = rest.strip_prefix(b"\r\n")?;
        let end = find(rest, &mark)?;
        let (part, after) = rest.split_at_checked(end)?;
        rest = after.get(mark.len()..)?;
        let at = find(part, HEAD_END)?;
        let (head, content) = part.split_at_checked(at)?;
        if String::from_utf8_lossy(head).to_ascii_lowercase().contains("filename=") {
            return content.get(HEAD_END.len()..).map(<[u8]>::to_vec);
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"--B\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--B\r\n\
        Content-Disposition: form-data; name=\"fichier\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\na\r\n--b\r\n\xe9\r\n--B--\r\n";

    #[test]
    fn the_file_is_found_among_the_parts_as_it_was() {
        assert_eq!(file(BODY, "B").unwrap(), b"a\r\n--b\r\n\xe9");
        assert_eq!(boundary("multipart/form-data; boundary=\"B\"; x=1").as_deref(), Some("B"));
        assert_eq!(boundary("multipart/form-data"), None);
    }

    #[test]
    fn a_body_cut_anywhere_holds_no_file_and_breaks_nothing() {
        let whole = BODY.len() - b"\r\n--B--\r\n".len() + b"\r\n--B".len();
        for end in 0..whole {
            assert_eq!(file(&BODY[..end], "B"), None, "{end}");
        }
        assert_eq!(file(BODY, "C"), None);
    }
}
