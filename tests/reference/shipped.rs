//! Every questionnaire, wave and nomenclature that ships, found by walking the folder: they read without a fault, hold the
//! questions of the studies in their order, and ask harmonised questions in one and the same words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use sonde::domain::id::{AttributeId, NomenclatureId, QuestionId};
use sonde::domain::proof::prove;
use sonde::domain::published::Published;
use sonde::domain::questionnaire::{BANK, Kind, Language, Library, NOMENCLATURES, Question, Questionnaire, Rotation};
use sonde::domain::quota::largest_remainder;
use sonde::domain::wave::{WaveBundle, WaveSpec};

/// Enough for the rarest option, one département of a hundred after three screens.
const WALKS: u32 = 4_000;
const NOTICE: &str =
    "Questionnaire reconstitué d’après les publications ; il n’est pas le questionnaire original de l’institut.";

/// Study and version, how many questions, and which, in order.
const QUESTIONS: [(&str, usize, &str); 10] = [
    (
        "impact-associations-territoires/v1",
        24,
        "CONSENT A_FONCTION A_SALARIES A_DOMAINE A_REGION A_BUDGET TERR_VISION FRAG FRAG_PRIO PART_EXISTE PART_TYPE PART_NOMBRE PART_ECHELLE PART_MODE PART_MODE_ENT JC_UTILITE JC_POURQUOI JC_FREINS PART_INNOV PART_EFFET_ORG PART_FREINS ACCOMP ODD_NOTORIETE ODD_PRATIQUE",
    ),
    (
        "impact-citoyens/v1",
        25,
        "CONSENT S_SEXE S_AGE S_DEPT S_AGGLO S_CSP TERR_ECHELLE TERR_ATTACH FRAG FRAG_PRIO FRAG_EVOL LEVIERS ACTEURS DEVOIR_ALLIANCE MOBILISATION PART_INNOV PART_EFFET CONFIANCE ODD_NOTORIETE ODD_ROLE ENG_ACTION ENG_ENVIE VERBATIM S_DIPLOME S_ENGAGE",
    ),
    (
        "impact-citoyens/v2",
        29,
        "CONSENT S_SEXE S_AGE S_DEPT S_COMMUNE S_AGGLO S_CSP TERR_ECHELLE TERR_ATTACH FRAG FRAG_PRIO FRAG_EVOL LEVIERS ACTEURS DEVOIR_ALLIANCE MOBILISATION PART_INNOV PART_EFFET JC_UTILITE JC_POURQUOI JC_FREINS CONFIANCE ODD_NOTORIETE ODD_ROLE ENG_ACTION ENG_ENVIE VERBATIM S_DIPLOME S_ENGAGE",
    ),
    (
        "impact-elus-locaux/v1",
        26,
        "CONSENT L_MANDAT L_TAILLE L_REGION L_TYPE L_AGE L_SEXE L_PREMIER_MANDAT INNOV_TERRITOIRE FRAG FRAG_PRIO JC_UTILITE JC_POURQUOI JC_FREINS JC_MANDAT DYNAMIQUE PART_INNOV PART_DOMAINES PART_TYPE ROLE FREINS_ELU BESOINS_ELU ODD_NOTORIETE ODD_PRATIQUE PROJET_TERR VERBATIM",
    ),
    (
        "impact-entreprises/v1",
        25,
        "CONSENT E_FONCTION E_EFFECTIF E_SECTEUR E_REGION E_IMPLANTATION TERR_ATTACH TERR_AILLEURS FRAG FRAG_PRIO BESOINS_ENT JC_UTILITE JC_POURQUOI JC_FREINS PART_INNOV PART_POSITION PART_NOMBRE PART_MODE PART_ECHELLE PART_EFFET_ORG PART_FREINS ACCOMP ODD_NOTORIETE ODD_PRATIQUE INTENTION",
    ),
    (
        "impact-entreprises/v2",
        25,
        "CONSENT E_FONCTION E_EFFECTIF E_SECTEUR E_REGION E_IMPLANTATION TERR_ATTACH TERR_AILLEURS FRAG FRAG_PRIO BESOINS_ENT JC_UTILITE JC_POURQUOI JC_FREINS PART_INNOV PART_POSITION PART_NOMBRE PART_MODE PART_ECHELLE PART_EFFET_ORG PART_FREINS ACCOMP ODD_NOTORIETE ODD_PRATIQUE INTENTION",
    ),
    (
        "impact-fondations-territoires/v1",
        22,
        "CONSENT F_STATUT F_MODE F_ECHELLE F_BUDGET F_REGION F_DOMAINES F_TERR FRAG_PRIO JC_UTILITE JC_POURQUOI JC_FREINS PART_TYPE F_SOUTIEN F_DUREE F_INITIATIVE F_EVAL PART_FREINS BESOINS_F ODD_NOTORIETE ODD_PRATIQUE VERBATIM",
    ),
    (
        "impacts-trajectoires-elus-locaux/v1",
        19,
        "CONSENT L_MANDAT L_TAILLE L_REGION L_TYPE L_AGE L_SEXE L_PREMIER_MANDAT INNOV_TERRITOIRE FRAG_PRIO JC_UTILITE JC_POURQUOI JC_FREINS DYNAMIQUE PART_INNOV BESOINS_ELU ODD_NOTORIETE ODD_PRATIQUE PROJET_TERR",
    ),
    (
        "pratiques-innovantes/v1",
        16,
        "CONSENT TITRE RESUME COMMUNE ECHELLE REGION_DITE DOMAINES ACTEURS PART_MODE ODD ANNEE_DEBUT ETAT EFFETS EFFETS_TEXTE SOURCE_URL CONTACT",
    ),
    (
        "urgence-covid-citoyens/v1",
        16,
        "CONSENT S_SEXE S_AGE S_DEPT S_AGGLO S_CSP COVID_TOUCHE FRAG_PRIO JC_UTILITE JC_POURQUOI JC_FREINS JC_EFFETS JC_QUI MOBILISATION ENG_COVID ENG_ENVIE",
    ),
];

/// Wave, access by telephone, cells of its quota plan besides the total, margins of its weighting, crosstabs.
const WAVES: [(&str, bool, usize, usize, usize); 9] = [
    ("impact-associations-territoires-2021-09", false, 0, 0, 5),
    ("impact-citoyens-2019-10", false, 41, 4, 9),
    ("impact-elus-locaux-2020-11", true, 3, 2, 7),
    ("impact-entreprises-2020-06", false, 0, 0, 4),
    ("impact-entreprises-2021-09", false, 4, 1, 5),
    ("impact-fondations-territoires-2021-09", false, 0, 0, 0),
    ("impacts-trajectoires-elus-locaux-2024-11", true, 3, 2, 7),
    ("pratiques-innovantes-2026-11", false, 0, 0, 0),
    ("urgence-covid-citoyens-2020-05", false, 41, 4, 5),
];

/// Read once: the list of communes is long.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let files = [library_files(BANK), library_files(NOMENCLATURES)].into_iter().flatten().collect();
    Library::read(&files).unwrap_or_else(|faults| panic!("{faults}"))
});

/// Every wave with its questionnaire.
static FIELDED: LazyLock<Vec<(Questionnaire, WaveSpec)>> = LazyLock::new(|| {
    let found = files(&root()).into_iter().flat_map(|study| files(&study.join("waves")));
    found.map(|path| wave(&path)).collect()
});

static READ: LazyLock<BTreeMap<String, Questionnaire>> = LazyLock::new(|| {
    let read = |path: PathBuf| {
        let name = path.strip_prefix(root()).unwrap().with_extension("").to_str().unwrap().to_owned();
        let q = Questionnaire::parse_with(&name, &text(&path), &LIBRARY).unwrap_or_else(|faults| panic!("{faults}"));
        (name, q)
    };
    versions().into_iter().map(read).collect()
});

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("questionnaires")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// What a folder holds, in order; nothing where there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// By the names a bundle gives them.
fn library_files(folder: &str) -> BTreeMap<String, String> {
    let named = |path: PathBuf| (path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), text(&path));
    files(&root().join(folder)).into_iter().map(named).collect()
}

fn versions() -> Vec<PathBuf> {
    let is_version = |path: &PathBuf| {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        stem.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok())
    };
    let studies = files(&root()).into_iter().filter(|path| path.is_dir());
    studies.flat_map(|study| files(&study)).filter(is_version).collect()
}

fn wave(path: &Path) -> (Questionnaire, WaveSpec) {
    let shown = path.display().to_string();
    let names = WaveBundle::names_in(&shown, &text(path)).unwrap_or_else(|faults| panic!("{faults}"));
    let study = path.parent().unwrap().parent().unwrap();
    assert_eq!(study.file_name().unwrap().to_str().unwrap(), names.study.as_str());
    let version = study.join(format!("v{}.toml", names.questionnaire_version));
    let margin = |name: &String| (name.clone(), text(&root().join("margins").join(name)));
    let bundle = WaveBundle {
        wave: (shown, text(path)),
        questionnaire: (version.display().to_string(), text(&version)),
        margins: names.margins.iter().map(margin).collect(),
        neighbours: library_files(BANK),
    };
    // Read apart, with the nomenclatures, which are long.
    let q = READ[&format!("{}/v{}", names.study, names.questionnaire_version)].clone();
    let spec = bundle.read_against(&q).unwrap_or_else(|faults| panic!("{faults}"));
    (q, spec)
}

fn named(slug: &str) -> &'static WaveSpec {
    FIELDED.iter().map(|(_, spec)| spec).find(|spec| spec.slug.as_str() == slug).unwrap()
}

/// Every harmonised question with the version that asks it.
fn harmonised() -> impl Iterator<Item = (&'static str, &'static Question)> {
    READ.iter().flat_map(|(name, q)| {
        q.questions().map(|(_, question)| question).filter(|one| one.is_harmonised).map(|one| (name.as_str(), one))
    })
}

#[test]
fn each_study_asks_the_questions_of_its_plan_in_their_order() {
    let read: Vec<(&str, usize, String)> = READ
        .iter()
        .map(|(name, q)| {
            let ids: Vec<&str> = q.questions().map(|(_, question)| question.id.as_str()).collect();
            (name.as_str(), ids.len(), ids.join(" "))
        })
        .collect();
    assert_eq!(read, QUESTIONS.map(|(name, count, ids)| (name, count, ids.to_owned())));
}

#[test]
fn every_file_says_that_it_is_rebuilt_from_publications() {
    for (name, q) in READ.iter() {
        assert_eq!(q.notice.get(Language::Fr), NOTICE, "{name}");
        let head = text(&root().join(name).with_extension("toml"));
        let comment: String = head.lines().take_while(|line| line.starts_with('#')).collect();
        assert!(comment.contains("Questionnaire reconstitué d'après les publications"), "{name}: {comment}");
    }
}

#[test]
fn every_wave_that_ships_fits_its_questionnaire_and_its_margins() {
    let read: Vec<_> = FIELDED
        .iter()
        .map(|(q, spec)| {
            assert_eq!(spec.questionnaire_digest, q.digest());
            let cells = spec.quotas.cells.len() - 1;
            let slug = spec.slug.to_string();
            (slug, spec.access.cati, cells, spec.weighting.margins.len(), spec.tables.breaks.len())
        })
        .collect();
    let expected = WAVES.map(|(slug, cati, cells, margins, breaks)| (slug.to_owned(), cati, cells, margins, breaks));
    assert_eq!(read, expected);
}

#[test]
fn a_harmonised_question_is_the_same_for_everybody_but_for_its_variant() {
    let mut seen: BTreeMap<(&QuestionId, Option<&str>), (&str, &Question)> = BTreeMap::new();
    let mut compared = 0;
    for (name, question) in harmonised() {
        let key = (&question.id, question.variant.as_deref());
        let Some((first, other)) = seen.insert(key, (name, question)) else { continue };
        compared += 1;
        assert_eq!(question.text, other.text, "{} in {name} and {first}", question.id);
        assert_eq!(question.help, other.help, "{} in {name} and {first}", question.id);
        assert_eq!(question.kind, other.kind, "{} in {name} and {first}", question.id);
        assert_eq!(question.nets, other.nets, "{} in {name} and {first}", question.id);
    }
    assert!(compared > 50, "{compared}");
    let kinds: BTreeSet<(&QuestionId, String)> =
        harmonised().map(|(_, one)| (&one.id, serde_json::to_string(&(&one.kind, &one.nets)).unwrap())).collect();
    let ids: BTreeSet<&QuestionId> = harmonised().map(|(_, one)| &one.id).collect();
    assert_eq!(kinds.len(), ids.len(), "a variant changes words, never options or nets");
}

#[test]
fn an_id_of_the_bank_means_the_question_of_the_bank_everywhere() {
    let bank: BTreeSet<&QuestionId> = LIBRARY.question_ids().collect();
    for (name, q) in READ.iter() {
        for (_, question) in q.questions() {
            assert_eq!(question.is_harmonised, bank.contains(&question.id), "{} in {name}", question.id);
        }
    }
    let asked: BTreeSet<&QuestionId> = harmonised().map(|(_, question)| &question.id).collect();
    assert_eq!(asked, bank, "nothing in the bank is asked nowhere");
}

#[test]
fn jouer_collectif_is_asked_in_the_context_of_its_wave() {
    let contexts: Vec<(&str, &str)> = harmonised()
        .filter(|(_, question)| question.id.as_str() == "JC_UTILITE")
        .map(|(name, question)| (name, question.variant.as_deref().unwrap()))
        .collect();
    let expected = [
        ("impact-associations-territoires/v1", "territoire"),
        ("impact-citoyens/v2", "territoire"),
        ("impact-elus-locaux/v1", "crise"),
        ("impact-entreprises/v1", "crise"),
        ("impact-entreprises/v2", "territoire"),
        ("impact-fondations-territoires/v1", "territoire"),
        ("impacts-trajectoires-elus-locaux/v1", "territoire"),
        ("urgence-covid-citoyens/v1", "crise"),
    ];
    assert_eq!(contexts, expected);
    for (name, question) in harmonised() {
        let words = question.text.get(Language::Fr);
        assert!(!words.contains('{'), "{} in {name} keeps a brace: {words}", question.id);
    }
}

#[test]
fn priorities_are_seen_in_the_order_of_the_fragilities() {
    for (name, q) in READ.iter() {
        for id in ["FRAG", "FRAG_PRIO", "PART_DOMAINES"] {
            let Some((_, question)) = q.question(id) else { continue };
            assert_eq!(
                (question.kind.rotation(), question.order_key()),
                (Rotation::Random, "fragilites"),
                "{id} in {name}"
            );
        }
    }
    let (_, frag) = READ["impact-citoyens/v1"].question("FRAG").unwrap();
    let (_, prio) = READ["impact-citoyens/v1"].question("FRAG_PRIO").unwrap();
    let rows: Vec<_> = frag.kind.items().iter().map(|item| (&item.code, &item.label)).collect();
    let options: Vec<_> = prio.kind.options().iter().map(|option| (&option.code, &option.label)).collect();
    assert_eq!(rows.len(), 16);
    assert_eq!(rows[..], options[..16]);
}

/// People who answer anything, by a small generator that always draws the same.
#[test]
fn every_question_option_and_end_of_every_questionnaire_is_met_by_somebody() {
    for (name, q) in READ.iter() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = |bound: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as usize % bound.max(1)
        };
        let proof = prove(q, WALKS, &mut draw);
        assert!(proof.unreached.is_empty(), "{name}: {:?}", proof.unreached);
        assert!(proof.ends.iter().all(|(_, count)| *count > 0), "{name}: {:?}", proof.ends);
    }
}

#[test]
fn people_of_one_public_are_told_the_same_before_they_accept() {
    let intro = |name: &str| READ[name].sections[0].intro.clone().unwrap();
    assert_eq!(intro("impact-citoyens/v1"), intro("urgence-covid-citoyens/v1"));
    assert_eq!(intro("impact-citoyens/v2"), intro("urgence-covid-citoyens/v1"));
    let leaders = intro("impact-entreprises/v1");
    for name in [
        "impact-entreprises/v2",
        "impact-elus-locaux/v1",
        "impact-associations-territoires/v1",
        "impact-fondations-territoires/v1",
    ] {
        assert_eq!(intro(name), leaders, "{name}");
    }
    let words = leaders.get(Language::Fr).to_owned();
    assert!(words.contains("Aucun résultat n’est publié pour un groupe de moins de {seuil_publication} structures."));
}

#[test]
fn the_strata_of_the_mayors_are_equal_and_brought_back_to_the_real_structure() {
    for (slug, total) in [("impact-elus-locaux-2020-11", 300), ("impacts-trajectoires-elus-locaux-2024-11", 302)] {
        let spec = named(slug);
        let targets: Vec<u32> = spec.quotas.cells.iter().skip(1).map(|cell| cell.target).collect();
        assert!(targets.iter().max().unwrap() - targets.iter().min().unwrap() <= 1, "{slug}: {targets:?}");
        assert_eq!(targets.iter().sum::<u32>(), total);
        let size = &spec.weighting.margins[0];
        let shares: Vec<(&str, f64)> =
            size.targets.iter().map(|target| (target.codes[0].as_str(), (target.share * 1e4).round() / 1e4)).collect();
        assert_eq!(shares, [("<2000", 0.847), ("2000-19999", 0.14), ("20000+", 0.013)]);
        assert_eq!(spec.mode, "cati");
    }
}

#[test]
fn the_foundations_stand_for_nobody_but_themselves() {
    let spec = named("impact-fondations-territoires-2021-09");
    assert!(spec.weighting.margins.is_empty() && spec.tables.breaks.is_empty());
    assert!(spec.universe.contains("échantillon non représentatif, base faible"), "{}", spec.universe);
    assert!(spec.disclosure.share_base_min <= 42, "42 answers are shown");
}

#[test]
fn the_case_form_is_moderated_and_never_called_a_poll() {
    let moderated: Vec<&str> =
        FIELDED.iter().filter(|(_, spec)| spec.is_moderated()).map(|(_, spec)| spec.slug.as_str()).collect();
    assert_eq!(moderated, ["pratiques-innovantes-2026-11"]);
    let spec = named("pratiques-innovantes-2026-11");
    assert!(spec.access.open_link && spec.universe.starts_with("Consultation ouverte"));
    let q = &READ["pratiques-innovantes/v1"];
    let said = [spec.canonical_json(), serde_json::to_string(q).unwrap()].concat().to_lowercase();
    assert!(!said.contains("sondage") && !said.contains("sondé"), "{said}");
}

#[test]
fn quotas_in_proportion_are_those_of_the_margins_by_the_largest_remainders() {
    for slug in ["impact-citoyens-2019-10", "urgence-covid-citoyens-2020-05"] {
        let spec = named(slug);
        let total = spec.quotas.cells[0].target;
        for margin in &spec.weighting.margins {
            let shares: Vec<f64> = margin.targets.iter().map(|target| target.share).collect();
            let (position, _) =
                spec.quotas.margins.iter().enumerate().find(|(_, quota)| quota.id == margin.id).unwrap();
            let cells = spec.quotas.cells.iter().filter(|cell| cell.margin == Some(position));
            let targets: Vec<u32> = cells.map(|cell| cell.target).collect();
            assert_eq!(Some(targets), largest_remainder(&shares, total), "{slug}, {}", margin.id);
        }
    }
}

#[test]
fn the_communes_are_all_there_each_in_the_region_of_its_departement() {
    let communes = &LIBRARY.nomenclatures()[&NomenclatureId::parse("communes").unwrap()];
    assert_eq!(communes.entries().len(), 34_869);
    let [departement, region, taille] =
        ["departement", "region", "taille"].map(|attribute| AttributeId::parse(attribute).unwrap());
    let metropolitan = READ["impact-citoyens/v1"].computed(&QuestionId::parse("REGION").unwrap()).unwrap();
    let sonde::domain::questionnaire::ComputedRule::Lookup { map, .. } = &metropolitan.rule else { panic!() };
    let mut departements = BTreeSet::new();
    for entry in 0..communes.entries().len() {
        let code = communes.attribute(entry, &departement).unwrap();
        departements.insert(code);
        if let Some(expected) = map.get(code) {
            assert_eq!(communes.attribute(entry, &region), Some(expected), "{:?}", communes.entry(entry));
        }
        assert!(communes.attribute(entry, &taille).is_some());
    }
    assert_eq!(departements.len(), 101);
    for (typed, key) in [("rennes", "35238"), ("75011", "75056"), ("l abergement clem", "01001")] {
        let found = communes.search(typed).iter().any(|entry| communes.entries()[*entry].key.as_str() == key);
        assert!(found, "{typed}");
    }
}

#[test]
fn a_commune_that_is_looked_up_is_not_kept() {
    let (_, question) = READ["impact-citoyens/v2"].question("S_COMMUNE").unwrap();
    let Kind::Entry { keep, options, .. } = &question.kind else { panic!("{:?}", question.kind) };
    assert_eq!(keep.iter().map(AttributeId::as_str).collect::<Vec<_>>(), ["taille", "region"]);
    let fallback = options.iter().find(|option| option.code.as_str() == "autre_commune").unwrap();
    assert!(fallback.missing.is_none(), "somebody of a commune not in the list has answered");
}

#[test]
fn a_published_code_has_the_label_of_the_question_that_asks_it_now() {
    let file = |name: &str| text(&root().join("published").join(name));
    let (results, scores, labels) = (file("results.csv"), file("scores.csv"), file("labels.csv"));
    let published = Published::read(("r", &results), ("s", &scores), ("l", &labels)).unwrap();
    let mut compared = 0;
    for (_, question) in harmonised() {
        let id = question.id.as_str();
        let options = question.kind.options().iter().map(|option| (option.code.as_str(), &option.label));
        let nets = question.nets.iter().map(|net| (net.id.as_str(), &net.label));
        for (code, label) in options.chain(nets) {
            let is_printed = |one: &&sonde::domain::published::PublishedFigure| {
                one.printed.question.as_str() == id && one.code() == code
            };
            if published.figures.iter().any(|one| is_printed(&one)) {
                compared += 1;
                assert_eq!(published.labels.code(id, code), label.get(Language::Fr), "{id}, {code}");
            }
        }
    }
    assert!(compared > 10, "{compared}");
}
