//! `sonde export`: the responses of a sealed wave as files in a folder. Each is written beside its place and put there when
//! it is whole; one that is there already, the same, is left alone, so an export that was cut short goes on.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::app::App;
use crate::app::export_data::{MicrodataFile, WaveData, Written};
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, start, wave};
use crate::domain::id::Digest;

/// A file that is not whole yet.
const PART: &str = ".part";

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Nom d'une vague scellée
    #[arg(value_name = "VAGUE")]
    wave: String,
    /// Fichiers à écrire ; plusieurs se séparent par des virgules
    #[arg(long, value_enum, value_delimiter = ',', default_value = "all", value_name = "FORMAT")]
    format: Vec<Format>,
    /// Dossier où les écrire, fait s'il n'existe pas
    #[arg(long, value_name = "DOSSIER")]
    output: PathBuf,
    /// Compte au nom duquel exporter, écrit au journal
    #[arg(long = "as", value_name = "ADRESSE")]
    account: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// SPSS : étiquettes, manquants, réponses multiples, poids déclaré
    Sav,
    /// CSV, son dictionnaire, et les scripts de lecture pour R, Stata et SPSS
    Csv,
    /// Parquet, étiquettes et poids dans ses métadonnées
    Parquet,
    /// Triple-S 2.0 : définition XML et données CSV
    TripleS,
    /// DDI-Codebook 2.5 : la description des variables
    Ddi,
    /// Tous
    All,
}

impl Format {
    fn files(self) -> &'static [MicrodataFile] {
        match self {
            Self::Sav => &[MicrodataFile::Sav],
            Self::Csv => &[
                MicrodataFile::Csv,
                MicrodataFile::Codebook,
                MicrodataFile::RScript,
                MicrodataFile::StataScript,
                MicrodataFile::SpssScript,
            ],
            Self::Parquet => &[MicrodataFile::Parquet],
            Self::TripleS => &[MicrodataFile::TripleS, MicrodataFile::TripleSData],
            Self::Ddi => &[MicrodataFile::Ddi],
            Self::All => &MicrodataFile::ALL,
        }
    }
}

/// One file of the folder.
struct Exported {
    path: PathBuf,
    written: Written,
    /// It was there already, the same.
    is_kept: bool,
}

pub(super) fn run(common: &Common, args: &ExportArgs) -> Result<(), CliError> {
    let app = start::app(load(common, &Overrides::default())?)?;
    start::runtime()?.block_on(export(common, &app, args))
}

async fn export(common: &Common, app: &App, args: &ExportArgs) -> Result<(), CliError> {
    let slug = wave::slug(&args.wave)?;
    let actor = start::actor(app, args.account.as_deref()).await?;
    let data = app.wave_data(&actor, &slug).await?;
    start::make_folder(&args.output)?;
    let mut files: Vec<MicrodataFile> = args.format.iter().flat_map(|format| format.files()).copied().collect();
    files.sort_unstable();
    files.dedup();
    let mut exported = Vec::new();
    for file in files {
        let path = args.output.join(data.name(file));
        let part = args.output.join([data.name(file).as_str(), PART].concat());
        let bar = bar(common, &data, file);
        let done = written(&data, file, &part, &bar).map_err(|error| CliError::io(&part, &error))?;
        app.record_export(&actor, &data, file, done).await?;
        let is_kept = placed(&part, &path, done).map_err(|error| CliError::io(&path, &error))?;
        bar.finish_and_clear();
        exported.push(Exported { path, written: done, is_kept });
    }
    told(common, &data, &exported);
    Ok(())
}

/// On the disk, whole, under another name.
fn written(data: &Arc<WaveData>, file: MicrodataFile, part: &Path, bar: &ProgressBar) -> io::Result<Written> {
    let mut out = private(part)?;
    let written = data.write(file, &mut out, &mut |rows| bar.set_position(rows))?;
    out.sync_all()?;
    Ok(written)
}

/// Only its owner reads it: these are opinions.
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// Puts a whole file in its place. True where the same was there already.
fn placed(part: &Path, path: &Path, written: Written) -> io::Result<bool> {
    if is_same(path, written)? {
        fs::remove_file(part)?;
        return Ok(true);
    }
    fs::rename(part, path)?;
    Ok(false)
}

fn is_same(path: &Path, written: Written) -> io::Result<bool> {
    use sha2::{Digest as _, Sha256};
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if file.metadata()?.len() != written.bytes {
        return Ok(false);
    }
    let mut hash = Sha256::new();
    let mut reader = BufReader::new(file);
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        let read = bytes.len();
        hash.update(bytes);
        reader.consume(read);
    }
    Ok(Digest::of_hash(hash.finalize().into()) == written.digest)
}

fn bar(common: &Common, data: &WaveData, file: MicrodataFile) -> ProgressBar {
    if common.json || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(data.rows()).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("  {msg} {bar:32} {pos}/{len} réponses · encore {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    bar.set_message(data.name(file));
    bar
}

fn told(common: &Common, data: &WaveData, exported: &[Exported]) {
    if common.json {
        let files: Vec<Value> = exported.iter().map(as_json).collect();
        let rows = data.rows();
        say!(
            "{}",
            json!({ "export": { "wave": data.slug().as_str(), "rows": rows, "is_weighted": data.is_weighted(), "files": files } })
        );
        return;
    }
    for file in exported {
        let kept = if file.is_kept { " (inchangé)" } else { "" };
        let Written { rows, bytes, digest } = file.written;
        say!("{}{kept}\n  {rows} lignes · {bytes} octets · sha256 {}", file.path.display(), digest.hex());
    }
    let weights = if data.is_weighted() { "" } else { " ; la vague n’est pas redressée, ils n’ont pas de poids" };
    say!("{} fichiers de {} réponses{weights}.", exported.len(), data.rows());
}

fn as_json(file: &Exported) -> Value {
    let Written { rows, bytes, digest } = file.written;
    let path = file.path.display().to_string();
    json!({ "path": path, "rows": rows, "bytes": bytes, "sha256": digest.hex(), "is_kept": file.is_kept })
}
