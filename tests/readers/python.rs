//! Scripts of this folder, run by the Python whose libraries `tests/run` installed.

use std::path::Path;
use std::process::Command;

/// What a script prints; it fails the test by ending otherwise than well.
pub fn said(script: &str, arguments: &[&Path]) -> String {
    let python = std::env::var("SONDE_TEST_PYTHON").expect("SONDE_TEST_PYTHON: run the tests by tests/run");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers").join(script);
    let done = Command::new(python).arg("-B").arg(&script).args(arguments).output().unwrap();
    let (said, complained) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{}: {said}{complained}", script.display());
    said.into_owned()
}

#[test]
fn the_readers_libraries_are_there() {
    let libraries = "lxml openpyxl pyarrow pyreadstat pandas jsonstat_validator pysdmx";
    assert_eq!(said("libraries.py", &[]).trim(), libraries);
}
