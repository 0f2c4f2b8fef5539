//! Enhanced status codes of mail servers (RFC 3463), as they stand in replies and in reports.

/// The first one of a reply.
pub fn of(words: &str) -> Option<String> {
    let trimmed = |word: &str| word.trim_matches(|c: char| !c.is_ascii_digit()).to_owned();
    words.split_whitespace().map(trimmed).find(|word| is_status(word))
}

/// Three numbers, of a permanent failure: an address of four is none.
fn is_status(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let is_number = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_number) && parts.first() == Some(&"5")
}

/// Nobody has that address, or no server takes mail for it. What 5.1.7 and 5.1.8 refuse is the sender's.
pub fn is_no_mailbox(status: &str) -> bool {
    matches!(status, "5.1.1" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10")
}

/// The sender's address, its rights or its password: another day, or another setting, may change it.
pub fn is_about_us(status: &str) -> bool {
    matches!(status, "5.1.7" | "5.1.8") || status.starts_with("5.7.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_read_and_not_what_looks_like_it() {
        let of = |words| of(words).unwrap_or_default();
        assert_eq!(of("permanent error (550): 5.1.1 <lea@example.org>: Recipient address rejected"), "5.1.1");
        assert_eq!(of("permanent error (550): 5.7.1 client [195.1.2.3] blocked"), "5.7.1");
        assert_eq!(of("permanent error (550): client [5.1.2.3] blocked"), "");
        assert_eq!(of("permanent error (535): wrong password"), "");
    }

    #[test]
    fn only_what_is_about_their_mailbox_condemns_it() {
        assert!(["5.1.1", "5.1.10"].into_iter().all(is_no_mailbox));
        assert!(!["5.1.7", "5.1.8", "5.2.2", "5.7.1"].into_iter().any(is_no_mailbox));
        assert!(["5.1.8", "5.7.26"].into_iter().all(is_about_us) && !is_about_us("5.2.2"));
    }
}
