//! What a page weighs on the wire, for every page of every wave this project ships: under 30 kB compressed with its stylesheet,
//! its script, its colours and its logo, under 15 kB without the script.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::http::Connection;
use crate::shipped::{Shipped, WAVES};

const ALL_BYTES_MAX: usize = 30_000;
const PLAIN_BYTES_MAX: usize = 15_000;
const VISITORS: u64 = 3;

/// As any proxy in front compresses it, at its usual level.
fn compressed(bytes: &[u8]) -> usize {
    let mut gzip =
        Command::new("gzip").args(["-6", "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("gzip");
    let mut input = gzip.stdin.take().expect("its input");
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes).expect("gzip reads"));
    let output = gzip.wait_with_output().expect("gzip ends");
    writer.join().expect("all is written");
    output.stdout.len()
}

/// The addresses a page asks for by itself: without the script, and the script.
fn parts(html: &str) -> (Vec<String>, Vec<String>) {
    let attribute =
        |tag: &str, name: &str| Some(tag.split_once(&format!("{name}=\""))?.1.split_once('"')?.0.to_owned());
    let (mut plain, mut script) = (Vec::new(), Vec::new());
    for tag in html.split('<') {
        if tag.starts_with("link") && tag.contains("stylesheet") {
            plain.extend(attribute(tag, "href"));
        } else if tag.starts_with("img") {
            plain.extend(attribute(tag, "src"));
        } else if tag.starts_with("script") {
            script.extend(attribute(tag, "src"));
        }
    }
    (plain, script)
}

#[derive(Default)]
struct Scale {
    weighed: BTreeMap<String, usize>,
    worst: (usize, usize, String),
    too_heavy: Vec<String>,
}

impl Scale {
    async fn part(&mut self, shipped: &Shipped, address: &str) -> usize {
        if let Some(known) = self.weighed.get(address) {
            return *known;
        }
        let mut connection = Connection::new(shipped.service.address);
        let reply = connection.get(address, None).await.expect("a reply");
        assert_eq!(reply.status, 200, "{address}");
        let weight = compressed(reply.body);
        self.weighed.insert(address.to_owned(), weight);
        weight
    }

    async fn page(&mut self, shipped: &Shipped, at: &str, html: &str) {
        let (plain, script) = parts(html);
        assert!(!plain.is_empty(), "{at} has no stylesheet");
        let mut without = compressed(html.as_bytes());
        for address in &plain {
            without += self.part(shipped, address).await;
        }
        let mut all = without;
        for address in &script {
            all += self.part(shipped, address).await;
        }
        if all > ALL_BYTES_MAX || without > PLAIN_BYTES_MAX {
            self.too_heavy.push(format!("{at}: {all} bytes, {without} without the script"));
        }
        if all > self.worst.0 {
            self.worst = (all, without, at.to_owned());
        }
    }
}

#[test]
fn every_shipped_page_is_light() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut scale = Scale::default();
    let mut pages = 0;
    runtime.block_on(async {
        for wave in WAVES {
            let shipped = Shipped::open(wave);
            for number in 1..=VISITORS {
                let mut visitor = shipped.visitor(number).await;
                while visitor.section().is_some() {
                    let html = visitor.read().await;
                    scale.page(&shipped, &visitor.at, &html).await;
                    pages += 1;
                    let fields = visitor.fields();
                    assert!(visitor.send(&fields).await, "{}: {fields:?}", visitor.at);
                }
                let html = visitor.read().await;
                scale.page(&shipped, &visitor.at, &html).await;
            }
        }
    });
    assert!(scale.too_heavy.is_empty(), "\n{}", scale.too_heavy.join("\n"));
    assert!(pages > 100, "only {pages} pages were weighed");
    let (all, without, at) = scale.worst;
    println!("{pages} pages; the heaviest, {at}: {all} bytes compressed, {without} without the script");
}
