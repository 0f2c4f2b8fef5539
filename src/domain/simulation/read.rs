//! Reading a simulation file: every name and code is looked up in the questionnaire, every distribution sums to 100.

use toml::Spanned;
use toml::de::DeTable;

use crate::domain::fault::{Faults, Source};
use crate::domain::id::{OptionCode, QuestionId, StudySlug};
use crate::domain::questionnaire::{Question, Questionnaire, syntax_fault};
use crate::domain::simulation::laws::{opinions, shares};
use crate::domain::simulation::{Consent, Given, Margin, OutOfTarget, Population, Simulation, Truth};
use crate::domain::wave::WaveSpec;
use crate::domain::wave::coverage::near_or_all;
use crate::domain::wave::file::{Fields, fields_of};

impl Simulation {
    /// Reads a simulation of that wave. Every fault, each with its line.
    pub fn read(file: &str, text: &str, q: &Questionnaire, spec: &WaveSpec) -> Result<Self, Faults> {
        let mut source = Source::new(file, text);
        let simulation = match DeTable::parse(text) {
            Ok(table) => root(&mut source, Fields::root(table.get_ref()), q, spec),
            Err(error) => {
                let (span, what, expected) = syntax_fault(&error);
                source.fault(span, "", what, expected);
                None
            }
        };
        match simulation {
            Some(simulation) if !source.has_faults() => Ok(simulation),
            _ => {
                if !source.has_faults() {
                    source.fault_whole("", "lecture interrompue sans motif : signalez ce fichier", None);
                }
                let mut faults = source.into_faults();
                faults.sort_by_key(|fault| (fault.line, fault.column));
                Err(Faults(faults))
            }
        }
    }
}

fn root(source: &mut Source, mut file: Fields, q: &Questionnaire, spec: &WaveSpec) -> Option<Simulation> {
    let same = same_wave(source, &mut file, spec);
    let consent = consent(source, &mut file, q);
    let rates = rates(source, &mut file);
    let out_of_target = each(source, &mut file, "out_of_target", |source, table| out_of_target(source, table, q));
    let given = each(source, &mut file, "given", |source, table| given(source, table, q));
    let opinions = opinions(source, &mut file, q);
    file.finish(source);
    let [refuses, abandons, uncovered] = rates?;
    let out_of_target: Vec<OutOfTarget> = out_of_target?;
    if refuses + abandons + out_of_target.iter().map(|out| out.rate).sum::<f64>() > 1.0 {
        source.fault_whole(
            "rates",
            "plus de personnes perdues que de personnes",
            Some("une somme de 1 au plus".to_owned()),
        );
    }
    same?;
    Some(Simulation {
        population: Population { margins: margins(spec), given: given?, uncovered },
        truth: Truth { consent: Some(consent?), refuses, abandons, out_of_target, opinions: opinions? },
    })
}

/// The tables of a list that may be absent, each read before one at fault ends the reading.
fn each<T>(
    source: &mut Source,
    file: &mut Fields,
    key: &'static str,
    read: impl Fn(&mut Source, Fields) -> Option<T>,
) -> Option<Vec<T>> {
    let tables = file.optional(source, key, Fields::tables)?.unwrap_or_default();
    let read: Vec<Option<T>> = tables.into_iter().map(|table| read(source, table)).collect();
    read.into_iter().collect()
}

pub(super) fn margins(spec: &WaveSpec) -> Vec<Margin> {
    let margins = spec.weighting.margins.iter().map(|margin| Margin {
        variables: margin.variables.clone(),
        rows: margin.targets.iter().map(|target| (target.codes.clone(), target.share)).collect(),
        uncovered: margin.uncovered.clone(),
    });
    margins.collect()
}

fn same_wave(source: &mut Source, file: &mut Fields, spec: &WaveSpec) -> Option<()> {
    let study = file.name(source, "study", StudySlug::parse);
    let key = file.text(source, "key");
    let (study, key) = (study?, key?);
    if study.get_ref() != &spec.study || key.get_ref() != &spec.key {
        let what = format!("cette simulation est celle de {}-{}", study.get_ref(), key.get_ref());
        source.fault(study.span(), "study", what, Some(spec.slug.to_string()));
        return None;
    }
    Some(())
}

fn consent(source: &mut Source, file: &mut Fields, q: &Questionnaire) -> Option<Consent> {
    let mut table = file.table(source, "consent")?;
    let id = table.name(source, "question", QuestionId::parse);
    let accepts = table.name(source, "accepts", OptionCode::parse);
    let refuses = table.name(source, "refuses", OptionCode::parse);
    table.finish(source);
    let question = question(source, &id?, "consent.question", q)?;
    let codes = codes(question);
    let known = |source: &mut Source, code: Spanned<OptionCode>| known(source, &code, "consent", &codes);
    Some(Consent {
        question: question.id.clone(),
        accepts: known(source, accepts?)?,
        refuses: known(source, refuses?)?,
    })
}

/// What refuses, what abandons, what has no cell: each from 0 to 1.
fn rates(source: &mut Source, file: &mut Fields) -> Option<[f64; 3]> {
    let mut table = file.table(source, "rates")?;
    let [refuses, abandons, uncovered] = ["refuses", "abandons", "uncovered"].map(|key| rate(source, &mut table, key));
    table.finish(source);
    Some([refuses?, abandons?, uncovered?])
}

fn rate(source: &mut Source, table: &mut Fields, key: &'static str) -> Option<f64> {
    let rate = table.float(source, key)?;
    if !(0.0..=1.0).contains(rate.get_ref()) {
        source.fault(rate.span(), table.at(key), "taux hors limites", Some("de 0 à 1".to_owned()));
        return None;
    }
    Some(rate.into_inner())
}

fn out_of_target(source: &mut Source, mut table: Fields, q: &Questionnaire) -> Option<OutOfTarget> {
    let id = table.name(source, "question", QuestionId::parse);
    let values = table.texts(source, "values");
    let rate = rate(source, &mut table, "rate");
    let place = table.at("question");
    table.finish(source);
    let question = question(source, &id?, &place, q)?;
    let values = values?.into_iter().map(Spanned::into_inner).collect();
    Some(OutOfTarget { question: question.id.clone(), values, rate: rate? })
}

fn given(source: &mut Source, mut table: Fields, q: &Questionnaire) -> Option<Given> {
    let variable = table.name(source, "variable", QuestionId::parse);
    let of = table.name(source, "of", QuestionId::parse);
    let counts = table.table(source, "counts");
    let place = table.place().to_owned();
    table.finish(source);
    let (variable, of, counts) = (variable?, of?, counts?);
    let own = categories(source, &variable, &place, q)?;
    let conditions = categories(source, &of, &place, q)?;
    let mut weights = Vec::new();
    for (name, span, value) in counts.entries() {
        let code = OptionCode::parse(name).ok().filter(|code| conditions.contains(code));
        let row = fields_of(source, counts.at(name), value).map(|row| shares(source, &row, &own));
        match code.zip(row.flatten()) {
            Some(row) => weights.push(row),
            None => source.fault(
                span,
                counts.at(name),
                format!("« {name} » n'a pas pu être lu comme une catégorie de {}", of.get_ref()),
                None,
            ),
        }
    }
    Some(Given { variable: variable.into_inner(), of: of.into_inner(), weights })
}

fn categories(
    source: &mut Source,
    id: &Spanned<QuestionId>,
    place: &str,
    q: &Questionnaire,
) -> Option<Vec<OptionCode>> {
    let found = q.categories(id.get_ref()).map(|found| found.into_iter().map(|(code, _)| code.clone()).collect());
    if found.is_none() {
        source.fault(id.span(), place, format!("variable inconnue ou sans catégories : « {} »", id.get_ref()), None);
    }
    found
}

pub(super) fn question<'q>(
    source: &mut Source,
    id: &Spanned<QuestionId>,
    place: &str,
    q: &'q Questionnaire,
) -> Option<&'q Question> {
    let found = q.question(id.get_ref().as_str()).map(|(_, question)| question);
    if found.is_none() {
        let known: Vec<&str> = q.questions().map(|(_, question)| question.id.as_str()).collect();
        let expected = near_or_all(id.get_ref().as_str(), &known);
        source.fault(id.span(), place, format!("question inconnue : « {} »", id.get_ref()), Some(expected));
    }
    found
}

fn known(source: &mut Source, code: &Spanned<OptionCode>, place: &str, codes: &[OptionCode]) -> Option<OptionCode> {
    if !codes.contains(code.get_ref()) {
        let known: Vec<&str> = codes.iter().map(OptionCode::as_str).collect();
        let expected = near_or_all(code.get_ref().as_str(), &known);
        source.fault(code.span(), place, format!("code inconnu : « {} »", code.get_ref()), Some(expected));
        return None;
    }
    Some(code.get_ref().clone())
}

/// Codes still proposed.
pub(super) fn codes(question: &Question) -> Vec<OptionCode> {
    question.kind.options().iter().filter(|option| !option.retired).map(|option| option.code.clone()).collect()
}
