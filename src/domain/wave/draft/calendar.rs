//! The dates of a wave: its field and its embargo, in order.

use chrono::{DateTime, NaiveDate, Utc};
use toml::Spanned;

use crate::domain::fault::Source;
use crate::domain::wave::Fieldwork;
use crate::domain::wave::file::Fields;
use crate::domain::wave::paris::{self, BadInstant};

pub(super) fn fieldwork(source: &mut Source, file: &mut Fields) -> Option<Fieldwork> {
    let mut table = file.table(source, "fieldwork")?;
    let start = day(source, &mut table, "start");
    let end = day(source, &mut table, "end");
    table.finish(source);
    let (start, end) = (start?, end?);
    if start.get_ref() > end.get_ref() {
        let what = format!("le terrain finit le {} avant de commencer le {}", end.get_ref(), start.get_ref());
        source.fault(end.span(), "fieldwork.end", what, Some("end au plus tôt à la date de start".to_owned()));
        return None;
    }
    let closes_at = paris::end_of(*end.get_ref());
    if closes_at.is_none() {
        source.fault(end.span(), "fieldwork.end", "date hors du calendrier", None);
    }
    Some(Fieldwork { start: start.into_inner(), end: end.into_inner(), closes_at: closes_at? })
}

fn day(source: &mut Source, table: &mut Fields, key: &'static str) -> Option<Spanned<NaiveDate>> {
    let text = table.moment(source, key, "une date AAAA-MM-JJ")?;
    let day = paris::day(text.get_ref());
    if day.is_none() {
        let what = format!("« {} » n'est pas une date", text.get_ref());
        source.fault(text.span(), table.at(key), what, Some("AAAA-MM-JJ, un jour qui existe".to_owned()));
    }
    day.map(|day| Spanned::new(text.span(), day))
}

pub(super) fn embargo(source: &mut Source, file: &mut Fields, fieldwork: Option<&Fieldwork>) -> Option<DateTime<Utc>> {
    let text = file.moment(source, "embargo", "AAAA-MM-JJTHH:MM, heure de Paris")?;
    let (what, expected) = match paris::instant(text.get_ref()) {
        Ok(embargo) => match fieldwork {
            Some(fieldwork) if embargo < fieldwork.closes_at => {
                let end = paris::utc(fieldwork.closes_at);
                ("l'embargo tombe avant la fin du terrain".to_owned(), format!("au plus tôt {end}"))
            }
            _ => return Some(embargo),
        },
        Err(BadInstant::Unreadable) => {
            let what = format!("« {} » n'est pas un instant", text.get_ref());
            (what, "AAAA-MM-JJTHH:MM, heure de Paris".to_owned())
        }
        Err(BadInstant::Skipped([first, second])) => {
            ("cette heure n'existe pas à Paris ce jour-là".to_owned(), candidates(first, second))
        }
        Err(BadInstant::Repeated([first, second])) => {
            ("cette heure passe deux fois à Paris ce jour-là".to_owned(), candidates(first, second))
        }
    };
    source.fault(text.span(), "embargo", what, Some(expected));
    None
}

fn candidates(first: DateTime<Utc>, second: DateTime<Utc>) -> String {
    format!("{} ou {}", paris::utc(first), paris::utc(second))
}
