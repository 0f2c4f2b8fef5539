//! A disk that fills up: respondents are told that nothing was stored, nothing acknowledged is lost, and the service goes on
//! by itself once there is room.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::hammer::receipt_of_json;
use crate::http::{Connection, FORM};
use crate::places;
use crate::service::Installation;
use crate::stored::Stored;
use crate::wave_folder::{self, SLUG};

const DISK_BYTES: usize = 16 * 1024 * 1024;
const FILLER_BYTES: usize = 6 * 1024 * 1024;
const SENDS_MAX: u32 = 60_000;

/// A file system in memory, gone with the test.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Self {
        let size = format!("size={DISK_BYTES}");
        let arguments = ["mount", "-t", "tmpfs", "-o", &size, "tmpfs", &at.to_string_lossy()];
        let done = as_root(&arguments);
        assert!(done, "{} failed: this test mounts a small file system, as root or by sudo", arguments.join(" "));
        Self(at.to_owned())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        as_root(&["umount", "-l", &self.0.to_string_lossy()]);
    }
}

fn as_root(arguments: &[&str]) -> bool {
    let plain = Command::new(arguments[0]).args(&arguments[1..]).status().is_ok_and(|status| status.success());
    plain || Command::new("sudo").arg("-n").args(arguments).status().is_ok_and(|status| status.success())
}

#[test]
fn a_full_disk_refuses_politely_loses_nothing_and_recovers_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = SmallDisk::mount(folder.path());
    let filler = folder.path().join("filler");
    fs::write(&filler, vec![1; FILLER_BYTES]).expect("room for the filler");
    let installation = Installation::sqlite(folder.path());
    let people = places::open_wave(&installation, |wave| wave_folder::scale_quotas(wave, 1000));
    let service = installation.serve();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let receipts = runtime.block_on(async {
        let mut connection = Connection::new(service.address);
        let mut receipts = Vec::new();
        let mut number = 0;
        let refusal = loop {
            match send(&mut connection, &people[number as usize % people.len()].whole, number).await {
                Ok(receipt) => receipts.push(receipt),
                Err(refusal) => break refusal,
            }
            number += 1;
            assert!(number < SENDS_MAX, "the disk never filled");
        };
        assert_eq!(refusal.0, 507, "{}", refusal.1);
        assert!(refusal.1.contains("plein") && refusal.1.contains("rien n'a été enregistré"), "{}", refusal.1);
        fs::remove_file(&filler).expect("room again");
        let person = &people[number as usize % people.len()];
        // The same key as the refused one: nothing of it was kept.
        receipts.push(send(&mut connection, &person.whole, number).await.expect("it stores again by itself"));
        assert_eq!(connection.get("/readyz", None).await.expect("the service lives").status, 200);
        receipts
    });
    drop(service);
    let stored = Stored::read(&installation.database);
    assert_eq!(stored.faults(&receipts), Vec::<String>::new());
    assert_eq!(stored.unacknowledged(&receipts), 0);
    drop(disk);
}

async fn send(connection: &mut Connection, body: &str, number: u32) -> Result<String, (u16, String)> {
    let key = format!("idempotency-key: full-disk-{number:012}\r\n");
    let path = format!("/e/{SLUG}/reponse");
    let reply = connection.post(&path, None, FORM, &key, body.as_bytes()).await.expect("the service lives");
    receipt_of_json(&reply.text()).ok_or_else(|| (reply.status, reply.text().into_owned()))
}
