//! Migrations: the two folders are twins, the way down works, any number of nodes may start at once.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Barrier;
use std::thread;

use sonde::store::{Store, StoreError, StoreOptions, migrate};

use crate::database::TestDatabase;
use crate::on_both_databases;

/// Concurrent starts tried by the test, each on a new database.
const ROUNDS: usize = 5;
const NODES: usize = 4;

fn names(folder: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
    std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Everything about the tables that a migration can change, as texts in order.
fn dump(db: &TestDatabase) -> Vec<String> {
    if !db.is_postgres() {
        return db.lines(
            "SELECT coalesce(sql, name) AS line FROM sqlite_master \
             WHERE name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' AND tbl_name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' ORDER BY type, name",
        );
    }
    let columns = "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) AS line \
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%' \
        ORDER BY table_name, ordinal_position";
    let rules = "SELECT concat_ws(' ', conrelid::regclass::text, conname, pg_get_constraintdef(oid)) AS line \
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE '\\_\\_%' \
        ORDER BY 1";
    let indexes = "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%' ORDER BY 1";
    [columns, rules, indexes].iter().flat_map(|sql| db.lines(sql)).collect()
}

/// `table.column null?` of every column.
fn columns(db: &TestDatabase) -> BTreeSet<String> {
    let sql = if db.is_postgres() {
        "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN ' null' ELSE '' END AS line \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'"
    } else {
        "SELECT t.name || '.' || c.name || CASE c.\"notnull\" WHEN 0 THEN ' null' ELSE '' END AS line \
         FROM sqlite_master t, pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite%'"
    };
    db.lines(sql).into_iter().collect()
}

/// The same, as `schema.rs` declares them.
fn declared_columns() -> BTreeSet<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema.rs")).unwrap();
    let mut table = String::new();
    let mut columns = BTreeSet::new();
    for line in text.lines().map(str::trim) {
        if let Some((column, kind)) = line.split_once(" -> ") {
            columns.insert(format!("{table}.{column}{}", if kind.starts_with("Nullable") { " null" } else { "" }));
        } else if let Some((name, _)) = line.split_once(" (") {
            name.clone_into(&mut table);
        }
    }
    columns
}

/// Unique keys and primary keys, as `table: columns`.
fn keys(db: &TestDatabase) -> BTreeSet<String> {
    let sql = if db.is_postgres() {
        "SELECT t.relname || ': ' || string_agg(a.attname, ',' ORDER BY k.place) AS line \
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace, \
         unnest(i.indkey::int[]) WITH ORDINALITY k(number, place), pg_attribute a \
         WHERE a.attrelid = t.oid AND a.attnum = k.number AND i.indisunique AND n.nspname = 'public' \
         AND t.relname NOT LIKE '\\_\\_%' GROUP BY t.relname, i.indexrelid"
    } else {
        "SELECT t.name || ': ' || k.columns AS line FROM sqlite_master t JOIN ( \
             SELECT s.name AS owner, i.name, (SELECT group_concat(x.name, ',') FROM pragma_index_info(i.name) x) AS columns \
             FROM sqlite_master s, pragma_index_list(s.name) i WHERE s.type = 'table' AND i.\"unique\" = 1 \
             UNION SELECT s.name, 'rowid', c.name FROM sqlite_master s, pragma_table_info(s.name) c \
             WHERE s.type = 'table' AND c.pk = 1 AND c.type = 'INTEGER' \
             AND (SELECT count(*) FROM pragma_table_info(s.name) p WHERE p.pk > 0) = 1 \
         ) k ON k.owner = t.name WHERE t.name NOT LIKE '\\_\\_%' ESCAPE '\\'"
    };
    db.lines(sql).into_iter().collect()
}

#[test]
fn the_two_folders_have_the_same_migrations() {
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

#[test]
fn both_databases_have_the_same_keys() {
    let (sqlite, postgres) = (TestDatabase::sqlite(), TestDatabase::postgres());
    sqlite.store();
    postgres.store();
    assert_eq!(keys(&sqlite), keys(&postgres));
    assert!(keys(&sqlite).contains("interviews: wave_id,link"), "{:?}", keys(&sqlite));
}

on_both_databases! {
    fn the_tables_are_those_the_program_declares(db: &TestDatabase) {
        db.store();
        assert_eq!(columns(db), declared_columns());
    }

    fn up_then_down_then_up_gives_the_same_schema(db: &TestDatabase) {
        let store = db.store();
        let first = dump(db);
        assert!(first.len() > 15, "{first:?}");
        migrate::down_all(&store).unwrap();
        assert_eq!(dump(db), Vec::<String>::new());
        migrate::run(&store).unwrap();
        assert_eq!(dump(db), first);
    }

    fn a_second_run_has_nothing_to_do(db: &TestDatabase) {
        let store = db.open();
        assert_eq!(migrate::status(&store).unwrap().applied, Vec::<String>::new());
        let applied = migrate::run(&store).unwrap();
        assert_eq!(applied.len(), names("sqlite").len());
        assert_eq!(migrate::run(&store).unwrap(), Vec::<String>::new());
        let status = migrate::status(&store).unwrap();
        assert!(status.is_current());
        assert_eq!(status.applied, applied);
    }

    fn a_database_newer_than_the_program_is_refused_and_names_the_migration(db: &TestDatabase) {
        let store = db.store();
        db.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231235959')").unwrap();
        for refusal in [migrate::run(&store).map(|_| ()), migrate::status(&store).map(|_| ())] {
            assert_eq!(refusal, Err(StoreError::TooNew { migration: "20991231235959".to_owned() }));
            assert!(refusal.unwrap_err().to_string().contains("20991231235959"));
        }
    }
}

/// Sixteen or thirty-two zero bytes, as the database writes them.
fn bytes(db: &TestDatabase, count: usize) -> String {
    if db.is_postgres() { format!("decode(repeat('00', {count}), 'hex')") } else { format!("zeroblob({count})") }
}

/// A wave of the third version of its questionnaire and an interview, as the first tables hold them.
fn rows_of_the_first_tables(db: &TestDatabase) -> String {
    let (digest, at, no) = ("0".repeat(64), "'2020-05-05 08:00:00'", if db.is_postgres() { "FALSE" } else { "0" });
    let id = bytes(db, 16);
    format!(
        "INSERT INTO questionnaire_versions (digest, study, version, canonical, source, loaded_at) \
             VALUES ('{digest}', 'essai', 3, '{{}}', '', {at}); \
         INSERT INTO waves (id, slug, study, wave_key, state, questionnaire_digest, spec, spec_digest, is_simulated, \
             embargo_at, loaded_at) VALUES (7, 'essai-2020-05', 'essai', '2020-05', 'open', '{digest}', '{{}}', '{digest}', \
             {no}, {at}, {at}); \
         INSERT INTO interviews (wave_id, id, disposition, revision, version, mode, language, seed, section, answers, cells, \
             holds_places, receipt, started_on) VALUES (7, {id}, 'completed', 4, 3, 'whole', 'fr', -9, 2, {id}, {id}, {no}, \
             'ABCD', {at});"
    )
}

on_both_databases! {
    fn waves_and_interviews_of_the_first_tables_keep_what_they_were_through_the_second(db: &TestDatabase) {
        db.migrate_once();
        db.execute(&rows_of_the_first_tables(db)).unwrap();
        let store = db.open();
        assert_eq!(migrate::run(&store).unwrap().len(), names("sqlite").len() - 1);
        assert_eq!(db.lines("SELECT CAST(questionnaire_version AS TEXT) AS line FROM waves"), ["3"]);
        let version = "SELECT CAST(wave_id AS TEXT) || ' ' || CAST(version AS TEXT) || ' ' || digest AS line FROM wave_versions";
        assert_eq!(db.lines(version), [format!("7 3 {}", "0".repeat(64))]);
        let interview = "SELECT disposition || ' ' || mode || ' ' || receipt || ' ' || CAST(seed AS TEXT) || ' ' || \
            CAST(length(answers) AS TEXT) || ' ' || coalesce(end_page, '-') AS line FROM interviews";
        assert_eq!(db.lines(interview), ["completed whole ABCD -9 16 -"]);
        db.execute("UPDATE interviews SET mode = 'cati'").unwrap();
        assert!(db.execute("UPDATE interviews SET mode = 'pigeon'").is_err());
        migrate::down_all(&store).unwrap();
    }
}

/// Four nodes start together on an empty database; what each did.
fn start_together(db: &TestDatabase) -> Vec<Result<usize, StoreError>> {
    let ready = Barrier::new(NODES);
    thread::scope(|scope| {
        let nodes: Vec<_> = (0..NODES)
            .map(|_| {
                scope.spawn(|| {
                    ready.wait();
                    let store = Store::open(db.url(), StoreOptions::default())?;
                    migrate::run(&store).map(|applied| applied.len())
                })
            })
            .collect();
        nodes.into_iter().map(|node| node.join().unwrap()).collect()
    })
}

fn check_concurrent_start(make: fn() -> TestDatabase) {
    for round in 0..ROUNDS {
        let db = make();
        let outcomes = start_together(&db);
        let applied: usize = outcomes.iter().map(|outcome| *outcome.as_ref().unwrap()).sum();
        assert_eq!(applied, names("sqlite").len(), "round {round}: {outcomes:?}");
        assert_eq!(columns(&db), declared_columns());
    }
}

#[test]
fn four_nodes_start_at_once_on_an_empty_sqlite_database() {
    check_concurrent_start(TestDatabase::sqlite);
}

#[test]
fn four_nodes_start_at_once_on_an_empty_postgres_database() {
    check_concurrent_start(TestDatabase::postgres);
}
