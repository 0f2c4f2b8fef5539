//! Margin files: the rows a wave keeps, one share a combination of categories.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Trim};
use toml::Spanned;

use crate::domain::calibration::Target;
use crate::domain::fault::Source;
use crate::domain::id::OptionCode;
use crate::domain::wave::build::crossed;
use crate::domain::wave::coverage::{Coverage, near_or_all};

/// Shares are printed rounded: how far from 1 their sum may be.
const SUM_GAP_MAX: f64 = 1e-4;
/// Shares keep fifteen decimals, which any JSON reader gives back bit for bit.
const SHARE_SCALE: f64 = 1e15;
/// Largest margin file read.
const MARGIN_FILE_BYTES_MAX: usize = 1024 * 1024;

/// The columns a wave names.
pub(super) struct Columns<'d> {
    pub rows: &'d [(Spanned<String>, Spanned<String>)],
    pub categories: &'d [Spanned<String>],
    pub share: &'d Spanned<String>,
}

/// Their positions in this file.
struct Positions<'d> {
    rows: Vec<(usize, &'d str)>,
    categories: Vec<usize>,
    share: usize,
}

/// The shares of a margin, brought to a sum of exactly 1; `None` once a fault was noted in the wave or in the file.
pub(super) fn targets(
    wave: &mut Source,
    file: &mut Source,
    text: &str,
    place: &str,
    columns: &Columns,
    coverage: &Coverage,
) -> Option<Vec<Target>> {
    if text.len() > MARGIN_FILE_BYTES_MAX {
        file.fault_whole(
            "",
            format!("fichier de {} octets", text.len()),
            Some(format!("au plus {MARGIN_FILE_BYTES_MAX}")),
        );
        return None;
    }
    let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            file.fault_whole("", format!("CSV mal formé : {error}"), None);
            return None;
        }
    };
    let positions = positions(wave, place, columns, &headers)?;
    let mut shares = BTreeMap::new();
    let mut sound = true;
    for record in reader.records() {
        match record {
            Ok(record) => sound &= row(file, &record, &positions, coverage, &mut shares),
            Err(error) => {
                file.fault(file.record(error.position()), "", format!("CSV mal formé : {error}"), None);
                sound = false;
            }
        }
    }
    if shares.is_empty() && sound {
        let what = format!("aucune ligne de {} ne répond à where", file.file());
        let span = columns.rows.first().map_or_else(|| columns.share.span(), |(name, _)| name.span());
        wave.fault(span, format!("{place}.where"), what, None);
        return None;
    }
    sound &= coverage.is_complete(wave, &shares.keys().cloned().collect());
    (sound && sums_to_one(file, place, &shares)).then(|| normalised(coverage, &shares))
}

fn positions<'d>(
    wave: &mut Source,
    place: &str,
    columns: &Columns<'d>,
    headers: &StringRecord,
) -> Option<Positions<'d>> {
    let mut find = |name: &Spanned<String>, field: &str| {
        let position = headers.iter().position(|header| header == name.get_ref());
        if position.is_none() {
            let known: Vec<&str> = headers.iter().collect();
            let what = format!("le fichier n'a pas de colonne « {} »", name.get_ref());
            wave.fault(name.span(), format!("{place}.{field}"), what, Some(near_or_all(name.get_ref(), &known)));
        }
        position
    };
    let rows: Vec<_> = columns
        .rows
        .iter()
        .filter_map(|(name, value)| Some((find(name, "where")?, value.get_ref().as_str())))
        .collect();
    let categories: Vec<_> = columns.categories.iter().filter_map(|name| find(name, "categories")).collect();
    let share = find(columns.share, "share");
    let whole = rows.len() == columns.rows.len() && categories.len() == columns.categories.len();
    Some(Positions { rows, categories, share: share.filter(|_| whole)? })
}

/// Reads one row if it is kept; whether nothing was wrong with it.
fn row(
    file: &mut Source,
    record: &StringRecord,
    positions: &Positions,
    coverage: &Coverage,
    shares: &mut BTreeMap<Vec<OptionCode>, f64>,
) -> bool {
    let field = |position: usize| record.get(position).unwrap_or_default();
    if !positions.rows.iter().all(|(position, value)| field(*position) == *value) {
        return true;
    }
    let span = file.record(record.position());
    let given: Vec<&str> = positions.categories.iter().map(|position| field(*position)).collect();
    let Some(codes) = coverage.combination(file, "", &span, &given) else { return false };
    let text = field(positions.share);
    let Some(share) = text.parse::<f64>().ok().filter(|share| share.is_finite() && *share > 0.0 && *share <= 1.0)
    else {
        let what = format!("part illisible : « {text} »");
        file.fault(span, crossed(&codes), what, Some("un nombre de 0 (exclu) à 1".to_owned()));
        return false;
    };
    if shares.contains_key(&codes) {
        file.fault(span, crossed(&codes), "cette combinaison est déjà donnée plus haut", None);
        return false;
    }
    shares.insert(codes, share);
    true
}

fn sums_to_one(file: &mut Source, place: &str, shares: &BTreeMap<Vec<OptionCode>, f64>) -> bool {
    let sum: f64 = shares.values().sum();
    let near = (sum - 1.0).abs() <= SUM_GAP_MAX;
    if !near {
        file.fault_whole(place, format!("les parts gardées font {sum:.6}"), Some(format!("1, à {SUM_GAP_MAX} près")));
    }
    near
}

/// In the order of the questionnaire's categories.
fn normalised(coverage: &Coverage, shares: &BTreeMap<Vec<OptionCode>, f64>) -> Vec<Target> {
    let sum: f64 = shares.values().sum();
    let share =
        |codes: &Vec<OptionCode>| shares.get(codes).map(|share| (share / sum * SHARE_SCALE).round() / SHARE_SCALE);
    coverage.combinations().into_iter().filter_map(|codes| share(&codes).map(|share| Target { codes, share })).collect()
}
