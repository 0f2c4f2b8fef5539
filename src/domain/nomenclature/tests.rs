use super::*;
use crate::domain::fault::Fault;

const DESCRIPTOR: &str = r#"format = 1
languages = ["fr"]
label.fr = "Communes"
file = "communes.csv"
key = "code"
name = "nom"
search = ["cp"]
[attributes.region]
label.fr = "Région"
categories = [{ code = "11", label.fr = "Île-de-France" }, { code = "53", label.fr = "Bretagne" }]
"#;

const DATA: &str = "code,nom,cp,region\n35238,Rennes,35000 35200 35700,53\n35288,Saint-Malo,35400,53\n\
                    75056,Paris,75001 75002,11\n35360,Vitré,35500,53\n35001,Rennes-en-Forêt,35999,\n";

fn faults(descriptor: &str, data: &str) -> Vec<Fault> {
    read(descriptor, data).map_or_else(|faults| faults.0, |_| Vec::new())
}

fn read(descriptor: &str, data: &str) -> Result<Nomenclature, crate::domain::fault::Faults> {
    let id = NomenclatureId::parse("communes").unwrap();
    Nomenclature::read(id, ("communes.toml", descriptor), |name| {
        (name == "communes.csv").then_some(("communes.csv", data))
    })
}

fn labels(list: &Nomenclature, typed: &str) -> Vec<String> {
    list.search(typed).into_iter().map(|at| list.entry(at).unwrap().label.clone()).collect()
}

#[test]
fn an_entry_is_found_by_its_name_its_postal_code_or_both() {
    let list = read(DESCRIPTOR, DATA).unwrap();
    assert_eq!(labels(&list, "renn"), ["Rennes", "Rennes-en-Forêt"]);
    assert_eq!(labels(&list, "RENNES"), ["Rennes", "Rennes-en-Forêt"]);
    assert_eq!(labels(&list, "st malo"), ["Saint-Malo"]);
    assert_eq!(labels(&list, "malo"), ["Saint-Malo"]);
    assert_eq!(labels(&list, "vitre"), ["Vitré"]);
    assert_eq!(labels(&list, "foret"), ["Rennes-en-Forêt"]);
    assert_eq!(labels(&list, "3570"), ["Rennes"]);
    assert_eq!(labels(&list, "35").len(), 4);
    assert_eq!(labels(&list, "35 sai"), ["Saint-Malo"]);
    assert_eq!(labels(&list, "75 renn"), Vec::<String>::new());
    assert_eq!(labels(&list, "  "), Vec::<String>::new());
}

#[test]
fn no_more_entries_are_told_than_can_be_read() {
    let rows: String = (0..500).map(|n| format!("{n:05},Lieu {n},35000,53\n")).collect();
    let list = read(DESCRIPTOR, &format!("code,nom,cp,region\n{rows}")).unwrap();
    assert_eq!(list.search("lieu").len(), FOUND_MAX);
    assert_eq!(list.search(&"lieu ".repeat(10_000)).len(), 0);
    assert_eq!(labels(&list, "lieu 42").first().map(String::as_str), Some("Lieu 42"));
}

#[test]
fn attributes_are_read_by_name_and_an_empty_cell_is_unknown() {
    let list = read(DESCRIPTOR, DATA).unwrap();
    let region = AttributeId::parse("region").unwrap();
    let of = |key: &str| list.attribute(list.position(key).unwrap(), &region).map(|code| code.as_str().to_owned());
    assert_eq!([of("75056"), of("35360"), of("35001")], [Some("11".to_owned()), Some("53".to_owned()), None]);
    assert_eq!(list.position("99999"), None);
    assert_eq!(list.attribute(999, &region), None);
    assert_eq!(list.attribute(0, &AttributeId::parse("taille").unwrap()), None);
}

#[test]
fn the_digest_is_of_the_content_and_survives_the_bytes() {
    let list = read(DESCRIPTOR, DATA).unwrap();
    let again = Nomenclature::from_bytes(&list.to_bytes()).unwrap();
    assert_eq!((again.digest(), again.search("malo")), (list.digest(), list.search("malo")));
    let moved = read(DESCRIPTOR, &DATA.replace("35400", "35401")).unwrap();
    assert_ne!(moved.digest(), list.digest());
    assert!(Nomenclature::from_bytes(b"{}").is_err());
}

#[test]
fn every_mistake_names_the_file_and_the_line() {
    for (descriptor, data, file, line, said) in [
        (DESCRIPTOR.to_owned(), DATA.replace("75056,", "35288,"), "communes.csv", 4, "clé déjà donnée plus haut"),
        (DESCRIPTOR.to_owned(), DATA.replace("75002,11", "75002,12"), "communes.csv", 4, "code inconnu « 12 »"),
        (DESCRIPTOR.to_owned(), DATA.replace("Vitré", ""), "communes.csv", 5, "vide ou trop long"),
        (DESCRIPTOR.to_owned(), DATA.replace("35360", "35 360"), "communes.csv", 5, "n'est pas un code"),
        (DESCRIPTOR.to_owned(), "code,nom,cp,region\n".to_owned(), "communes.csv", 0, "aucune entrée"),
        (DESCRIPTOR.to_owned(), DATA.replace("nom,cp", "nom,cpost"), "communes.csv", 0, "pas de colonne « cp »"),
        (DESCRIPTOR.replace("communes.csv", "x.csv"), DATA.to_owned(), "communes.toml", 4, "absent : x.csv"),
        (DESCRIPTOR.replace("key =", "clef ="), DATA.to_owned(), "communes.toml", 1, "le champ key manque"),
        (DESCRIPTOR.replace("Communes", ""), DATA.to_owned(), "communes.toml", 3, "texte vide"),
        (DESCRIPTOR.replace("file =", "id = \"villes\"\nfile ="), DATA.to_owned(), "communes.toml", 4, "ne porte pas"),
        (DESCRIPTOR.replace("s.region]", "s.2r]"), DATA.to_owned(), "communes.toml", 8, "n'est pas un nom d'attribut"),
    ] {
        let faults = faults(&descriptor, &data);
        let found = faults.iter().any(|fault| fault.file == file && fault.line == line && fault.what.contains(said));
        assert!(found, "{said}: {faults:#?}");
    }
}
