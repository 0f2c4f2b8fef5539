//! A browser session of its own: a phone 390 pixels wide or a desk of 1280, with script or without.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use sonde::domain::questionnaire::Language;
use thirtyfour::prelude::*;
use thirtyfour::{BrowserLogEntry, ChromeCapabilities, LoggingPrefsLogLevel};

const PAGE_WAIT: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Script {
    On,
    Off,
}

/// What the person prefers, as their system says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    Light,
    Dark,
}

pub struct Browser {
    pub driver: WebDriver,
    site: String,
    width: u32,
    script: Script,
}

impl Browser {
    pub async fn phone(site: SocketAddr, script: Script) -> Self {
        Self::open(site, script, 390, 844).await
    }

    /// The narrowest screen a page must fit.
    pub async fn small(site: SocketAddr) -> Self {
        Self::open(site, Script::Off, 320, 640).await
    }

    pub async fn desk(site: SocketAddr) -> Self {
        Self::open(site, Script::On, 1280, 900).await
    }

    /// A desk whose screen changes from one look to the next.
    pub async fn resizable(site: SocketAddr, script: Script) -> Self {
        Self::open(site, script, 1280, 900).await
    }

    /// A desk that keeps a journal of everything it asks of any network.
    pub async fn watched(site: SocketAddr) -> Self {
        let keeps = |desk: &mut ChromeCapabilities| {
            desk.set_logging_prefs("performance", LoggingPrefsLogLevel::All).expect("a capability");
        };
        Self::open_with(site, Script::On, (1280, 900), keeps).await
    }

    /// A desk that takes the certificates of a site of the test.
    pub async fn trusting(site: SocketAddr) -> Self {
        let trusts = |desk: &mut ChromeCapabilities| desk.accept_insecure_certs(true).expect("a capability");
        Self::open_with(site, Script::On, (1280, 900), trusts).await
    }

    async fn open(site: SocketAddr, script: Script, width: u32, height: u32) -> Self {
        Self::open_with(site, script, (width, height), |_| {}).await
    }

    async fn open_with(
        site: SocketAddr,
        script: Script,
        (width, height): (u32, u32),
        more: impl FnOnce(&mut ChromeCapabilities),
    ) -> Self {
        let address = std::env::var("SONDE_TEST_WEBDRIVER")
            .expect("SONDE_TEST_WEBDRIVER is not set: `tests/run` starts chromedriver and sets it");
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=fr"] {
            capabilities.add_arg(argument).expect("an argument");
        }
        capabilities.add_arg(&format!("--window-size={width},{height}")).expect("an argument");
        if width < 500 {
            // A window is never that narrow; a phone's screen is.
            let screen = json!({ "deviceMetrics": { "width": width, "height": height, "pixelRatio": 2.0 } });
            capabilities.add_experimental_option("mobileEmulation", screen).expect("a phone");
        }
        if script == Script::Off {
            let blocked = json!({ "profile.managed_default_content_settings.javascript": 2 });
            capabilities.add_experimental_option("prefs", blocked).expect("a preference");
        }
        more(&mut capabilities);
        let driver = WebDriver::new(&address, capabilities).await.expect("chromedriver opens a session");
        Self { driver, site: format!("http://{site}"), width, script }
    }

    /// The same browser, which shows so many pixels now.
    pub fn showing(self, width: u32) -> Self {
        Self { width, ..self }
    }

    /// A command of the browser's own protocol.
    pub async fn cdp(&self, method: &str, parameters: Value) -> Value {
        let answer = self.driver.cdp().send_raw(method, parameters).await;
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Another screen and another scheme, for the page shown and those after it.
    pub async fn screen(&self, width: u32, scheme: Scheme) {
        // A phone has no bar beside the page, and zooms out over what is too wide: the narrowest screen is a window, which
        // does not.
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == 390 });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
        let prefers = if scheme == Scheme::Dark { "dark" } else { "light" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": prefers }, { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// What the person reads, as their browser says it from now on.
    pub async fn reads(&self, language: Language) {
        let agent = self.cdp("Browser.getVersion", json!({})).await["userAgent"].clone();
        let reads = json!({ "userAgent": agent, "acceptLanguage": language.code() });
        self.cdp("Emulation.setUserAgentOverride", reads).await;
    }

    /// A medium and preferences of the person's, for the page shown and those after it.
    pub async fn prefers(&self, media: &str, features: &[(&str, &str)]) {
        let features: Vec<_> = features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.cdp("Emulation.setEmulatedMedia", json!({ "media": media, "features": features })).await;
    }

    /// What a script of the test says of the page shown.
    pub async fn told(&self, script: &str) -> Value {
        self.driver.execute(script, Vec::new()).await.expect("the page says").json().clone()
    }

    /// The addresses asked for since the last time, of a browser that is watched.
    pub async fn asked_for(&self) -> Vec<String> {
        let journal = self.driver.get_log("performance").await.expect("a journal");
        let asked = |line: &BrowserLogEntry| {
            let event: Value = serde_json::from_str(&line.message).ok()?;
            let (method, said) = (event["message"]["method"].as_str()?, &event["message"]["params"]);
            let is_request = ["Network.requestWillBeSent", "Network.webSocketCreated"].contains(&method);
            is_request.then(|| said["request"]["url"].as_str().or(said["url"].as_str()).map(str::to_owned))?
        };
        journal.iter().filter_map(asked).collect()
    }

    /// The cookies another client was given, as the server sets them.
    pub async fn take_cookie(&self, cookies: &str, path: &str) {
        for cookie in cookies.split("; ") {
            let (name, value) = cookie.split_once('=').expect("a name and a value");
            let url = format!("{}{path}", self.site);
            let set = json!({ "name": name, "value": value, "url": url, "path": path, "httpOnly": true });
            self.cdp("Network.setCookie", set).await;
        }
    }

    /// Runs a script that leads to another page, and waits until that page has come.
    pub async fn replaced_by(&self, script: &str) {
        let old = self.one("html").await;
        self.driver.execute(script, Vec::new()).await.expect("the page does it");
        let stale = old.wait_until().wait(PAGE_WAIT, Duration::from_millis(20)).stale().await;
        assert!(stale.is_ok(), "no other page came after {}", self.at().await);
        self.driver.query(By::Css("main")).first().await.expect("another page");
    }

    /// The whole page from top to bottom, where pictures are wanted (`SONDE_TEST_PICTURES`).
    pub async fn portrait(&self, name: &str, width: u32) {
        if std::env::var_os("SONDE_TEST_PICTURES").is_none() {
            return;
        }
        let shot = self.cdp("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await;
        let bytes = data_encoding::BASE64.decode(shot["data"].as_str().expect("a picture").as_bytes());
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("{name}-{width}.png")), bytes.expect("a picture")).expect("a file");
    }

    pub async fn go(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.site)).await.expect("the page opens");
    }

    /// Path of the address shown.
    pub async fn at(&self) -> String {
        let address = self.driver.current_url().await.expect("an address");
        address.path().to_owned()
    }

    pub async fn title(&self) -> String {
        self.driver.title().await.expect("a title")
    }

    pub async fn text(&self) -> String {
        self.one("body").await.text().await.expect("a text")
    }

    pub async fn one(&self, css: &str) -> WebElement {
        let found = self.driver.find(By::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css} on {}: {error}", self.at().await),
        }
    }

    pub async fn has(&self, css: &str) -> bool {
        !self.driver.find_all(By::Css(css)).await.expect("a search").is_empty()
    }

    pub async fn click(&self, css: &str) {
        let element = self.one(css).await;
        element.scroll_into_view().await.expect("it scrolls");
        match self.script {
            Script::On => element.click().await.expect("it can be clicked"),
            Script::Off => self.touch("arguments[0].click()", &element, "").await,
        }
    }

    /// Types into an empty field.
    pub async fn type_in(&self, field: &WebElement, value: &str) {
        match self.script {
            Script::On => {
                field.clear().await.expect("an empty field");
                field.send_keys(value).await.expect("a typed answer");
            }
            Script::Off => self.touch("arguments[0].value = arguments[1]", field, value).await,
        }
    }

    /// Chooses in a drop-down list.
    pub async fn choose(&self, name: &str, value: &str) {
        let option = format!("select[name='{name}'] option[value='{value}']");
        match self.script {
            Script::On => self.click(&option).await,
            Script::Off => self.touch("arguments[0].selected = true", &self.one(&option).await, "").await,
        }
    }

    /// Where a page may run no script, chromedriver's own pointer never comes to rest; its messages still pass.
    async fn touch(&self, how: &str, element: &WebElement, value: &str) {
        let arguments = vec![element.to_json().expect("an element"), json!(value)];
        self.driver.execute(how, arguments).await.expect("the browser does it");
    }

    /// Presses the button that goes on.
    pub async fn go_on(&self) {
        self.follow("main .actions button[type=submit], main form.start button, main a.button").await;
    }

    /// Presses what leads to another page, and waits until that page has come.
    pub async fn follow(&self, css: &str) {
        let old = self.one("html").await;
        self.click(css).await;
        let stale = old.wait_until().wait(PAGE_WAIT, Duration::from_millis(20)).stale().await;
        assert!(stale.is_ok(), "{css} led nowhere from {}", self.at().await);
        self.driver.query(By::Css("main")).first().await.expect("another page");
    }

    /// Presses Enter where the focus is, and waits until another page has come.
    pub async fn enter(&self) {
        let old = self.one("html").await;
        let focused = self.driver.active_element().await.expect("something has the focus");
        focused.send_keys(Key::Enter).await.expect("a key");
        let stale = old.wait_until().wait(PAGE_WAIT, Duration::from_millis(20)).stale().await;
        assert!(stale.is_ok(), "Enter led nowhere from {}", self.at().await);
        self.driver.query(By::Css("main")).first().await.expect("another page");
    }

    pub async fn picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join(format!("{name}-{}.png", self.width));
        self.driver.screenshot(&path).await.expect("a picture");
    }

    /// Nothing sticks out to the right: a person would have to scroll sideways.
    pub async fn fits(&self) {
        let width = self.one("html").await.prop("scrollWidth").await.expect("a width").unwrap_or_default();
        let width: u32 = width.parse().expect("a number");
        assert!(width <= self.width, "{} is {width} wide on a screen of {}", self.at().await, self.width);
    }

    pub async fn close(self) {
        self.driver.quit().await.expect("the session ends");
    }
}
