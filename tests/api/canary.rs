//! Canaries: an address, a personal link, a session, a code, a network address, the name of a browser and a free text, each
//! known to the test, are looked for wherever they have no reason to be: the log, replies that refuse, every other column of
//! the database, every file beside it. Withdrawn, the free text must be in no column at all, nor in the bytes the database
//! leaves on the disk.

use std::fs;
use std::path::Path;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::installation::{Installation, free_address};
use crate::{on_both_databases, small_wave};

const WAVE: &str = "/e/petite-etude-2020-02";
const MAIL: &str = "canaricourriel@example.org";
const TEXT: &str = "canaritexte libre que personne d'autre n'écrit";
/// What is looked for of both: letters alone, which no encoding changes. A body kept as it was sent holds them too.
const MAIL_MARK: &str = "canaricourriel";
const TEXT_MARK: &str = "canaritexte";
const ADDRESS: &str = "203.0.113.77";
const BROWSER: &str = "CanariNavigateur/7.7";

/// Asked on the last page, besides the opinion.
const ASKED: &str = r#"
[[sections.questions]]
id = "MOTS"
role = "opinion"
origin = "reconstructed"
type = "text"
format = "paragraph"
chars_max = 200
mandatory = "off"
text.fr = "Pourquoi ?"

[[sections.questions]]
id = "COURRIEL"
role = "contact"
origin = "reconstructed"
type = "text"
format = "email"
chars_max = 100
mandatory = "off"
text.fr = "Où vous écrire ?"
"#;

fn write_files(folder: &Path) -> String {
    let bundle = small_wave::bundle("2020-02", small_wave::PAST);
    let studies = folder.join("etudes");
    fs::create_dir_all(studies.join("petite-etude/waves")).unwrap();
    fs::create_dir_all(studies.join("margins")).unwrap();
    fs::write(studies.join("petite-etude/v1.toml"), [bundle.questionnaire.1.as_str(), ASKED].concat()).unwrap();
    for (name, text) in &bundle.margins {
        fs::write(studies.join("margins").join(name), text).unwrap();
    }
    let wave = studies.join("petite-etude/waves/2020-02.toml");
    fs::write(&wave, &bundle.wave.1).unwrap();
    wave.to_string_lossy().into_owned()
}

/// The columns in which these bytes are, whatever their type: one question of them all.
pub fn holding(db: &TestDatabase, canary: &str) -> Vec<String> {
    let hex: String = canary.bytes().map(|byte| format!("{byte:02x}")).collect();
    let asked = |place: &String| {
        let (table, column) = place.split_once('.').unwrap();
        let content = if db.is_postgres() {
            let own = format!("encode(convert_to({column}::text, 'UTF8'), 'hex')");
            format!("CASE pg_typeof({column})::text WHEN 'bytea' THEN {column}::text ELSE {own} END")
        } else {
            format!("lower(hex({column}))")
        };
        format!("SELECT '{place}' AS line WHERE EXISTS (SELECT 1 FROM {table} WHERE {content} LIKE '%{hex}%')")
    };
    db.lines(&db.columns().iter().map(asked).collect::<Vec<_>>().join(" UNION ALL "))
}

/// Files below a folder that hold these bytes, the database's own apart.
fn files_holding(folder: &Path, canary: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files_holding(&path, canary));
        } else if !name.starts_with("sonde.db") {
            let bytes = fs::read(&path).unwrap();
            if bytes.windows(canary.len()).any(|window| window == canary.as_bytes()) {
                found.push(name);
            }
        }
    }
    found
}

/// Whether the bytes of the database hold these: its file, its log, rows erased or not. Always no of a server's.
pub fn lies_on_disk(db: &TestDatabase, canary: &str) -> bool {
    db.bytes().windows(canary.len()).any(|window| window == canary.as_bytes())
}

/// Somebody reading at the moment of an erasure puts it off to the next turn of the service.
fn leaves_the_disk(db: &TestDatabase, canary: &str) {
    let from = std::time::Instant::now();
    while lies_on_disk(db, canary) {
        assert!(from.elapsed().as_secs() < 30, "{canary} is still in the files of the database");
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
}

fn sent(address: std::net::SocketAddr, method: &str, target: &str, form: Option<&str>, cookie: &str) -> Reply {
    let mut request = Request::new(method, target).header("user-agent", BROWSER).header("x-forwarded-for", ADDRESS);
    if !cookie.is_empty() {
        request = request.header("cookie", cookie);
    }
    if let Some(form) = form {
        request = request.form(form);
    }
    request.send(address)
}

fn no_head_holds(reply: &Reply, what: &str, canary: &str) {
    let heads: Vec<_> = reply.headers.iter().filter(|(_, value)| value.contains(canary)).collect();
    assert!(heads.is_empty(), "{what} in the head of a reply {}: {heads:?}", reply.status);
}

/// A page sent by the person, which is taken.
fn page_taken(at: std::net::SocketAddr, (section, form): (&str, &str), cookie: &str) -> Reply {
    let reply = sent(at, "POST", &format!("{WAVE}/page/{section}"), Some(form), cookie);
    assert_eq!(reply.status, 303, "{section}: {}", reply.text());
    reply
}

/// As a browser sends it in a form.
fn encoded(text: &str) -> String {
    let escaped = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        byte if byte.is_ascii_alphanumeric() || b"*-._".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(escaped).collect()
}

fn check_canaries(db: &TestDatabase) {
    let folder = tempfile::tempdir().unwrap();
    let installation = Installation::new(folder.path(), db.url());
    installation.done(&["migrate"]);
    installation.done(&["wave", "load", &write_files(folder.path())]);
    installation.done(&["wave", "open", "petite-etude-2020-02", "--simulated"]);
    let link = installation.done(&["wave", "invite", "petite-etude-2020-02"]);
    let token = link.trim().rsplit('/').next().unwrap().to_owned();
    fs::remove_dir_all(folder.path().join("etudes")).unwrap();
    let settings = [("SONDE_LOG", "debug"), ("SONDE_PROXIES", "127.0.0.1")];
    let service = installation.serve_at(free_address(), &settings);
    let at = service.address;

    let begun = sent(at, "POST", &format!("/i/{token}"), Some(""), "");
    let session = begun.cookie().expect("a session").split_once('=').unwrap().1.to_owned();
    // As a browser sends them back, all together.
    let cookie = begun.cookies().join("; ");
    let last = format!("AVIS=utile&MOTS={}&COURRIEL={}", encoded(TEXT), encoded(MAIL));
    let pages = [("consentement", "CONSENT=oui"), ("vous", "S_SEXE=femme&S_AGE=42"), ("avis", &last)];
    let taken = pages.map(|page| page_taken(at, page, &cookie));
    let end = sent(at, "GET", &format!("{WAVE}/fin"), None, &cookie);
    let [receipt, code] = end.receipts().try_into().unwrap_or_else(|_| panic!("a receipt and a code:\n{}", end.text()));

    let unknown = [if token.starts_with('a') { "b" } else { "a" }, &token[1..]].concat();
    // Refusals, each fed with canaries where it might repeat them.
    let refused = [
        sent(at, "GET", &format!("/i/{unknown}"), None, &cookie),
        sent(at, "GET", &format!("/{session}/{token}"), None, &cookie),
        sent(at, "POST", &format!("{WAVE}/reponse"), Some(&last), &cookie),
        sent(at, "POST", &format!("{WAVE}/mes-reponses/retrait"), Some(&format!("_recu=x&_code={code}")), ""),
        sent(
            at,
            "POST",
            "/console/connexion",
            Some(&format!("email={}&password={}", encoded(MAIL), encoded(TEXT))),
            "",
        ),
        sent(at, "GET", &format!("/api/v1/waves?offset={session}"), None, &cookie),
        Request::new("GET", "/api/v1/me").header("authorization", &format!("Bearer {session}")).send(at),
    ];
    let secrets: [(&str, &str, &[&str]); 7] = [
        ("address", MAIL_MARK, &["interviews.answers"]),
        ("free text", TEXT_MARK, &["interviews.answers"]),
        ("personal link", &token, &[]),
        ("session", &session, &[]),
        ("personal code", &code, &[]),
        ("network address", ADDRESS, &[]),
        ("browser", BROWSER, &[]),
    ];
    assert!(db.columns().len() > 60, "{:?}", db.columns());
    for (what, canary, allowed) in secrets {
        for reply in &refused {
            assert!(reply.status >= 300, "{} was meant to be refused", reply.status);
            assert!(!reply.text().contains(canary), "{what} in a reply {}:\n{}", reply.status, reply.text());
        }
        for reply in refused.iter().chain(&taken).chain([&end]) {
            no_head_holds(reply, what, canary);
        }
        assert_eq!(holding(db, canary), allowed, "{what}");
        assert_eq!(files_holding(folder.path(), canary), Vec::<String>::new(), "{what} in a file");
        assert!(!service.log().contains(canary), "{what} in the log");
    }
    assert!(service.log().len() > 200, "a log that says nothing proves nothing:\n{}", service.log());
    assert_eq!(holding(db, &receipt), ["interviews.receipt"]);

    assert_eq!(lies_on_disk(db, TEXT_MARK), !db.is_postgres(), "what is not yet erased is found");
    let form = format!("_recu={receipt}&_code={code}&_confirme=oui");
    let withdrawn = sent(at, "POST", &format!("{WAVE}/mes-reponses/retrait"), Some(&form), "");
    assert_eq!(withdrawn.status, 303, "{}", withdrawn.text());
    for canary in [MAIL_MARK, TEXT_MARK, receipt.as_str()] {
        assert_eq!(holding(db, canary), Vec::<String>::new(), "withdrawn: {canary}");
        leaves_the_disk(db, canary);
    }
    search_finds_what_is_planted(db, folder.path(), &last);
}

/// A body as it was sent, in a column, and an address in a file.
fn search_finds_what_is_planted(db: &TestDatabase, folder: &Path, body: &str) {
    db.execute(&format!("UPDATE audit SET detail = 'oublié là : {body}'")).unwrap();
    for canary in [MAIL_MARK, TEXT_MARK] {
        assert_eq!(holding(db, canary), ["audit.detail"], "{canary}");
    }
    fs::write(folder.join("oubli.log"), format!("adresse {ADDRESS} vue")).unwrap();
    assert_eq!(files_holding(folder, ADDRESS), ["oubli.log"]);
}

on_both_databases! {
    fn nothing_personal_is_anywhere_but_where_it_is_asked_for(db: &TestDatabase) {
        check_canaries(db);
    }
}

/// Addresses of other places than this service that a browser would ask by itself.
fn fetched_elsewhere(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for mark in ["src=\"", "action=\"", "url(", "@import"] {
        for rest in page.split(mark).skip(1) {
            let address = rest.split(['"', ')', '>']).next().unwrap_or("");
            if address.starts_with("http") || address.starts_with("//") {
                found.push(address.to_owned());
            }
        }
    }
    // A link is followed by a person; a stylesheet or an icon is fetched by the page.
    for tag in page.split("<link").skip(1) {
        let tag = tag.split('>').next().unwrap_or("");
        if tag.contains("href=\"http") || tag.contains("href=\"//") {
            found.push(tag.to_owned());
        }
    }
    found
}

on_both_databases! {
    fn no_page_asks_anything_of_another_site(db: &TestDatabase) {
        let service = crate::service::Service::start(db);
        service.open(crate::service::OPEN, small_wave::PAST);
        let browser = service.respondent(crate::service::OPEN);
        let pages = [
            WAVE.to_owned(),
            format!("{WAVE}/page/consentement"),
            format!("{WAVE}/vie-privee"),
            format!("{WAVE}/mes-reponses"),
            "/resultats".to_owned(),
            "/console".to_owned(),
        ];
        for address in pages {
            let page = service.get(&address, &browser);
            assert_eq!(page.status, 200, "{address}");
            assert_eq!(fetched_elsewhere(&page.text()), Vec::<String>::new(), "{address}");
            let policy = page.header("content-security-policy").unwrap_or_default();
            assert!(!policy.contains("http") && !policy.contains('*') && policy.contains("default-src"), "{address}: {policy}");
        }
        assert_eq!(fetched_elsewhere("<img src=\"https://ailleurs.example/x\"><link href=\"//a/b.css\">").len(), 2);
    }
}
