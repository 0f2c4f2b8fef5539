//! Every sentence of the interface that respondents read, by page: one method a key of `fr.ftl` and `en.ftl`, with its
//! arguments in the order given here. A key that is not here cannot be said; one that nobody says is a warning.

use fluent_bundle::FluentValue;

use super::Words;

/// `key;` says a sentence, `key(argument, …);` one that is filled.
macro_rules! words {
    ($($key:ident $(($($argument:ident),+))?;)*) => {
        impl Words {
            $(words!(@method $key $(($($argument),+))?);)*
        }

        /// Every key, with its arguments.
        pub(super) const KEYS: &[(&str, &[&str])] = &[$((stringify!($key), &[$($(stringify!($argument)),+)?])),*];
    };
    (@method $key:ident) => {
        pub(crate) fn $key(self) -> &'static str {
            self.plain(stringify!($key))
        }
    };
    (@method $key:ident ($($argument:ident),+)) => {
        pub(crate) fn $key<'a>(self, $($argument: impl Into<FluentValue<'a>>),+) -> String {
            self.filled(stringify!($key), &[$((stringify!($argument), $argument.into())),+])
        }
    };
}

words! {
    // Every page.
    language_name;
    language_choice;
    skip_link;
    simulated_title;
    simulated;
    footer_for;
    footer_by;
    footer_with;
    footer_plain;
    accessibility;
    public_results;

    // First page.
    free;
    who_asks;
    who_gathers;
    duration;
    minutes(minutes);
    your_rights;
    where_label;
    why_label;
    your_answers;
    your_entry;
    answers_become;
    entry_becomes;
    rights_short;
    rights_short_form;
    full_information;
    effortless;
    start;
    resume;
    see_ending;
    saved;
    not_yet_title;
    not_yet;
    closed_title;
    closed;
    form_not_yet_title;
    form_not_yet;
    form_closed_title;
    form_closed;

    // Page of questions.
    page_title(title, step, all);
    step(step, all);
    next;
    finish;
    form_finish;
    back;
    previewed;
    settled;
    told_title;
    restored;
    waiting;
    send_again;
    lost;
    lost_kept;
    lost_found;
    lost_back;

    // Reading again before sending.
    review_title;
    review_lead;
    change;
    not_answered;
    back_to_review;

    // What must be put right, or checked.
    faults_title;
    faults_kept;
    each_row(count);
    wrong;
    doubt;
    doubts_title;
    doubts_too;
    doubts_pass;

    // Questions.
    optional;
    choose;
    precise;
    how_many;
    colon;
    beside_named(label, prompt);
    beside_only_if(label, prompt);
    day;
    month;
    year;
    running_total;
    chars_left_one;
    chars_left_many;
    chars_over_one;
    chars_over_many;
    place(rank);

    // Lists.
    filter;
    search;
    matches;
    nothing_typed;
    found(count);
    many_found;

    // Rules of an answer.
    several;
    several_said;
    most_said;
    least_said;
    several_at_most(max);
    of_them_at_most(max);
    answers_exactly(count);
    answers_between(min, max);
    answers_at_least(min);
    chars_at_most(max);
    decimals(decimals);
    between(min, max);
    total_of(total);
    total_of_unit(total, unit);
    rank_first;
    rank_exactly(max);
    rank_up_to(max);
    rank_between(min, max);
    date_day;
    date_day_partly;
    date_month;
    date_month_partly;
    date_year;
    entry;
    entry_or_code(code);

    // Last pages.
    thanks_title;
    form_thanks_title;
    receipt;
    receipt_why;
    form_receipt_why;
    next_title;
    next_steps;
    results_from(date);
    results_page;
    form_next;
    form_published;
    screened_title;
    screened;
    full_title;
    full;
    refused_title;
    refused;
    may_close;
    refused_by_mistake;
    refused_by_mistake_invited;
    closed_midway;
    form_closed_midway;

    // Accessibility statement.
    statement_title;
    statement_lead(site);
    statement_state_title;
    statement_state;
    statement_checked_title;
    statement_axe;
    statement_keyboard;
    statement_narrow;
    statement_plain;
    statement_colours;
    statement_forced;
    statement_cases;
    statement_unchecked_title;
    statement_no_audit;
    statement_no_reader;
    statement_texts;
    statement_made_title;
    statement_made(version);
    statement_contact_title;
    statement_contact;
    statement_recourse_title;
    statement_recourse;
    statement_recourse_link;

    // Ways in, back and out.
    once_more;
    by_link;
    consultation;
    have_code;
    held_back;
    code_is;
    kiosk_kept;
    kiosk_next;
    panel_back(panel);
    resume_title;
    resume_code;
    resume_help;
    resume_go;
    back_to_start;
    back_to_survey;
    code_missing;
    code_length;
    code_mistyped;
    code_unknown;

    // Error pages.
    error_absent_title;
    error_absent;
    error_wave_absent;
    error_link_unknown;
    error_forbidden_title;
    error_access;
    error_cross_site;
    error_closed_title;
    error_not_open;
    error_wait_title;
    error_too_many(seconds);
    error_too_many_tries(seconds);
    error_places_held;
    error_busy_title;
    error_busy;
    error_storage_full;
    error_sent_title;
    error_too_large(bytes);
    error_too_slow;
    error_unreadable;
    error_method;
    error_other_title;
    error_other;
    error_back;

    // Privacy, and what people can do with their answers.
    privacy_link;
    privacy_title;
    privacy_lead;
    privacy_lead_form;
    privacy_who;
    privacy_controller(controller);
    privacy_collects(institute);
    privacy_contact(contact);
    privacy_officer(officer);
    privacy_why;
    privacy_basis_consent;
    privacy_basis_public;
    privacy_basis_interest;
    privacy_what;
    privacy_answers;
    privacy_consent_kept;
    privacy_times;
    privacy_invited;
    privacy_invited_answered;
    privacy_refusing;
    privacy_panel(panel);
    privacy_called;
    privacy_contacts;
    privacy_cookie;
    privacy_not;
    privacy_long;
    privacy_ends(day);
    privacy_ended(day);
    privacy_identities(days);
    privacy_invited_long(days);
    privacy_refusing_long;
    privacy_panel_long(days);
    privacy_called_long(days);
    privacy_responses(days);
    privacy_sealing;
    privacy_shared;
    privacy_shared_poll(people);
    privacy_shared_form;
    privacy_recipients(recipients);
    privacy_panel_told(panel);
    privacy_rights;
    privacy_rights_poll;
    privacy_rights_form;
    privacy_rights_link;
    privacy_authority;
    privacy_back;
    rights_title;
    rights_lead;
    rights_receipt_help;
    rights_code;
    rights_code_help;
    rights_code_why;
    rights_open;
    rights_unknown;
    rights_sealed_title;
    rights_sealed;
    rights_sealed_on(day);
    rights_sent(day);
    rights_consented(digest, day);
    rights_correct(page);
    rights_correct_title;
    rights_correct_why;
    rights_correcting;
    rights_save;
    rights_corrected;
    rights_moved;
    rights_leaves;
    rights_closed;
    rights_withdraw;
    rights_withdraw_why;
    rights_confirm;
    rights_confirm_missing;
    rights_withdrawn_title;
    rights_withdrawn;

    // Asking for no more letters.
    unsubscribe_title;
    unsubscribe_of(survey);
    unsubscribe;
    unsubscribe_effect;
    unsubscribe_button;
    unsubscribed_title;
    unsubscribed;
    unsubscribed_link;
}
