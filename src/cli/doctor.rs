//! `sonde doctor`: everything that can be checked from here, told at once, with what to do.

use serde_json::json;

use crate::app::App;
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, start};

pub(super) fn run(common: &Common) -> Result<(), CliError> {
    let loaded = load(common, &Overrides::default())?;
    let (data, secret) = (loaded.settings.data_folder.clone(), loaded.secret_file.clone());
    let app = start::app(loaded)?;
    let findings = start::runtime()?.block_on(examine(&app))?;
    let is_well = findings.iter().all(|finding| finding.is_well);
    if common.json {
        let list: Vec<_> = findings
            .iter()
            .map(|one| json!({ "subject": one.subject, "is_well": one.is_well, "detail": one.detail }))
            .collect();
        say!("{}", json!({ "is_well": is_well, "findings": list }));
    } else {
        say!("✓ données {}, secret {}", data.display(), secret.display());
        for finding in &findings {
            say!("{} {} : {}", if finding.is_well { "✓" } else { "✗" }, finding.subject, finding.detail);
        }
    }
    if is_well { Ok(()) } else { Err(CliError::Refused("quelque chose ne va pas, voir ci-dessus".to_owned())) }
}

struct Finding {
    subject: String,
    is_well: bool,
    detail: String,
}

async fn examine(app: &App) -> Result<Vec<Finding>, CliError> {
    let mut findings = Vec::new();
    let database = app.examine_database().await?;
    findings.push(Finding {
        subject: "base de données".to_owned(),
        is_well: database.clock_gap_seconds.abs() <= 2,
        detail: format!("{}, horloge à {} s de celle-ci", database.address, database.clock_gap_seconds),
    });
    for wave in app.examine_quotas().await? {
        findings.push(Finding {
            is_well: wave.differences.is_empty(),
            detail: if wave.differences.is_empty() {
                "les comptes des quotas sont ceux des passations".to_owned()
            } else {
                format!("cellules dont le compte diffère des passations : {}", wave.differences.join(", "))
            },
            subject: wave.slug.to_string(),
        });
    }
    let mail = app.examine_mail().await?;
    findings.push(Finding {
        subject: "courrier".to_owned(),
        is_well: mail.failed == 0,
        detail: format!("{} lettre(s) en attente, {} abandonnée(s)", mail.waiting, mail.failed),
    });
    let accounts = app.list_accounts().await?;
    findings.push(Finding {
        subject: "comptes".to_owned(),
        is_well: true,
        detail: match accounts.len() {
            0 => "aucun — ajoutez le premier : sonde account add …".to_owned(),
            count => format!("{count}"),
        },
    });
    Ok(findings)
}
