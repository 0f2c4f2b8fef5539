//! The people of the demonstration: one for each kind of user, with passwords made on the spot.

use serde_json::{Value, json};

use crate::app::App;
use crate::app::account::{Account, Actor, Role};
use crate::cli::CliError;
use crate::cli::account::made_password;

const PEOPLE: [(&str, &str, Role); 4] = [
    ("marie@demo.example", "Marie Roux, chargée d'études", Role::Pollster),
    ("paul@demo.example", "Paul Lefèvre, directeur d'études", Role::Pollster),
    ("awa@demo.example", "Awa Diallo, chercheuse", Role::Researcher),
    ("admin@demo.example", "Administration", Role::Admin),
];

pub(super) struct People(Vec<(Account, String)>);

impl People {
    pub(super) async fn add(app: &App) -> Result<Self, CliError> {
        let mut people = Vec::with_capacity(PEOPLE.len());
        for (email, name, role) in PEOPLE {
            let password = made_password();
            people.push((app.add_account(email, name, role, &password).await?, password));
        }
        Ok(Self(people))
    }

    /// Two people: one weighs, another approves.
    pub(super) fn weigher(&self) -> Actor {
        self.actor(0)
    }

    pub(super) fn approver(&self) -> Actor {
        self.actor(1)
    }

    fn actor(&self, position: usize) -> Actor {
        self.0.get(position).map_or(Actor::Service("démonstration"), |(account, _)| Actor::Account(account.clone()))
    }

    /// First account of a role, with its password.
    pub(super) fn of(&self, role: Role) -> Option<(&str, &str)> {
        self.0
            .iter()
            .find(|(account, _)| account.role == role)
            .map(|(account, password)| (account.email.as_str(), password.as_str()))
    }

    pub(super) fn json(&self) -> Value {
        self.0
            .iter()
            .map(|(account, password)| {
                json!({ "email": account.email, "name": account.name, "role": account.role, "password": password })
            })
            .collect()
    }
}
