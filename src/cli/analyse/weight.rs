//! `sonde analyse weight`: weights for a CSV file, written to another, with a report a person reads.

use std::borrow::Cow;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::app::AppError;
use crate::cli::analyse::{DATA_BYTES_MAX, bytes, margins, report};
use crate::cli::{CliError, Common};
use crate::domain::analyse::{Wanted, read_csv, weighting_report};
use crate::domain::calibration::{Bounds, Calibration, Method, NumericTotal, Recipe, Sample, Unit, calibrate, within};

/// Added to the name of the data file.
const WEIGHTS_SUFFIX: &str = "-poids.csv";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MethodName {
    Raking,
    Linear,
    Logit,
    TruncatedLinear,
    TruncatedRaking,
    Poststratification,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum UnitName {
    Share,
    Count,
}

#[derive(Debug, Args)]
pub(super) struct WeightArgs {
    /// Fichier CSV des réponses, une ligne par répondant
    #[arg(value_name = "DONNÉES")]
    file: PathBuf,
    /// Fichier CSV des marges : variable,category,target (et group, avec --within)
    #[arg(long, value_name = "FICHIER")]
    margins: PathBuf,
    /// Méthode de calage
    #[arg(long, value_enum, default_value = "raking", value_name = "MÉTHODE")]
    method: MethodName,
    /// Bornes du rapport poids final / poids de départ
    #[arg(long, value_name = "BAS,HAUT", value_parser = bounds)]
    bounds: Option<Bounds>,
    /// Colonne des poids de départ [défaut : 1 pour chacun]
    #[arg(long, value_name = "COLONNE")]
    base: Option<String>,
    /// Ce que les cibles sont : parts de 1, ou effectifs
    #[arg(long, value_enum, default_value = "share", value_name = "UNITÉ")]
    unit: UnitName,
    /// Somme des poids [défaut : celle des poids de départ]
    #[arg(long, value_name = "NOMBRE")]
    total: Option<f64>,
    /// Total d'une variable numérique à atteindre ; peut être répété ; sans --within
    #[arg(long, value_name = "COLONNE=TOTAL", value_parser = numeric)]
    numeric: Vec<NumericTotal>,
    /// Redresser à part dans chaque catégorie de cette variable
    #[arg(long, value_name = "COLONNE")]
    within: Option<String>,
    /// Colonne recopiée devant les poids, pour les rapprocher
    #[arg(long, value_name = "COLONNE")]
    id: Option<String>,
    /// Séparateur des colonnes des deux fichiers (« ; » ou « tab » pour une tabulation)
    #[arg(long, default_value = ",", value_name = "SIGNE", value_parser = separator)]
    separator: u8,
    /// Où écrire les poids [défaut : à côté des données, suffixe -poids.csv]
    #[arg(long, value_name = "FICHIER")]
    out: Option<PathBuf>,
    /// Remplacer le fichier des poids s'il existe
    #[arg(long)]
    force: bool,
}

pub(super) fn run(common: &Common, args: &WeightArgs) -> Result<(), CliError> {
    let text = String::from_utf8(bytes(&args.margins, DATA_BYTES_MAX)?).map_err(|error| {
        let read = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = 1 + read.iter().filter(|byte| **byte == b'\n').count();
        CliError::file(
            &args.margins,
            format!("ligne {line} : ce n'est pas un texte en UTF-8 — enregistrez-le en UTF-8"),
        )
    })?;
    let margins = margins::read(&args.margins, &text, args.separator)?;
    let out = out(args);
    if out.exists() && !args.force {
        return Err(CliError::file(&out, "existe déjà ; --force pour le remplacer, --out pour un autre nom"));
    }
    let mut sample = sample(args, &margins)?;
    let mut recipe = recipe(args, &margins)?;
    if let Some(variable) = &args.within {
        recipe = within(&mut sample, &recipe, variable, &margins.groups).map_err(AppError::WeightsInfeasible)?;
    }
    let calibration = calibrate(&sample, &recipe).map_err(AppError::WeightsInfeasible)?;
    write(args, &out, &sample, &calibration)?;
    if common.json {
        let mut fields = weighting_report(&calibration);
        fields.insert("file".to_owned(), out.display().to_string().into());
        say!("{}", serde_json::json!({ "weighting": fields }));
    } else {
        for line in report::lines(&calibration) {
            say!("{line}");
        }
        say!("Poids écrits dans {}", out.display());
    }
    Ok(())
}

fn sample(args: &WeightArgs, margins: &margins::Margins) -> Result<Sample<'static>, CliError> {
    let mut wanted = Wanted::default();
    margins.variables().chain(&args.within).chain(&args.id).for_each(|name| wanted.category(name));
    args.numeric.iter().for_each(|total| wanted.number(&total.variable));
    wanted.lenient.extend(args.base.clone());
    let content = bytes(&args.file, DATA_BYTES_MAX)?;
    let mut sample = read_csv(&args.file.display().to_string(), &content, args.separator, &wanted)?;
    let base = args.base.as_ref().and_then(|name| sample.numbers.get(name)).map(|values| values.to_vec());
    sample.base = base.map(Cow::Owned);
    Ok(sample)
}

fn recipe(args: &WeightArgs, margins: &margins::Margins) -> Result<Recipe, CliError> {
    if args.within.is_none() && !margins.groups.is_empty() {
        return Err(CliError::Refused("les marges ont une colonne group : dites sa variable par --within".to_owned()));
    }
    let bounded = |method: fn(Bounds) -> Method| {
        args.bounds
            .map(method)
            .ok_or_else(|| CliError::Refused("cette méthode veut des bornes : --bounds 0.3,3".to_owned()))
    };
    let method = match args.method {
        MethodName::Raking => args.bounds.map_or(Method::Raking, Method::TruncatedRaking),
        MethodName::Linear => args.bounds.map_or(Method::Linear, Method::TruncatedLinear),
        MethodName::Logit => bounded(Method::Logit)?,
        MethodName::TruncatedLinear => bounded(Method::TruncatedLinear)?,
        MethodName::TruncatedRaking => bounded(Method::TruncatedRaking)?,
        MethodName::Poststratification if args.bounds.is_some() => {
            let why =
                "la post-stratification n'a pas de bornes : retirez --bounds, ou prenez --method truncated-raking";
            return Err(CliError::Refused(why.to_owned()));
        }
        MethodName::Poststratification => Method::PostStratification,
    };
    let mut recipe = Recipe::shares(method, margins.everywhere.clone());
    recipe.unit = if args.unit == UnitName::Count { Unit::Count } else { Unit::Share };
    recipe.total = args.total;
    recipe.totals.clone_from(&args.numeric);
    Ok(recipe)
}

fn out(args: &WeightArgs) -> PathBuf {
    args.out.clone().unwrap_or_else(|| {
        let stem = args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        args.file.with_file_name(format!("{stem}{WEIGHTS_SUFFIX}"))
    })
}

/// One row a respondent, in the order of the data.
fn write(args: &WeightArgs, out: &Path, sample: &Sample, calibration: &Calibration) -> Result<(), CliError> {
    let failed = |error: std::io::Error| CliError::io(out, &error);
    let file = std::fs::File::create(out).map_err(failed)?;
    let mut writer = std::io::BufWriter::new(file);
    let separator = char::from(args.separator);
    let id = args.id.as_ref().and_then(|name| Some((name, sample.categories.get(name)?)));
    match &id {
        Some((name, _)) => writeln!(writer, "{}{separator}weight", quoted(name, separator)),
        None => writeln!(writer, "weight"),
    }
    .map_err(failed)?;
    for (row, weight) in calibration.weights.iter().enumerate() {
        if let Some((_, coded)) = &id {
            let at = coded.of_row.get(row).and_then(|at| usize::try_from(*at).ok());
            let code = at.and_then(|at| coded.codes.get(at)).map_or("", String::as_str);
            write!(writer, "{}{separator}", quoted(code, separator)).map_err(failed)?;
        }
        writeln!(writer, "{weight}").map_err(failed)?;
    }
    writer.flush().map_err(failed)
}

fn quoted(text: &str, separator: char) -> Cow<'_, str> {
    if text.contains([separator, '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

fn bounds(text: &str) -> Result<Bounds, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let found = text.split_once(',').and_then(|(low, high)| Some(Bounds { low: number(low)?, high: number(high)? }));
    found.ok_or_else(|| "deux nombres, comme 0.3,3".to_owned())
}

fn numeric(text: &str) -> Result<NumericTotal, String> {
    let found = text
        .split_once('=')
        .and_then(|(name, total)| Some(NumericTotal { variable: name.to_owned(), total: total.trim().parse().ok()? }));
    found.ok_or_else(|| "COLONNE=TOTAL, comme salaries=125000".to_owned())
}

fn separator(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [one] => Ok(*one),
        _ if text == "tab" || text == "\\t" => Ok(b'\t'),
        _ => Err("un seul signe, ou tab".to_owned()),
    }
}
