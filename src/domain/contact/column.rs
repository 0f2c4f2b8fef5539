//! What each column of a contact file is: guessed from its title, or said by whoever imports it.

use std::collections::BTreeSet;

use crate::domain::accents::unaccented;
use crate::domain::fault::near_or_all;
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::{Kind, Questionnaire, Role};

/// The use of one column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Email,
    Title,
    FirstName,
    LastName,
    Organisation,
    Language,
    /// A category already known, by variable of the questionnaire.
    Profile(QuestionId),
    /// Not read and not kept.
    Ignored,
}

/// One use a column, in the order of the file.
pub type Mapping = Vec<Column>;

/// Names of the uses, and titles they are known by once simplified.
const KNOWN: [(Column, &str, &[&str]); 6] = [
    (
        Column::Email,
        "email",
        &[
            "email",
            "mail",
            "courriel",
            "adresseemail",
            "adressemail",
            "adressecourriel",
            "adresseelectronique",
            "emailaddress",
            "mel",
        ],
    ),
    (Column::Title, "title", &["civilite", "title", "titre", "civ"]),
    (Column::FirstName, "first_name", &["prenom", "firstname", "givenname", "prenoms"]),
    (Column::LastName, "last_name", &["nom", "lastname", "surname", "nomdefamille", "familyname", "nomusage"]),
    (
        Column::Organisation,
        "organisation",
        &[
            "organisation",
            "organization",
            "structure",
            "entreprise",
            "association",
            "commune",
            "collectivite",
            "raisonsociale",
            "societe",
            "employeur",
        ],
    ),
    (Column::Language, "language", &["langue", "language", "lang"]),
];
const IGNORED: &str = "ignore";

impl Column {
    /// As the command line and the console write it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Profile(id) => id.as_str(),
            Self::Ignored => IGNORED,
            other => KNOWN.iter().find(|(column, ..)| column == other).map_or(IGNORED, |(_, name, _)| name),
        }
    }

    pub fn french(&self) -> &str {
        match self {
            Self::Email => "Adresse électronique",
            Self::Title => "Civilité",
            Self::FirstName => "Prénom",
            Self::LastName => "Nom",
            Self::Organisation => "Organisation",
            Self::Language => "Langue",
            Self::Profile(id) => id.as_str(),
            Self::Ignored => "Ne pas garder",
        }
    }

    /// The names accepted for this questionnaire.
    pub fn choices(q: &Questionnaire) -> Vec<Self> {
        let named = KNOWN.iter().map(|(column, ..)| column.clone());
        named.chain(profile(q).into_iter().map(Self::Profile)).chain([Self::Ignored]).collect()
    }

    pub fn parse(text: &str, q: &Questionnaire) -> Result<Self, String> {
        let choices = Self::choices(q);
        choices.iter().find(|column| column.as_str() == text).cloned().ok_or_else(|| {
            let expected = near_or_all(text, choices.iter().map(Self::as_str)).unwrap_or_default();
            format!("usage de colonne inconnu : « {text} » — attendu : {expected}")
        })
    }
}

/// Variables whose category a file may already know: profile questions of one choice, computed and hidden variables.
fn profile(q: &Questionnaire) -> Vec<QuestionId> {
    let is_profile = |role: Role, kind: &Kind| role == Role::Profile && matches!(kind, Kind::Single { .. });
    let asked = q.questions().map(|(_, question)| question).filter(|one| is_profile(one.role, &one.kind));
    let computed = q.computed.iter().filter(|one| !one.categories.is_empty()).map(|one| one.id.clone());
    asked.map(|one| one.id.clone()).chain(computed).collect()
}

/// What the titles look like. A use is guessed once: of two columns that look alike, the first.
pub fn guess(header: &[String], q: &Questionnaire) -> Mapping {
    let variables = profile(q);
    let mut taken = BTreeSet::new();
    let mut guessed = |title: &String| {
        let simple = simplified(title);
        let known =
            KNOWN.iter().find(|(_, _, titles)| titles.contains(&simple.as_str())).map(|(column, ..)| column.clone());
        let variable = || variables.iter().find(|id| simplified(id.as_str()) == simple).cloned().map(Column::Profile);
        let column = known.or_else(variable).unwrap_or(Column::Ignored);
        if column == Column::Ignored || taken.insert(column.clone()) { column } else { Column::Ignored }
    };
    header.iter().map(&mut guessed).collect()
}

/// The guess with what somebody said of some columns, by their titles; or why that cannot be.
pub fn mapping(header: &[String], said: &[(String, Column)], q: &Questionnaire) -> Result<Mapping, String> {
    let mut columns = guess(header, q);
    for (title, column) in said {
        let place = place(header, title).ok_or_else(|| {
            let expected = near_or_all(title, header.iter().map(String::as_str)).unwrap_or_default();
            format!("colonne inconnue : « {title} » — attendu : {expected}")
        })?;
        for (at, known) in columns.iter_mut().enumerate() {
            if at == place {
                *known = column.clone();
            } else if known == column {
                *known = Column::Ignored;
            }
        }
    }
    Ok(columns)
}

/// A column by its title, or by its rank from 1 as in `#3`, for titles that are empty or come twice.
fn place(header: &[String], title: &str) -> Option<usize> {
    let rank = title.strip_prefix('#').and_then(|rank| rank.parse::<usize>().ok()?.checked_sub(1));
    let by_title = header.iter().position(|known| known == title);
    by_title.or_else(|| rank.filter(|rank| *rank < header.len()))
}

/// Without accents, capitals, spaces or signs.
fn simplified(title: &str) -> String {
    unaccented(title).chars().filter(char::is_ascii_alphanumeric).collect()
}
