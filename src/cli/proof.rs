//! `sonde simulate FICHIER`: the proof of a questionnaire file, and of its quota plan when the file is a wave's. Nothing
//! is loaded, nothing is stored.

use std::path::Path;

use indicatif::ProgressBar;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

use crate::cli::{CliError, Common, bundle};
use crate::domain::proof::{End, FieldProof, Proof, Spread, prove, prove_field};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::WaveSpec;

/// Fields drawn for a quota plan: each is a whole fieldwork.
const FIELDS: u32 = 20;
/// Lines of what was not reached, at most; `--json` has them all.
const UNREACHED_MAX: usize = 30;

pub(super) fn run(common: &Common, path: &Path, walks: u32, seed: u64) -> Result<(), CliError> {
    let (questionnaire, spec) = read(path)?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = |count: usize| rng.random_range(0..count.max(1));
    let spinner = if common.json { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
    spinner.set_message("parcours du questionnaire…");
    spinner.tick();
    let proof = prove(&questionnaire, walks, &mut draw);
    spinner.set_message("terrains simulés…");
    spinner.tick();
    let field = spec
        .filter(|spec| !spec.quotas.margins.is_empty())
        .map(|spec| prove_field(&questionnaire, &spec, FIELDS, &mut draw));
    spinner.finish_and_clear();
    if common.json {
        say!("{}", json!({ "proof": proof, "field": field, "seed": seed }));
    } else {
        tell(&proof);
        if let Some(field) = &field {
            tell_field(field);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<(Questionnaire, Option<WaveSpec>), CliError> {
    if path.parent().is_some_and(|folder| folder.ends_with("waves")) {
        let (questionnaire, spec) = bundle::read(path)?.read()?;
        return Ok((questionnaire, Some(spec)));
    }
    Ok((bundle::read_questionnaire(path)?, None))
}

fn tell(proof: &Proof) {
    let asked = &proof.questions;
    let reached = asked.iter().filter(|question| question.opened > 0).count();
    let options = asked.iter().flat_map(|question| &question.options).filter(|option| !option.is_retired());
    let (chosen, proposed) = (options.clone().filter(|option| option.chosen > 0).count(), options.count());
    say!(
        "{} parcours : {reached} questions posées sur {}, {chosen} modalités choisies sur {proposed}.",
        proof.walks,
        asked.len()
    );
    say!("\nFins");
    for (end, walks) in &proof.ends {
        let mark = if *walks == 0 { "  ← pas atteinte" } else { "" };
        say!("  {:<40} {walks:>9}{mark}", named(end));
    }
    say!("\nEntretiens complets       minimum  premier quart   médiane  troisième quart   maximum");
    line("questions posées", &proof.questions_asked, 0);
    line("minutes estimées", &proof.minutes, 1);
    if proof.minutes.median > f64::from(proof.minutes_announced) * 1.25 {
        say!("  Le questionnaire annonce {} min : c’est moins que la médiane estimée.", proof.minutes_announced);
    }
    if proof.unreached.is_empty() {
        say!("\nTout est atteint.");
        return;
    }
    say!("\nPas atteint dans ces parcours (ce n’est pas une preuve que c’est impossible)");
    for unreached in proof.unreached.iter().take(UNREACHED_MAX) {
        say!("  {} : {}", unreached.place, unreached.reason);
    }
    if proof.unreached.len() > UNREACHED_MAX {
        say!("  … et {} autres (--json les donne tous)", proof.unreached.len() - UNREACHED_MAX);
    }
}

fn named(end: &End) -> String {
    let with_page = |words: &str, page: &Option<_>| match page {
        Some(page) => format!("{words} (page {page})"),
        None => words.to_owned(),
    };
    match end {
        End::Completed { page } => with_page("complet", page),
        End::ScreenedOut { page } => with_page("hors cible", page),
        End::Refused { page } => with_page("refus de participer", page),
    }
}

fn line(what: &str, spread: &Spread, decimals: usize) {
    let Spread { min, quarter, median, three_quarters, max } = spread;
    say!(
        "  {what:<22} {min:>8.decimals$} {quarter:>14.decimals$} {median:>9.decimals$} {three_quarters:>16.decimals$} {max:>9.decimals$}"
    );
}

fn tell_field(field: &FieldProof) {
    say!("\nPlan de quotas, {} terrains simulés d’après les marges", field.fields);
    if !field.conflicts.is_empty() {
        say!("  Aucune répartition ne remplit toutes les cellules à la fois :");
        field.conflicts.iter().for_each(|conflict| say!("    · {conflict}"));
    } else if !field.tied.is_empty() {
        let tied: Vec<_> = field.tied.iter().map(|(one, other)| format!("{one} et {other}")).collect();
        say!("  Répartition non cherchée : {} viennent d’une même question.", tied.join(", "));
        say!(
            "  Elles sont tirées ici comme si l’une ne disait rien de l’autre : les contacts ne sont qu’un ordre de grandeur."
        );
    } else if field.is_allocation_sought {
        say!("  Une répartition remplit toutes les cellules.");
    } else {
        say!("  Trop de croisements pour chercher une répartition.");
    }
    say!("  Contacts nécessaires, sans choisir les personnes ; un contact est une personne de la cible qui accepte :");
    for (percent, contacts) in &field.contacts {
        let Spread { min, median, max, .. } = contacts;
        let [min, median, max] = [min, median, max].map(|contacts| told(*contacts, field.contacts_max));
        say!("    {percent:>3} % des réponses   médiane {median:>8}   de {min} à {max}");
    }
    if field.unfilled > 0 {
        say!(
            "  {} terrains sur {} n’étaient pas pleins quand la simulation les a arrêtés :",
            field.unfilled,
            field.fields
        );
        say!("  les dernières places attendent la personne qui convient à toutes les marges à la fois.");
    }
    for place in &field.last {
        say!("  Dernière cellule : {} – {} ({} fois)", place.margin, place.cell, place.fields);
    }
    match &field.design_effect {
        Some(effect) => {
            say!("  Effet de plan attendu des poids : {:.3} (de {:.3} à {:.3}).", effect.median, effect.min, effect.max)
        }
        None => say!("  Ces échantillons ne se redressent pas :"),
    }
    field.weighting_faults.iter().for_each(|fault| say!("    · {fault}"));
}

/// A field stopped at the most contacts would have taken more of them.
fn told(contacts: f64, most: u32) -> String {
    let words = if contacts >= f64::from(most) { "plus de " } else { "" };
    format!("{words}{contacts:.0}")
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn a_field_that_was_stopped_is_told_as_more() {
        assert_eq!([told(1_234.0, 200_000), told(200_000.0, 200_000)], ["1234", "plus de 200000"]);
    }
}
