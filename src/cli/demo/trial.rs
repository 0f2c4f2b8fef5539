//! A second wave of the same study, left open: something to answer, to watch and to wait for.

use chrono::{DateTime, Days, NaiveDate, Utc};
use toml::{Table, Value};

use crate::cli::{CliError, shipped};
use crate::domain::wave::WaveBundle;

/// Enough for the board to live, too few to close it.
pub(super) const CONTACTS: u32 = 120;
const FIELD_DAYS: u64 = 30;
const EMBARGO_DAYS: u64 = 3;

pub(super) fn bundle() -> Result<WaveBundle, CliError> {
    let mut bundle = shipped::COVID.bundle();
    let (today, key) = today()?;
    let end = later(today, FIELD_DAYS)?;
    let embargo = later(end, EMBARGO_DAYS)?;
    let mut table = parse(&bundle.wave.1)?;
    table.insert("key".to_owned(), Value::String(key));
    table.insert("title".to_owned(), Value::String("Jouer collectif (vague d'essai)".to_owned()));
    table.insert("embargo".to_owned(), Value::String(format!("{embargo}T06:00")));
    let mut fieldwork = Table::new();
    fieldwork.insert("start".to_owned(), date(today)?);
    fieldwork.insert("end".to_owned(), date(end)?);
    table.insert("fieldwork".to_owned(), Value::Table(fieldwork));
    bundle.wave = ("vague d'essai".to_owned(), table.to_string());
    Ok(bundle)
}

/// The same invented population, declared for the trial wave.
pub(super) fn population() -> Result<(String, String), CliError> {
    let (name, text) = shipped::COVID.population();
    let mut table = parse(&text)?;
    table.insert("key".to_owned(), Value::String(today()?.1));
    Ok((name, table.to_string()))
}

fn parse(text: &str) -> Result<Table, CliError> {
    text.parse().map_err(|error| CliError::Refused(format!("fichier livré illisible : {error}")))
}

fn today() -> Result<(NaiveDate, String), CliError> {
    let now: DateTime<Utc> = std::time::SystemTime::now().into();
    let today = now.with_timezone(&chrono_tz::Europe::Paris).date_naive();
    Ok((today, today.format("%Y-%m").to_string()))
}

fn later(day: NaiveDate, days: u64) -> Result<NaiveDate, CliError> {
    day.checked_add_days(Days::new(days))
        .ok_or_else(|| CliError::Refused("l'horloge de la machine est déréglée".to_owned()))
}

fn date(day: NaiveDate) -> Result<Value, CliError> {
    let text = day.to_string();
    text.parse().map(Value::Datetime).map_err(|error| CliError::Refused(format!("date {text} : {error}")))
}
