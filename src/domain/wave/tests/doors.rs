//! Ways into a wave: a panel, a kiosk, and what an open door makes of a wave.

use super::{WAVE, changed, read};

fn faults(wave: &str) -> String {
    read(wave).unwrap_err().to_string()
}

const PANEL: &str = r#"
[panel]
name = "Panel Exemple"
id = "pid"
signature = "sig"

[panel.returns]
completed = "https://panel.example/r?e=1&id={id}"
screened_out = "https://panel.example/r?e=2&id={id}"
quota_full = "https://panel.example/r?e=3&id={id}"
"#;

fn with_panel(panel: &str) -> String {
    [WAVE, panel].concat()
}

#[test]
fn a_panel_is_an_access_and_its_addresses_are_read() {
    let shut = changed(
        "open_link = true\ninvitation = true\nwhole = true",
        "open_link = false\ninvitation = false\nwhole = false",
    );
    assert!(faults(&shut).contains("personne ne peut répondre"), "to be controlled lets nobody in");
    let spec = read(&[shut.as_str(), PANEL].concat()).unwrap();
    let panel = spec.panel.as_ref().unwrap();
    assert!(spec.access.panel && !spec.is_consultation());
    assert_eq!(
        (panel.signature.as_deref(), panel.returns.quota_full.as_str()),
        (Some("sig"), "https://panel.example/r?e=3&id={id}")
    );
    let kept = crate::domain::wave::WaveSpec::from_canonical_json(&spec.canonical_json()).unwrap();
    assert_eq!(kept, spec);
}

#[test]
fn a_wrong_panel_is_told_at_its_place() {
    for (from, to, place) in [
        ("https://panel.example/r?e=2&id={id}", "http://panel.example/r?id={id}", "panel.returns.screened_out"),
        ("https://panel.example/r?e=3&id={id}", "https://panel.example/r", "panel.returns.quota_full"),
        ("id = \"pid\"", "id = \"p d\"", "panel.id"),
        ("name = \"Panel Exemple\"\n", "", "panel.name"),
        ("signature = \"sig\"", "signatur = \"sig\"", "panel.signatur"),
    ] {
        let told = faults(&with_panel(&PANEL.replacen(from, to, 1)));
        assert!(told.contains(place), "{place} is not in: {told}");
    }
}

#[test]
fn an_open_door_makes_a_consultation_unless_the_sample_is_controlled() {
    assert!(!read(WAVE).unwrap().is_consultation());
    let open = changed("controlled = true\n", "");
    assert!(read(&open).unwrap().is_consultation());
    let invited = open.replacen("open_link = true", "open_link = false", 1);
    assert!(!read(&invited).unwrap().is_consultation());
    assert!(read(&invited.replacen("whole = true", "whole = true\nkiosk = true", 1)).unwrap().is_consultation());
}
