# The sentences of the interface that respondents read. Texts of questions come from the questionnaire.
#
# A sentence stands on one line. Each key is in fr.ftl too, with the same arguments, and in keys.rs.

## Every page

language_name = English
language_choice = Language
skip_link = Skip to content
simulated_title = Simulated data.
simulated = This wave is a demonstration: nobody real has answered.
footer_for = For
footer_by = Collected by
footer_with = with Sonde
footer_plain = Sonde, survey collection and results.
accessibility = Accessibility
public_results = See the public results

## First page

free = Taking part is up to you. Nothing is recorded before you start, and you can stop at any time.
who_asks = Who is asking
who_gathers = Who collects
duration = Length
minutes = { $minutes ->
    [one] about { $minutes } minute
   *[other] about { $minutes } minutes
}
your_rights = Your rights
where_label = Where
why_label = Why
your_answers = Your answers
your_entry = Your entry
answers_become = Sealed without any link to you; only overall results are published.
entry_becomes = Read over, then published without your contact details.
rights_short = You are free to answer, to stop, then to see, correct or withdraw your answers until they are sealed.
rights_short_form = You are free to fill it in, to stop, then to see, correct or withdraw it.
full_information = Read the full information
effortless = On a phone or a computer, without an account.
start = Start
resume = Go on where I was
see_ending = See the last page again
saved = Your answers are saved at each page: you can close it and come back by the same address.
not_yet_title = This survey is not open yet
not_yet = It takes no answers for the moment: come back to the same address once it is open.
closed_title = This survey is closed
closed = It takes no more answers. Thank you for your interest.
form_not_yet_title = This form is not open yet
form_not_yet = It takes no entries for the moment: come back to the same address once it is open.
form_closed_title = This form is closed
form_closed = It takes no more entries. Thank you for your interest.

## Page of questions

page_title = { $title } – step { $step } of { $all }
step = Step { $step } of { $all }
next = Continue
finish = Send my answers
form_finish = Send my entry
back = Previous page
previewed = Preview: nothing is recorded.
settled = These answers already count in the make-up of the sample: they can no longer be changed.
told_title = For your information
# Said by the page's script.
restored = What you had begun to write on this page is back.
waiting = No network for now: your answers are kept here and will leave by themselves as soon as it is back. Please leave this page open.
send_again = Try again now
# When the browser no longer knows which questionnaire is yours.
lost = This device no longer finds your questionnaire. What you sent is saved: take it up again with your personal link or your code.
lost_kept = The page you were on is kept in this tab for half an hour: you will find it there.
lost_found = What you had written on this page before the interruption is still in this tab.
lost_back = Put it back

## Reading again before sending

review_title = Check your answers
review_lead = Here is everything you answered. Change whatever you like, then send it.
change = Change
not_answered = Not answered
back_to_review = Back to checking

## What must be put right, or checked

faults_title = Something still needs your attention
faults_kept = Your other answers on this page are kept.
each_row = Give an answer on each row ({ $count }).
wrong = Error:
doubt = Please check:
doubts_title = Could you check?
doubts_too = To check, if you wish:
doubts_pass = If everything is as you want it, send the page again: it will be taken so.

## Questions

optional = Optional
choose = Choose…
precise = please specify (optional)
how_many = please say how many (optional)
colon = :
beside_named = “{ $label }”: { $prompt }
beside_only_if = Only if you chose “{ $label }”: { $prompt }
day = Day
month = Month
year = Year
running_total = Total so far:
chars_left_one = character left
chars_left_many = characters left
chars_over_one = character too many
chars_over_many = characters too many
place = { $rank ->
    [1] First
    [2] Second
    [3] Third
    [4] Fourth
    [5] Fifth
    [6] Sixth
    [7] Seventh
    [8] Eighth
    [9] Ninth
    [10] Tenth
   *[other] In place { $rank }
}

## Lists

filter = Search the list
search = Search
matches = Choose from the list
nothing_typed = First write the beginning of the name, or a code.
found = { $count ->
    [0] Nothing matches: write the beginning of the name, or the code.
    [1] One entry matches.
   *[other] { $count } entries match.
}
many_found = Here are the first entries only: if yours is not among them, write more of it.

## Rules of an answer

several = You may choose several answers.
# What a help that already says it contains.
several_said = several answers
most_said = at most
least_said = at least
several_at_most = You may choose several answers, { $max } at most.
of_them_at_most = Choose { $max } at most.
answers_exactly = Choose { $count } answers.
answers_between = Choose { $min } to { $max } answers.
answers_at_least = Choose at least { $min } answers.
chars_at_most = { $max } characters at most.
decimals = { $decimals ->
    [1] With one decimal if need be, after a point.
   *[other] With up to { $decimals } decimals, after a point.
}
between = From { $min } to { $max }.
total_of = The total must make { $total }.
total_of_unit = The total must make { $total }{ "\u00A0" }{ $unit }.
rank_first = Choose the answer that comes first.
rank_exactly = Put { $max } answers in order, starting with the first.
rank_up_to = Put up to { $max } answers in order, starting with the first.
rank_between = Put { $min } to { $max } answers in order, starting with the first.
date_day = For example: day 20, month 5, year 2020.
date_day_partly = For example: day 20, month 5, year 2020. If you no longer know exactly, leave the day, or the day and the month, empty.
date_month = For example: month 5, year 2020.
date_month_partly = For example: month 5, year 2020. If you no longer know exactly, leave the month empty.
date_year = With four digits, for example 2020.
entry = Write the beginning of the name, then choose from the list.
entry_or_code = Write the beginning of the name or of the code (such as { $code }), then choose from the list.

## Last pages

thanks_title = Thank you, your answers are saved
form_thanks_title = Thank you, your entry is saved
receipt = Your receipt
receipt_why = Write it down if you wish: it shows that your questionnaire arrived whole. It does not let anybody read your answers.
form_receipt_why = Write it down if you wish: it shows that your entry arrived whole. It does not let anybody read it.
next_title = What happens next?
next_steps = When the survey is closed, the answers will be sealed with no link to who you are, then the overall results will be worked out. No answer is published by itself.
results_from = The results will be public from { $date }.
results_page = Results page
form_next = Your entry will be read over. Once published, it will appear without the address to reach you at; nothing of it appears before.
form_published = See the published entries
screened_title = Thank you for your answer
screened = This survey is meant for other people: the questionnaire stops here. Your answers will not be used in the results.
full_title = Thank you for your interest
full = We already have enough answers from people with a profile close to yours. The questionnaire stops here, and your answers will not be used in the results.
refused_title = Your choice is recorded
refused = You do not wish to take part: no answer was kept.
may_close = You can close this page.
refused_by_mistake = Chosen by mistake? Back to the first page
refused_by_mistake_invited = Chosen by mistake? Open the personal link you received once more.
closed_midway = The survey ended before you finished your questionnaire. Your incomplete answers will not be used. Thank you for the time you gave.
form_closed_midway = The form was closed before you finished your entry: it will not be published. Thank you for the time you gave.

## Accessibility statement

statement_title = Accessibility
statement_lead = This statement is about the pages where surveys are answered, on { $site }. They are made so that everyone can answer, whatever their device and their way of reading or writing.
statement_state_title = Compliance status
statement_state = No full audit against the French accessibility standard (RGAA 4.1) has been carried out by a person yet: until then, the status to declare is "not compliant". What follows says what is checked already.
statement_checked_title = What is checked with each version
statement_axe = Each page of each questionnaire delivered, as it opens and with its errors, and the pages around it (ways in, privacy, rights, letters, refusals), by the axe-core tool: WCAG 2.2, levels A and AA.
statement_keyboard = A whole questionnaire with the keyboard alone, the focus always visible.
statement_narrow = A whole questionnaire on a screen of 320 pixels, and magnified to 400%, without scrolling sideways.
statement_plain = A whole questionnaire without script, without style sheet, and with reduced motion.
statement_colours = Contrasts on light and on dark; a survey's colour that could not be read is refused.
statement_forced = Colours set by the system (high contrast): what is chosen, where the cursor is and what needs correcting can be told apart.
statement_cases = The fourteen published failures of the audit of a comparable public service, each looked for on every page.
statement_unchecked_title = What is not yet
statement_no_audit = A full audit by a person whose trade it is.
statement_no_reader = How screen readers themselves say the pages (NVDA, JAWS, VoiceOver, TalkBack).
statement_texts = The clarity of the questions, which come from each survey.
statement_made_title = How this statement was made
statement_made = Statement produced by Sonde { $version }, in HTML and CSS; a small script makes typing easier and is never needed.
statement_contact_title = Something in your way?
statement_contact = Write to the institute or the sponsor named at the foot of the survey: they owe you another way to answer.
statement_recourse_title = Recourse
statement_recourse = If you reported an obstacle and get no answer, you may turn to
statement_recourse_link = the French Defender of Rights

## Ways in, back and out

once_more = The page had been open for a long time, or arrived incomplete: press once more.
by_link = This survey is entered by the personal link you received: open it from the message, it leads to your answers.
consultation = Open consultation: anybody may answer. Its results will tell the views of those who answered, not those of a whole population.
have_code = I began elsewhere and have a resume code
held_back = Many questionnaires have been started and not yet finished from your network. Your answers on this page are not lost: send it again in a few minutes.
code_is = To go on with another device, your resume code is
kiosk_kept = Shared device: your answers are saved at each page, and this device forgets them when you have finished, or after three minutes without a touch.
kiosk_next = Finish and make room for the next person
panel_back = Go back to { $panel }
resume_title = Resume a questionnaire
resume_code = Your resume code
resume_help = Twelve letters and digits, shown at the foot of each page of the questionnaire, such as ABCD-2345-WXYZ.
resume_go = Resume
back_to_start = Back to the start of the survey
back_to_survey = Back to the survey
code_missing = Enter your code.
code_length = A code has twelve characters, letters and digits.
code_mistyped = This code was copied wrongly: at least one character does not fit.
code_unknown = This code opens no questionnaire of this survey.

## Error pages

error_absent_title = Page not found
error_absent = There is nothing at this address. Please check the one you were given.
error_wave_absent = There is no survey at this address. Please check the one you were given.
error_link_unknown = This link is not valid. Please check the address you were given, or ask for a new link.
error_forbidden_title = No way in here
error_access = This survey does not open by this address. Please use the link you were given.
error_cross_site = This was sent from another site: it is refused. Please open the survey by its address.
error_closed_title = No answer possible for the moment
error_not_open = This survey takes no answers at the moment.
error_wait_title = One moment, please
error_too_many = { $seconds ->
    [one] Many people are starting this survey from your network right now. Please try again in one second.
   *[other] Many people are starting this survey from your network right now. Please try again in { $seconds } seconds.
}
error_too_many_tries = { $seconds ->
    [one] Too many wrong tries in a row. Please try again in one second.
   *[other] Too many wrong tries in a row. Please try again in { $seconds } seconds.
}
error_places_held = Many questionnaires have been started and not yet finished from your network. Come back in a few minutes.
error_busy_title = Service unavailable for a moment
error_busy = The service is very busy. Your earlier answers are kept; please try again in a moment.
error_storage_full = The service cannot save anything for the moment: your page was not taken. Please try again later.
error_sent_title = Not accepted
error_too_large = What you sent is larger than what is accepted ({ $bytes } bytes). Please shorten what you wrote.
error_too_slow = What you sent did not arrive whole in time. Please try again.
error_unreadable = What you sent cannot be read. Please go back to the page and send it again.
error_method = This address is not used this way. Please open the survey by the address you were given.
error_other_title = Something went wrong
error_other = Something went wrong on our side; it is recorded. Please try again in a moment.
error_back = Go back and try again

## Privacy, and what people can do with their answers

privacy_link = Privacy and your rights
privacy_title = Your data
privacy_lead = What this survey keeps about you, why, for how long, and what you can do.
privacy_lead_form = What this form keeps about you, why, for how long, and what you can do.
privacy_who = Who is responsible
privacy_controller = { $controller } decides on this collection and answers for your data.
privacy_collects = { $institute } carries it out, with the Sonde software.
privacy_contact = For any question or request: { $contact }.
privacy_officer = Data protection officer: { $officer }.
privacy_why = Why
privacy_basis_consent = Your answers are kept only with your consent, which you can take back (GDPR, Article 6(1)(a)).
privacy_basis_public = They are kept for a task carried out in the public interest (GDPR, Article 6(1)(e)). Answering remains up to you.
privacy_basis_interest = They are kept for a legitimate interest, that of the study (GDPR, Article 6(1)(f)). Answering remains up to you.
privacy_what = What is kept
privacy_answers = Your answers, at each page you send.
privacy_consent_kept = The text you agreed to, by its fingerprint, and the day.
privacy_times = The time spent on each page, in whole seconds, and the kind of device (phone, tablet or computer), to recognise questionnaires filled in at random.
privacy_invited = If you were invited: the address the invitation was sent to, what the list of people invited said about you (name, organisation, categories already known) and the letters sent. All this is kept apart from your answers.
privacy_invited_answered = Beside your invitation: the day you answered, so that you get no more reminders. Neither the hour, nor your answers.
privacy_refusing = If you ask for no more letters, or if your address no longer exists: a fingerprint of that address, which does not let anybody read it, on the list of those that are no longer written to.
privacy_panel = If you come from { $panel }: the identifier that panel gives you, apart from your answers.
privacy_called = If an interviewer called you: the number of your record, the hour and outcome of each call, and the appointment made, apart from your answers.
privacy_contacts = The contact details you leave, if you leave any. They never enter the results.
privacy_cookie = Cookies, to find your questionnaire and your personal code again in this browser, for thirty days at most. They serve nothing else.
privacy_not = Not kept: your IP address, the name of your browser or device, and the hour at which you finished (only the day is). None of these pages calls on another site.
privacy_long = For how long
privacy_ends = The collection ends on { $day } at the latest.
privacy_ended = The collection ended on { $day }.
privacy_identities = Addresses and contact details: erased { $days } days after the collection ends.
privacy_invited_long = What the list of people invited said about you, and the letters: erased with the addresses, { $days } days after the collection ends. What is left is an invitation number, with nothing that says whose, and the day of the answer until the answers are sealed; after that, only that there was one.
privacy_refusing_long = The fingerprint of an address that is no longer written to: kept without end. It is what prevents anybody from writing to you again, for this survey and for the next ones.
privacy_panel_long = Panel identifier: erased when the answers are sealed, and { $days } days after the collection ends at the latest.
privacy_called_long = Call records: erased { $days } days after the collection ends.
privacy_responses = Answers: erased { $days } days after the collection ends.
privacy_sealing = In between, they are sealed: everybody's answers go into a file that does not say who answered what, the link between you and yours is destroyed, the times and the device are erased.
privacy_shared = Who sees them
privacy_shared_poll = No single answer is published. A result that would rest on fewer than { $people } respondents is hidden.
privacy_shared_form = Your entry is read over, then published without your contact details. Once withdrawn, it can no longer be read.
privacy_recipients = Also receive the answers, without contact details: { $recipients }.
privacy_panel_told = { $panel } is told, under the identifier it gives you, how your questionnaire ended: completed, stopped before the end (another audience, or a refusal), or enough answers already received. It is told none of your answers.
privacy_rights = Your rights
privacy_rights_poll = With the receipt and the personal code given at the end, you can see your answers, correct them while the collection is open, and withdraw them until they are sealed: they are erased at once. Once sealed, nothing ties them to you: nobody can find them again, nor withdraw them.
privacy_rights_form = With the receipt and the personal code given at the end, you can see your entry, correct it while the form is open, and withdraw it at any time: it is erased at once.
privacy_rights_link = See, correct or withdraw my answers
privacy_authority = For your other rights (objection, restriction, portability), write to whoever is responsible, named at the top of this page. You can complain to the French data protection authority, the CNIL, www.cnil.fr.
privacy_back = Back to the first page
rights_title = My answers
rights_lead = To see, correct or withdraw them, give the receipt and the personal code shown at the end of the questionnaire.
rights_receipt_help = Three groups of four characters, like ABCD-EFGH-2345.
rights_code = Personal code
rights_code_help = Three groups of four characters. In the browser you answered in, leave it empty.
rights_code_why = With the receipt, it lets you see, correct or withdraw your answers. Give it to nobody.
rights_open = See my answers
rights_unknown = No answers match this receipt and this code in this survey. Please check them. Answers that were withdrawn cannot be found any more.
rights_sealed_title = These answers are sealed
rights_sealed = There is no link any more between this receipt and any answers. Nobody can find them, correct them or withdraw them.
rights_sealed_on = Sealed on { $day }.
rights_sent = Sent on { $day }.
rights_consented = On { $day }, you agreed to the text whose fingerprint is { $digest }.
rights_correct = Correct “{ $page }”
rights_correct_title = Correct
rights_correct_why = What decided your place in the sample no longer changes.
rights_correcting = Nothing is changed before you send this page.
rights_save = Save the correction
rights_corrected = Your correction is recorded.
rights_moved = Your answers have changed meanwhile, in another window: open them again before correcting them.
rights_leaves = This correction would end the questionnaire differently: it is not recorded. You can withdraw your answers.
rights_closed = The collection is closed: your answers can no longer be corrected, but you can still withdraw them.
rights_withdraw = Withdraw my answers
rights_withdraw_why = They are erased at once, and count no more. Nothing can bring them back.
rights_confirm = Yes, erase my answers
rights_confirm_missing = Tick the box to confirm.
rights_withdrawn_title = Your answers are erased
rights_withdrawn = They count no more, and nothing of what you had answered is kept: all that is left is that a questionnaire was withdrawn today. A backup made before this moment, or a part of the disk not yet written over, may hold them until it is replaced.

# Asking for no more letters.
unsubscribe_title = Receive no more letters
unsubscribe_of = You received a letter about the survey “{ $survey }”.
unsubscribe = Would you rather receive no more letters about our surveys?
unsubscribe_effect = We will no longer write to this address, for this survey or later ones.
unsubscribe_button = Stop writing to me
unsubscribed_title = Done
unsubscribed = We will no longer write to this address.
unsubscribed_link = If you change your mind, the personal link you received remains valid until the survey ends.
