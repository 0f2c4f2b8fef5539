//! What the tables refuse by themselves, whatever the program does: said alike by both databases.

use crate::database::TestDatabase;
use crate::on_both_databases;

/// Bytes as both databases write them.
fn bytes(db: &TestDatabase, fill: &str, length: usize) -> String {
    let hex = fill.repeat(length);
    if db.is_postgres() { format!("'\\x{hex}'::bytea") } else { format!("x'{hex}'") }
}

fn boolean(db: &TestDatabase, value: bool) -> &'static str {
    match (db.is_postgres(), value) {
        (true, true) => "true",
        (true, false) => "false",
        (false, true) => "1",
        (false, false) => "0",
    }
}

fn cell(completed: i32, reserved: i32) -> String {
    format!("INSERT INTO quota_cells VALUES (1, 0, 10, 10, {completed}, {reserved})")
}

fn interview(db: &TestDatabase, wave: i64, fill: &str, link: &str) -> String {
    format!(
        "INSERT INTO interviews (wave_id, id, disposition, revision, version, mode, language, seed, section, answers, \
         cells, holds_places, link, started_on) VALUES ({wave}, {}, 'started', 0, 1, 'open', 'fr', 1, 0, {}, {}, {}, \
         {link}, '2020-05-05 00:00:00')",
        bytes(db, fill, 16),
        bytes(db, "", 0),
        bytes(db, "", 0),
        boolean(db, false),
    )
}

on_both_databases! {
    fn a_cell_never_counts_more_than_its_maximum(db: &TestDatabase) {
        db.store();
        db.execute(&cell(6, 4)).unwrap();
        let refused = db.execute("UPDATE quota_cells SET reserved = reserved + 1").unwrap_err();
        assert!(refused.contains("CHECK constraint failed") || refused.contains("check constraint"), "{refused}");
        db.execute("UPDATE quota_cells SET completed = completed + 1, reserved = reserved - 1").unwrap();
        assert!(db.execute("UPDATE quota_cells SET completed = 0, reserved = -1").is_err());
    }

    fn one_invitation_has_one_interview_in_a_wave(db: &TestDatabase) {
        db.store();
        let link = bytes(db, "ab", 32);
        db.execute(&interview(db, 1, "01", &link)).unwrap();
        assert!(db.execute(&interview(db, 1, "02", &link)).is_err());
        db.execute(&interview(db, 2, "02", &link)).unwrap();
        // Without a link, as many as come.
        db.execute(&interview(db, 1, "03", "NULL")).unwrap();
        db.execute(&interview(db, 1, "04", "NULL")).unwrap();
    }

    fn a_value_outside_its_list_is_refused(db: &TestDatabase) {
        db.store();
        let good = interview(db, 1, "01", "NULL");
        assert!(db.execute(&good.replace("'started'", "'lost'")).is_err());
        assert!(db.execute(&good.replace("'open'", "'carrier pigeon'")).is_err());
        assert!(db.execute(&good.replace("'fr'", "'french'")).is_err());
        db.execute(&good).unwrap();
    }

    fn an_id_of_the_wrong_length_is_refused(db: &TestDatabase) {
        db.store();
        let good = interview(db, 1, "01", "NULL");
        let (long, short) = (bytes(db, "01", 16), bytes(db, "01", 15));
        assert!(db.execute(&good.replace(&long, &short)).is_err());
    }

    fn a_value_of_another_type_is_refused(db: &TestDatabase) {
        db.store();
        assert!(db.execute("INSERT INTO quota_cells VALUES (1, 0, 'ten', 10, 0, 0)").is_err());
        let good = interview(db, 1, "01", "NULL");
        assert!(db.execute(&good.replace("'2020-05-05 00:00:00'", "'yesterday morning'")).is_err());
        assert!(db.execute(&good.replace("'2020-05-05 00:00:00'", "12")).is_err());
    }

    fn a_row_cannot_point_to_nothing(db: &TestDatabase) {
        db.store();
        let nobody = bytes(db, "01", 16);
        let token = bytes(db, "02", 32);
        let refused = db.execute(&format!("INSERT INTO console_sessions VALUES ({token}, {nobody}, '2020-05-05 00:00:00')"));
        assert!(refused.unwrap_err().to_lowercase().contains("foreign key"));
    }

    fn hot_tables_point_to_no_other_table(db: &TestDatabase) {
        db.store();
        let sql = if db.is_postgres() {
            "SELECT DISTINCT conrelid::regclass::text AS line FROM pg_constraint WHERE contype = 'f'"
        } else {
            "SELECT DISTINCT t.name AS line FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'"
        };
        let pointing = db.lines(sql);
        assert!(pointing.contains(&"releases".to_owned()), "{pointing:?}");
        for hot in ["interviews", "quota_cells", "quota_refusals", "invitations"] {
            assert!(!pointing.contains(&hot.to_owned()), "{hot}");
        }
    }
}

#[test]
fn every_sqlite_table_is_strict() {
    let db = TestDatabase::sqlite();
    db.store();
    let loose = db.lines(
        "SELECT name AS line FROM pragma_table_list WHERE type = 'table' AND strict = 0 \
         AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
    );
    assert_eq!(loose, Vec::<String>::new());
}
