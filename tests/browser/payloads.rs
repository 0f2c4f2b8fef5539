//! Two hundred ways to write a script where text is expected: as labels of a questionnaire and as answers, on respondents' pages,
//! their review, the public page of a form and the console. None runs, and none even becomes a tag.

use std::path::Path;

use serde_json::json;

use crate::asked::consent;
use crate::http::{Connection, FORM, encode_form};
use crate::interview::in_browser;
use crate::phone::{Browser, Script};
use crate::service::{Installation, Service};

/// Each would leave its mark, if it ran.
const SCRIPTS: [&str; 20] = [
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "<svg onload=window.ran=1>",
    "<svg><script>window.ran=1</script></svg>",
    "<body onload=window.ran=1>",
    "<iframe srcdoc='<script>top.ran=1</script>'>",
    "<iframe src=javascript:top.ran=1>",
    "<a href=javascript:window.ran=1 id=piege>ici</a>",
    "<details open ontoggle=window.ran=1>",
    "<input autofocus onfocus=window.ran=1>",
    "<video><source onerror=window.ran=1></video>",
    "<math><mi xlink:href=javascript:window.ran=1>x</mi></math>",
    "<meta http-equiv=refresh content='0;url=javascript:window.ran=1'>",
    "<base href=//ailleurs.example/>",
    "<object data=javascript:window.ran=1>",
    "<embed src=javascript:window.ran=1>",
    "<form action=javascript:window.ran=1><button>x</button></form>",
    "<button formaction=javascript:window.ran=1>x</button>",
    "<link rel=stylesheet href=//ailleurs.example/x.css>",
    "<marquee onstart=window.ran=1>x</marquee>",
];

/// What would let it out of where it stands; the last two are not even tags until something undoes them.
const ESCAPES: [(&str, &str); 10] = [
    ("", ""),
    ("\">", ""),
    ("'>", ""),
    ("</textarea>", ""),
    ("</title>", ""),
    ("</script>", ""),
    ("</select></option>", ""),
    ("-->", "<!--"),
    ("\u{fe64}", "\u{fe65}"),
    ("&lt;", "&gt;"),
];

const A_PAGE: usize = 50;
const SLUG: &str = "charges-2026-01";
pub const PASSWORD: &str = "une phrase de passe";
/// Of an account, as anybody could have it typed.
pub const NAME: &str = "\"><img src=x onerror=window.ran=1>";

pub fn payloads() -> Vec<String> {
    let all =
        ESCAPES.iter().flat_map(|(before, after)| SCRIPTS.iter().map(move |script| [before, *script, after].concat()));
    let all: Vec<_> = all.collect();
    assert_eq!(all.len(), 200);
    all
}

/// As TOML writes a text.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Every payload as a title, a text, a help, an option, a row; and every payload again as an answer.
fn questionnaire() -> String {
    let all = payloads();
    let mut text = String::from(
        "format = 1\nstudy = \"charges\"\nversion = 1\nlanguages = [\"fr\"]\nminutes = 2\nnotice.fr = \"Essai.\"\n",
    );
    text.push_str(&format!("title.fr = {}\n", quoted(&all[0])));
    text.push_str(&consent("", "Oui"));
    for (page, labels) in all.chunks(A_PAGE).enumerate() {
        let options = |rank: usize, list: &[String]| {
            let one = |(at, label): (usize, &String)| {
                format!("  {{ code = \"c{rank}x{at}\", label.fr = {}, help.fr = {} }},\n", quoted(label), quoted(label))
            };
            list.iter().enumerate().map(one).collect::<String>()
        };
        text.push_str(&format!(
            "[[sections]]\nid = \"page{page}\"\ntitle.fr = {}\nintro.fr = {}\n",
            quoted(&labels[1]),
            quoted(&labels[2])
        ));
        for (rank, list) in labels.chunks(25).enumerate() {
            let (display, head) = [("radio", &list[0]), ("drop_down", &list[1])][rank];
            text.push_str(&format!("[[sections.questions]]\nid = \"L{page}X{rank}\"\nrole = \"opinion\"\norigin = \"reconstructed\"\ntype = \"single\"\ndisplay = \"{display}\"\nmandatory = \"off\"\ntext.fr = {}\nhelp.fr = {}\noptions = [\n{}]\n", quoted(head), quoted(head), options(rank, list)));
        }
        for (rank, _) in labels.iter().enumerate() {
            let format = if rank % 2 == 0 { "line" } else { "paragraph" };
            text.push_str(&format!("[[sections.questions]]\nid = \"T{page}X{rank}\"\nrole = \"opinion\"\norigin = \"reconstructed\"\ntype = \"text\"\nformat = \"{format}\"\nchars_max = 400\nmandatory = \"off\"\ntext.fr = \"Texte\"\n"));
        }
    }
    text.push_str(
        "[[sections]]\nid = \"reprise\"\ntitle.fr = \"Vous avez dit\"\nintro.fr = \"Avant : ${T0X0|rien}\"\n",
    );
    for rank in 0..20 {
        text.push_str(&format!("[[sections.questions]]\nid = \"R{rank}\"\nrole = \"opinion\"\norigin = \"reconstructed\"\ntype = \"text\"\nformat = \"line\"\nchars_max = 400\nmandatory = \"off\"\ntext.fr = \"Vous avez écrit ${{T0X{rank}|rien}} puis ${{T1X{rank}|rien}} puis ${{T2X{rank}|rien}} puis ${{T3X{rank}|rien}}\"\n"));
    }
    text
}

const WAVE: &str = r#"
study = "charges"
key = "2026-01"
title = "<script>window.ran=1</script>"
questionnaire = { version = 1 }
audience = "Porteurs"
universe = "Consultation ouverte"
mode = "cawi"
moderated = true
lease_minutes = 30

[entry]
title = "T0X0"

[fieldwork]
start = 2020-06-01
end = 2099-06-30

[access]
open_link = true
invitation = true
whole = true

[parties]
sponsor = "<img src=x onerror=window.ran=1>"
sponsor_quality = "association"
fieldwork_institute = "</p><script>window.ran=1</script>"
scientific_lead = "Laboratoire"

[texts]
institut = "<svg onload=window.ran=1>"

[quotas]
total = 200

[retention]
identities_days = 90
responses_days = 1825

[pages]
review = true
purpose = "\"><script>window.ran=1</script>"
"#;

/// A wave whose texts are payloads, open.
pub struct Charged {
    _folder: tempfile::TempDir,
    pub installation: Installation,
    pub service: Service,
}

impl Charged {
    /// Of a study called « charges », the wave of that key.
    pub fn open(key: &str, questionnaire: &str, wave: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let study = folder.path().join("questionnaires/charges");
        std::fs::create_dir_all(study.join("waves")).expect("a folder");
        std::fs::write(study.join("v1.toml"), questionnaire).expect("a file");
        let file = study.join(format!("waves/{key}.toml"));
        std::fs::write(&file, wave).expect("a file");
        let installation = Installation::sqlite(folder.path());
        installation.done(&["wave", "load", &file.to_string_lossy()]);
        installation.done(&["wave", "open", &format!("charges-{key}"), "--simulated"]);
        let service = installation.serve();
        Self { _folder: folder, installation, service }
    }

    /// A browser that sees whatever runs.
    pub async fn browser(&self) -> Browser {
        let browser = Browser::resizable(self.service.address, Script::On).await;
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WITNESS })).await;
        browser
    }
}

fn field() -> Charged {
    Charged::open("2026-01", &questionnaire(), WAVE)
}

/// A pollster, so named.
pub fn account(installation: &Installation, email: &str) {
    let phrase = Path::new(&installation.folder).join("phrase");
    std::fs::write(&phrase, PASSWORD).expect("a file");
    let arguments = ["account", "add", email, "--name", NAME, "--role", "pollster", "--password-stdin"];
    let mut command = installation.command(&arguments);
    let added = command.stdin(std::fs::File::open(&phrase).expect("a file")).output().expect("the program starts");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
}

/// One of them, signed in to the console as a browser would be: their cookie.
pub async fn pollster(installation: &Installation, service: &Service) -> String {
    account(installation, "p@exemple.example");
    let mut connection = Connection::new(service.address);
    let body = encode_form([("email", "p@exemple.example"), ("password", PASSWORD)]);
    let reply = connection.post("/console/connexion", None, FORM, "", body.as_bytes()).await.expect("a reply");
    assert_eq!(reply.status, 303, "{}", reply.text());
    reply.cookie().expect("a session").to_owned()
}

/// As a spreadsheet writes a cell.
fn cell(text: &str) -> String {
    ["\"", &text.replace('"', "\"\""), "\""].concat()
}

/// Before any page runs: whatever the policy had to stop would be counted.
const WITNESS: &str =
    "window.stopped = 0; addEventListener('securitypolicyviolation', () => { window.stopped += 1; });";

/// Nothing ran, nothing had to be stopped, and no text has become a tag.
pub const LOOK: &str = r#"
    const all = (css) => [...document.querySelectorAll(css)].length;
    const handlers = [...document.querySelectorAll("*")].filter((one) => [...one.attributes].some((each) => each.name.startsWith("on"))).length;
    return { ran: window.ran || 0, stopped: window.stopped, handlers,
        scripts: [...document.scripts].filter((one) => !one.src.startsWith(location.origin + "/assets/")).length,
        foreign: all("iframe, object, embed, base, math, marquee, video, body svg:not(.mark, .drawing), meta[http-equiv][content*='url=']:not([content$='; url=?']), #piege, [href^='javascript:'], [formaction], link[href*='ailleurs']"),
        images: all("main img:not(.picture[src^='/resultats/']), footer img"), said: document.body.innerText.includes("window.ran=1") };
"#;

pub async fn harmless(browser: &Browser, path: &str) {
    browser.go(path).await;
    seen(browser, path).await;
}

/// The page shown does no harm, though some of it is there to read.
pub async fn seen(browser: &Browser, path: &str) {
    let said = seen_without_words(browser, path).await;
    assert!(said, "{path} shows none of it: nothing was tried");
}

/// The same of a page that may say none of it; whether it does.
pub async fn seen_without_words(browser: &Browser, path: &str) -> bool {
    let mut found = browser.driver.execute(LOOK, Vec::new()).await.expect("the page says").json().clone();
    let said = found.as_object_mut().and_then(|found| found.remove("said"));
    let clean = json!({ "ran": 0, "stopped": 0, "handlers": 0, "scripts": 0, "foreign": 0, "images": 0 });
    assert_eq!(found, clean, "{path}");
    said == Some(json!(true))
}

#[test]
fn two_hundred_scripts_as_labels_and_answers_run_nowhere() {
    in_browser(async {
        let field = field();
        let browser = field.browser().await;
        let base = format!("/e/{SLUG}");
        harmless(&browser, &base).await;
        let mut connection = Connection::new(field.service.address);
        let reply = connection.post(&base, None, FORM, "", b"").await.expect("a reply");
        let cookie = reply.cookie().expect("an interview").to_owned();
        browser.take_cookie(&cookie, &base).await;
        post(
            &mut connection,
            &cookie,
            &format!("{base}/page/consentement"),
            &[("CONSENT".to_owned(), "oui".to_owned())],
        )
        .await;
        for (page, labels) in payloads().chunks(A_PAGE).enumerate() {
            let at = format!("{base}/page/page{page}");
            harmless(&browser, &at).await;
            let fields: Vec<_> =
                labels.iter().enumerate().map(|(rank, text)| (format!("T{page}X{rank}"), text.clone())).collect();
            post(&mut connection, &cookie, &at, &fields).await;
            harmless(&browser, &at).await;
        }
        harmless(&browser, &format!("{base}/page/reprise")).await;
        post(&mut connection, &cookie, &format!("{base}/page/reprise"), &[]).await;
        harmless(&browser, &format!("{base}/relecture")).await;
        post(&mut connection, &cookie, &format!("{base}/relecture"), &[]).await;
        harmless(&browser, &format!("{base}/fin")).await;
        published(&field, &browser).await;
        contacts(&field, &browser).await;
        browser.close().await;
    });
}

pub async fn post(connection: &mut Connection, cookie: &str, at: &str, fields: &[(String, String)]) {
    let body = encode_form(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let reply = connection.post(at, Some(cookie), FORM, "", body.as_bytes()).await.expect("a reply");
    assert_eq!(reply.status, 303, "{at}: {}", reply.text());
}

/// The same answers as a pollster reads them over, and as anybody reads them once they are published.
async fn published(field: &Charged, browser: &Browser) {
    let session = pollster(&field.installation, &field.service).await;
    browser.take_cookie(&session, "/console").await;
    let desk = format!("/console/vagues/{SLUG}");
    for path in ["/console/vagues".to_owned(), desk.clone(), format!("{desk}/apercu/entier"), format!("{desk}/fiches")]
    {
        harmless(browser, &path).await;
    }
    let entry = browser.one(&format!("main a[href^='{desk}/fiches/']")).await;
    let entry = entry.attr("href").await.expect("attributes").expect("an address");
    harmless(browser, &entry).await;
    let mut connection = Connection::new(field.service.address);
    for status in ["relu", "publie"] {
        post(&mut connection, &session, &entry, &[("statut".to_owned(), status.to_owned())]).await;
    }
    let form = format!("/formulaires/{SLUG}");
    harmless(browser, &form).await;
    let public = browser.one(&format!("main a[href^='{form}/']")).await;
    harmless(browser, &public.attr("href").await.expect("attributes").expect("an address")).await;
}

/// Names of contacts, and what stands in the place of their addresses, as the console shows a file before it is kept.
async fn contacts(field: &Charged, browser: &Browser) {
    for (rank, half) in payloads().chunks(100).enumerate() {
        let mut file =
            format!("email;nom;prénom\npersonne{rank}@exemple.example;{};{}\n", cell(&half[0]), cell(&half[1]));
        for text in half {
            file.push_str(&format!("{};{};{}\n", cell(text), cell(text), cell(text)));
        }
        let path = field.installation.folder.join(format!("contacts-{rank}.csv"));
        std::fs::write(&path, file).expect("a file");
        let page = format!("/console/vagues/{SLUG}/contacts");
        browser.go(&page).await;
        let input = browser.one("input[type=file]").await;
        input.send_keys(path.to_string_lossy()).await.expect("the file is chosen");
        browser.follow("main form button").await;
        seen(browser, &page).await;
        browser.follow("button[value=importer]").await;
        seen_without_words(browser, &page).await;
    }
}

const BAD: &str = "data:text/html,<title>x</title><p>window.ran=1<script>window.ran=1</script><img src=x onerror=1>";

/// The witness sees what it should: a page that does run one is told.
#[test]
fn a_script_that_runs_would_be_seen() {
    in_browser(async {
        let field = field();
        let browser = field.browser().await;
        browser.driver.goto(BAD).await.expect("the page opens");
        let found = browser.driver.execute(LOOK, Vec::new()).await.expect("the page says").json().clone();
        assert_eq!((&found["ran"], &found["handlers"], &found["scripts"]), (&json!(1), &json!(1), &json!(1)));
        browser.close().await;
    });
}
