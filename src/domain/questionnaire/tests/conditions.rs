//! Conditions that read what is not known, mean nothing, or leave something that nobody is ever shown.

use super::{SMALL, faults_of};

fn formula(id: &str, value: &str, gives: &str) -> String {
    format!(
        "[[computed]]\nid = \"{id}\"\nlabel.fr = \"F\"\ntype = \"formula\"\nvalue = \"{value}\"\ngives = \"{gives}\"\n{}",
        match gives {
            "number" => "decimals = 0\n",
            _ => "categories = [{ code = \"j\", label.fr = \"J\" }, { code = \"v\", label.fr = \"V\" }]\n",
        }
    )
}

/// The small questionnaire with one thing replaced, and more at its end.
fn faults(from: &str, to: &str, end: &str) -> Vec<(String, String)> {
    assert!(SMALL.contains(from), "{from}");
    let faults = faults_of(&[&SMALL.replacen(from, to, 1), end].concat());
    faults.into_iter().map(|fault| (fault.place, fault.what)).collect()
}

#[track_caller]
fn refused(from: &str, to: &str, end: &str, place: &str, what: &str) {
    let faults = faults(from, to, end);
    let is_told = matches!(&faults[..], [(at, said)] if at == place && said.contains(what));
    assert!(is_told, "{to}{end}: {faults:#?}");
}

#[test]
fn every_condition_of_a_file_is_checked() {
    let option = "options = [{ code = \"a\", label.fr = \"A\" }";
    let with = |condition: &str| format!("options = [{{ code = \"a\", label.fr = \"A\", show_if = \"{condition}\" }}");
    refused(option, &with("AVIS = 'oui'"), "", "PLUS.options.a.show_if", "pas encore connue");
    refused(option, &with("CONSENT = 'si'"), "", "PLUS.options.a.show_if", "code inconnu");
    assert_eq!(faults(option, &with("CONSENT = 'oui'"), ""), []);
    let check = |must: &str| {
        let check = format!("{{ must = \"{must}\", severity = \"error\", question = \"AGE_AN\", text.fr = \"Non\" }}");
        format!("title.fr = \"Une\"\nchecks = [{check}]")
    };
    let place = "sections.une.checks[0].must";
    refused("title.fr = \"Une\"", &check("AVIS = 'oui'"), "", place, "pas encore connue");
    refused("title.fr = \"Une\"", &check("AGE_AN <= 120"), "", place, "ne refuse jamais rien");
    assert_eq!(faults("title.fr = \"Une\"", &check("AGE_AN > 3 or selected(PLUS, 'a')"), ""), []);
    let skip = |when: &str| format!("max = 120\nskips = [{{ when = \"{when}\", to = \"deux\" }}]");
    refused("max = 120", &skip("AGE_AN > '3'"), "", "AGE_AN.skips[0].when", "c’est un code");
}

#[test]
fn a_formula_gives_what_it_says_of_what_is_known() {
    let end = |value: &str, gives: &str| formula("F", value, gives);
    assert_eq!(faults("max = 120", "max = 120", &end("AGE_AN div 3", "number")), []);
    assert_eq!(faults("max = 120", "max = 120", &end("if(AGE_AN > 60, 'v', 'j')", "category")), []);
    let told =
        |value: &str, gives: &str, what: &str| refused("max = 120", "max = 120", &end(value, gives), "F.value", what);
    told("AGE > 3", "number", "nom inconnu");
    told("F + 1", "number", "tournerait en rond");
    told("AVIS", "number", "donne un code");
    told("AGE_AN", "category", "donne un nombre");
    told("if(AGE_AN > 60, 'vieux', 'j')", "category", "'vieux', qui n'est pas une catégorie");
    let both = [formula("F", "H + 1", "number"), formula("H", "F + 1", "number")].concat();
    refused("max = 120", "max = 120", &both, "F.value", "tournerait en rond");
}

#[test]
fn what_nobody_is_shown_is_a_mistake() {
    let section = "show_if = \"AGE_AN >= 18\"";
    refused(section, "show_if = \"AGE_AN > 120\"", "", "sections.deux.show_if", "jamais vrai");
    refused(
        section,
        "show_if = \"AGE_AN > 30 and AGE_AN < 20\"",
        "",
        "sections.deux.show_if",
        "jamais vraies ensemble",
    );
    let question = "show_if = \"selected(PLUS, 'a')\"";
    refused(question, "show_if = \"AGE_AN < 18\"", "", "AVIS.show_if", "question que personne ne voit");
    refused(
        question,
        "show_if = \"selected(PLUS, 'a') and selected(PLUS, 'nsp')\"",
        "",
        "AVIS.show_if",
        "jamais vraies",
    );
    let two = "{ code = \"b\", label.fr = \"B\" }";
    let shown = "{ code = \"b\", label.fr = \"B\", show_if = \"CONSENT = 'non'\" }";
    assert_eq!(faults(two, shown, ""), []);
    let scale = "options = [{ code = \"oui\", label.fr = \"Oui\" }, \
                 { code = \"non\", label.fr = \"Non\", show_if = \"AGE_AN < 18\" }]";
    refused("scale = \"accord\"", scale, "", "AVIS.options.non.show_if", "option que personne ne voit");
}
