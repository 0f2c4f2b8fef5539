//! A page shown inside another site's, in a real browser: by the site its wave names, and by no other.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::interview::in_browser;
use crate::kinds::{Field, SLUG};
use crate::phone::Browser;
use crate::service::free_address;

const START_WAIT: Duration = Duration::from_secs(10);

/// A site of somebody else's, by TLS as a wave asks of the sites it names.
struct Site {
    child: Child,
    address: SocketAddr,
    folder: tempfile::TempDir,
}

impl Site {
    fn open() -> Self {
        let (folder, address) = (tempfile::tempdir().expect("a folder"), free_address());
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
            .args(["-subj", "/CN=127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"])
            .current_dir(folder.path())
            .output()
            .expect("openssl runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let child = Command::new("openssl")
            .args(["s_server", "-quiet", "-WWW", "-key", "key.pem", "-cert", "certificate.pem"])
            .args(["-accept", &address.to_string()])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl starts");
        let from = Instant::now();
        while std::net::TcpStream::connect(address).is_err() {
            assert!(from.elapsed() < START_WAIT, "the site did not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, address, folder }
    }

    fn origin(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Whether its page shows the first page of the wave.
    async fn shows(&self, field: &Field) -> bool {
        let page = format!(
            "<title>Site</title><iframe src=\"http://{}/e/{SLUG}\" title=\"Enquête\"></iframe>",
            field.service.address
        );
        std::fs::write(self.folder.path().join("page.html"), page).expect("a page");
        let desk = Browser::trusting(field.service.address).await;
        desk.driver.goto(format!("{}/page.html", self.origin())).await.expect("the page opens");
        desk.one("iframe").await.enter_frame().await.expect("a frame");
        let shown = desk.has("main form.start button").await;
        let at = desk.told("return location.protocol").await;
        assert_eq!(at == "http:", shown, "what is not shown is the browser's own refusal");
        desk.close().await;
        shown
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_site_a_wave_names_shows_its_page_and_another_does_not() {
    in_browser(async {
        let (named, other) = (Site::open(), Site::open());
        let frames = format!("\n[pages]\nframes = [\"{}\"]\n", named.origin());
        let field = Field::changed(|questionnaire| questionnaire, &frames);
        assert!(named.shows(&field).await, "the site it names");
        assert!(!other.shows(&field).await, "another");
        let closed = Field::open();
        assert!(!named.shows(&closed).await, "a wave that names none");
    });
}
