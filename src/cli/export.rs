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
use crate::cli::faults::plural;
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
    file: MicrodataFile,
    path: PathBuf,
    written: Written,
    before: Before,
}

/// What was in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Same,
    Other,
}

/// A file on its way to its place: gone with what it holds, these are opinions, unless it gets there.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // Most often it is in its place by now.
        let _ = fs::remove_file(&self.0);
    }
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
        let beside = args.output.join([data.name(file).as_str(), PART].concat());
        let bar = bar(common, &data, file);
        let (part, mut out) = private(&beside).map_err(|error| CliError::io(&beside, &error))?;
        let done = written(&data, file, &mut out, &bar).map_err(|error| CliError::io(&beside, &error))?;
        app.record_export(&actor, &data, file, done).await?;
        let before = placed(&part, &path, done).map_err(|error| CliError::io(&path, &error))?;
        bar.finish_and_clear();
        exported.push(Exported { file, path, written: done, before });
    }
    told(common, &data, &exported);
    Ok(())
}

/// On the disk, whole, under another name.
fn written(data: &Arc<WaveData>, file: MicrodataFile, out: &mut File, bar: &ProgressBar) -> io::Result<Written> {
    let written = data.write(file, out, &mut |rows| bar.set_position(rows))?;
    out.sync_all()?;
    Ok(written)
}

/// Only its owner reads it, whatever stood there: what an export that was cut short has left, or a link to elsewhere.
fn private(path: &Path) -> io::Result<(Part, File)> {
    use std::os::unix::fs::OpenOptionsExt as _;
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
    Ok((Part(path.to_owned()), file))
}

/// Puts a whole file in its place, unless the same is there already.
fn placed(part: &Part, path: &Path, written: Written) -> io::Result<Before> {
    let before = before(path, written)?;
    if before != Before::Same {
        fs::rename(&part.0, path)?;
    }
    Ok(before)
}

fn before(path: &Path, written: Written) -> io::Result<Before> {
    use sha2::{Digest as _, Sha256};
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Before::Nothing),
        Err(error) => return Err(error),
    };
    if file.metadata()?.len() != written.bytes {
        return Ok(Before::Other);
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
    let is_same = Digest::of_hash(hash.finalize().into()) == written.digest;
    Ok(if is_same { Before::Same } else { Before::Other })
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
    for one in exported {
        let before = match one.before {
            Before::Nothing => "",
            Before::Same => " (inchangé)",
            Before::Other => " (remplacé)",
        };
        let Written { rows, bytes, digest } = one.written;
        let counted = counted(one.file, rows);
        say!("{}{before}\n  {counted} · {bytes} octets · sha256 {}", one.path.display(), digest.hex());
    }
    let (files, responses) = (exported.len(), data.rows());
    let weights = if data.is_weighted() { "" } else { " ; la vague n’est pas redressée\u{a0}: sans poids" };
    say!("{files} fichier{} de {responses} réponse{}{weights}.", plural(files), plural(responses));
}

/// What a file has so many of.
fn counted(file: MicrodataFile, rows: u64) -> String {
    let what = match file {
        MicrodataFile::Codebook => "ligne",
        file if file.holds_responses() => "réponse",
        _ => "variable",
    };
    format!("{rows} {what}{}", plural(usize::try_from(rows).unwrap_or(usize::MAX)))
}

fn as_json(one: &Exported) -> Value {
    let Written { rows, bytes, digest } = one.written;
    let path = one.path.display().to_string();
    let (is_kept, is_replaced) = (one.before == Before::Same, one.before == Before::Other);
    json!({
        "path": path, "rows": rows, "bytes": bytes, "sha256": digest.hex(), "is_kept": is_kept,
        "is_replaced": is_replaced,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, text: &str) -> io::Result<Before> {
        let (part, mut out) = private(&folder.join("wave.csv.part"))?;
        io::Write::write_all(&mut out, text.as_bytes())?;
        let bytes = u64::try_from(text.len()).unwrap();
        let written = Written { rows: 1, bytes, digest: Digest::of(text.as_bytes()) };
        placed(&part, &folder.join("wave.csv"), written)
    }

    fn names(folder: &Path) -> Vec<String> {
        let named = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().to_string_lossy().into_owned();
        fs::read_dir(folder).unwrap().map(named).collect()
    }

    #[test]
    fn a_file_is_told_from_what_was_in_its_place_and_leaves_no_part() {
        let folder = tempfile::tempdir().unwrap();
        for (text, before) in
            [("a", Before::Nothing), ("a", Before::Same), ("b", Before::Other), ("longer", Before::Other)]
        {
            assert_eq!(put(folder.path(), text).unwrap(), before, "{text}");
            assert_eq!(fs::read_to_string(folder.path().join("wave.csv")).unwrap(), text);
            assert_eq!(names(folder.path()), ["wave.csv"]);
        }
    }

    #[test]
    fn a_file_that_cannot_get_to_its_place_leaves_no_opinion_behind() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("wave.csv")).unwrap();
        assert!(put(folder.path(), "a").is_err());
        assert_eq!(names(folder.path()), ["wave.csv"]);
    }

    #[test]
    fn only_its_owner_reads_a_file_whatever_stood_in_the_way() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::NamedTempFile::new().unwrap();
        let part = folder.path().join("wave.csv.part");
        symlink(elsewhere.path(), &part).unwrap();
        put(folder.path(), "a").unwrap();
        assert_eq!(fs::read_to_string(elsewhere.path()).unwrap(), "");
        fs::write(&part, "left there").unwrap();
        fs::set_permissions(&part, fs::Permissions::from_mode(0o644)).unwrap();
        put(folder.path(), "b").unwrap();
        let mode = fs::metadata(folder.path().join("wave.csv")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn files_are_counted_in_what_they_hold() {
        let told = [MicrodataFile::Sav, MicrodataFile::Codebook, MicrodataFile::Ddi].map(|file| counted(file, 2));
        assert_eq!(told, ["2 réponses", "2 lignes", "2 variables"]);
        assert_eq!(counted(MicrodataFile::TripleS, 1), "1 variable");
    }
}
