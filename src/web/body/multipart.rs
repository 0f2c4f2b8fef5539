//! A form sent in parts (RFC 7578): its fields and its files, in the order sent. What is not well formed holds nothing.

const BOUNDARY_CHARS_MAX: usize = 70;
/// More than any form of ours sends.
const PARTS_MAX: usize = 100;
const HEAD_END: &[u8] = b"\r\n\r\n";

/// What parts the parts, as the content type says it.
pub fn boundary(content_type: &str) -> Option<String> {
    let (_, rest) = content_type.split_once("boundary=")?;
    let value = rest.split(';').next()?.trim().trim_matches('"');
    let fits = (1..=BOUNDARY_CHARS_MAX).contains(&value.len()) && value.is_ascii();
    fits.then(|| value.to_owned())
}

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Of the field.
    pub name: String,
    /// As the browser names the file, without its folders; absent where it is no file.
    pub file: Option<String>,
    pub bytes: Vec<u8>,
}

/// Every part; `None` where the body is cut.
pub fn parts(body: &[u8], boundary: &str) -> Option<Vec<Part>> {
    let mark = ["\r\n--", boundary].concat().into_bytes();
    let mut rest = body.strip_prefix(mark.strip_prefix(b"\r\n")?)?;
    let mut found = Vec::new();
    while !rest.starts_with(b"--") && found.len() < PARTS_MAX {
        rest = rest.strip_prefix(b"\r\n")?;
        let (part, after) = rest.split_at_checked(find(rest, &mark)?)?;
        rest = after.get(mark.len()..)?;
        let (head, content) = part.split_at_checked(find(part, HEAD_END)?)?;
        let head = String::from_utf8_lossy(head);
        let file =
            quoted(&head, "; filename=\"").map(|name| name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned());
        let name = quoted(&head, "; name=\"").unwrap_or_default().to_owned();
        found.push(Part { name, file, bytes: content.get(HEAD_END.len()..)?.to_vec() });
    }
    Some(found)
}

/// What stands after this, up to the next quotation mark.
fn quoted<'h>(head: &'h str, after: &str) -> Option<&'h str> {
    head.split_once(after).and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value)
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
    fn every_part_is_found_with_its_name_and_a_cut_body_holds_none() {
        let part = |name: &str, file: Option<&str>, bytes: &[u8]| Part {
            name: name.to_owned(),
            file: file.map(ToOwned::to_owned),
            bytes: bytes.to_vec(),
        };
        let expected = vec![part("x", None, b"1"), part("fichier", Some("a.csv"), b"a\r\n--b\r\n\xe9")];
        assert_eq!(parts(BODY, "B"), Some(expected));
        let nested =
            b"--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"dossier/a.toml\"\r\n\r\nx\r\n--B--";
        assert_eq!(parts(nested, "B").unwrap()[0].file.as_deref(), Some("a.toml"));
        for end in 0..BODY.len() - b"--\r\n".len() {
            assert_eq!(parts(&BODY[..end], "B"), None, "{end}");
        }
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
