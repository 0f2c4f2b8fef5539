//! The responses of a sealed wave as files, for pollsters and for nobody else: while the field runs they see counts, and
//! opinions once nothing can be changed any more. Each file that leaves is a line of the audit.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use tokio::sync::mpsc;

use crate::app::account::Actor;
use crate::app::loaded_wave::LoadedWave;
use crate::app::{App, AppError};
use crate::domain::data_set::DataSet;
use crate::domain::id::WaveSlug;
use crate::domain::wave::WaveState;
use crate::export::microdata::Microdata;
use crate::store::{StoreError, audit, waves, weightings};

pub use crate::export::microdata::{MicrodataFile, Written};

/// As the audit says it.
pub const EXPORT_ACTION: &str = "data_exported";
/// What is sent at once.
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks made and not sent yet: a slow reader holds no more.
const CHUNKS_AHEAD: usize = 4;

/// A sealed wave, ready to be written out.
pub struct WaveData {
    wave: Arc<LoadedWave>,
    data: DataSet,
    weights: Option<Vec<f64>>,
    is_simulated: bool,
}

impl App {
    /// Refused before the wave is sealed, and once its responses are erased.
    pub async fn wave_data(&self, actor: &Actor, slug: &WaveSlug) -> Result<Arc<WaveData>, AppError> {
        actor.may_run_waves()?;
        let wave = self.current_wave(slug).await?;
        let id = wave.id;
        let read = self.inner.store.read_async(move |tx| {
            let row = waves::by_id(tx, id)?.ok_or(StoreError::Absent("vague"))?;
            if row.state < WaveState::Sealed {
                return Ok(Err(AppError::WrongState {
                    state: row.state,
                    wanted: WaveState::Sealed,
                    verb: "en exporter les réponses",
                }));
            }
            Ok(Ok((row.is_simulated, weightings::by_wave(tx, id)?)))
        });
        let (is_simulated, weighting) = read.await??;
        let (data, digest) = self.sealed_data(id).await?;
        if weighting.as_ref().is_some_and(|weighting| weighting.data_digest != digest) {
            return Err(AppError::Internal(format!("{slug}: its weights are those of another data set")));
        }
        let held =
            WaveData { wave, data, weights: weighting.map(|weighting| weighting.weights.unpack()), is_simulated };
        held.microdata()?;
        Ok(Arc::new(held))
    }

    /// Before a byte leaves: who takes which file, and what it is.
    pub async fn record_export(
        &self,
        actor: &Actor,
        data: &WaveData,
        file: MicrodataFile,
        written: Written,
    ) -> Result<(), AppError> {
        actor.may_run_waves()?;
        let (id, actor) = (data.wave.id, actor.label().to_owned());
        let detail = format!("{} sha256={}", data.name(file), written.digest.hex());
        let record = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            audit::record(tx, now, &actor, EXPORT_ACTION, Some(id), &detail)
        });
        Ok(record.await?)
    }

    /// A file, measured without being kept: its length and digest are known before it leaves.
    pub async fn measured(&self, data: &Arc<WaveData>, file: MicrodataFile) -> Result<Written, AppError> {
        let held = Arc::clone(data);
        let written = self.compute(move || held.write(file, &mut io::sink(), &mut |_| {})).await?;
        written.map_err(|error| AppError::Internal(format!("measuring a file: {error}")))
    }
}

impl WaveData {
    pub fn rows(&self) -> usize {
        self.data.rows
    }

    pub fn is_weighted(&self) -> bool {
        self.weights.is_some()
    }

    pub fn slug(&self) -> &WaveSlug {
        &self.wave.spec.slug
    }

    pub fn name(&self, file: MicrodataFile) -> String {
        file.name(self.slug().as_str())
    }

    pub fn file_named(&self, name: &str) -> Option<MicrodataFile> {
        MicrodataFile::by_name(self.slug().as_str(), name)
    }

    /// One file, as it is written.
    pub fn write(
        &self,
        file: MicrodataFile,
        out: &mut (dyn Write + Send),
        progress: &mut dyn FnMut(u64),
    ) -> io::Result<Written> {
        self.microdata().map_err(io::Error::other)?.write(file, out, progress)
    }

    /// These bytes of a file, made as they are taken. The same wave gives the same bytes, so a part is a part of the whole.
    pub fn stream(self: Arc<Self>, file: MicrodataFile, bytes: Range<u64>) -> mpsc::Receiver<Bytes> {
        let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
        tokio::task::spawn_blocking(move || {
            let mut part = Part { skipped: bytes.start, left: bytes.end - bytes.start, chunk: BytesMut::new(), sender };
            // Nobody reads any more, or everything asked for has left: either way there is nobody to tell.
            let _ = self.write(file, &mut part, &mut |_| {});
        });
        receiver
    }

    fn microdata(&self) -> Result<Microdata<'_>, AppError> {
        let wave = &self.wave;
        Microdata::of(&wave.questionnaire, &wave.spec, &self.data, self.weights.as_deref(), self.is_simulated)
            .map_err(|error| AppError::Internal(format!("{}: {error}", wave.spec.slug)))
    }
}

/// Part of a file on its way to somebody: what comes before it is passed over, what comes after ends the writing.
struct Part {
    skipped: u64,
    left: u64,
    chunk: BytesMut,
    sender: mpsc::Sender<Bytes>,
}

impl Part {
    fn send(&mut self) -> io::Result<()> {
        let chunk = self.chunk.split().freeze();
        if chunk.is_empty() {
            return Ok(());
        }
        self.sender.blocking_send(chunk).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let passed = self.skipped.min(size);
        self.skipped -= passed;
        let taken = self.left.min(size - passed);
        self.left -= taken;
        let place = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let part = bytes.get(place(passed)..place(passed + taken)).unwrap_or(&[]);
        for piece in part.chunks(CHUNK_BYTES) {
            self.chunk.extend_from_slice(piece);
            if self.chunk.len() >= CHUNK_BYTES {
                self.send()?;
            }
        }
        if self.left == 0 {
            self.send()?;
            return Err(io::ErrorKind::WriteZero.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}
