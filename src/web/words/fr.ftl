# Les phrases de l’interface que lisent les répondants. Les textes des questions viennent du questionnaire.
#
# Écrivez des espaces ordinaires : celles de la ponctuation française deviennent insécables à la lecture du fichier.
# Une phrase tient sur une ligne. Chaque clé existe aussi dans en.ftl, avec les mêmes arguments, et dans keys.rs.

## Toutes les pages

language_name = Français
language_choice = Langue
skip_link = Aller au contenu
simulated_title = Données simulées.
simulated = Cette vague est une démonstration : aucune personne réelle n’a répondu.
footer_for = Pour
footer_by = Recueil :
footer_with = avec Sonde
footer_plain = Sonde, collecte et résultats.
accessibility = Accessibilité
public_results = Voir les résultats publics

## Première page

free = Votre participation est libre. Rien n’est enregistré avant que vous ne commenciez, et vous pouvez arrêter à tout moment.
who_asks = Qui demande
who_gathers = Qui recueille
duration = Durée
minutes = { $minutes ->
    [one] environ { $minutes } minute
   *[other] environ { $minutes } minutes
}
your_rights = Vos droits
where_label = Où
why_label = Pourquoi
your_answers = Vos réponses
your_entry = Votre fiche
answers_become = Scellées sans lien avec vous ; seuls des résultats d’ensemble sont publiés.
entry_becomes = Relue, puis publiée sans vos coordonnées.
rights_short = Libre à vous de répondre, d’arrêter, puis de voir, corriger ou retirer vos réponses jusqu’à leur scellement.
rights_short_form = Libre à vous de la remplir, d’arrêter, puis de la voir, la corriger ou la retirer.
full_information = Lire l’information complète
effortless = Sans inscription, sur téléphone ou ordinateur.
start = Commencer
resume = Reprendre où j’en étais
see_ending = Revoir la page de fin
saved = Vos réponses sont enregistrées à chaque page : vous pouvez fermer et revenir par la même adresse.
not_yet_title = Cette enquête n’est pas encore ouverte
not_yet = Elle ne reçoit pas de réponses pour le moment : revenez à la même adresse après son ouverture.
closed_title = Cette enquête est close
closed = Elle ne reçoit plus de réponses. Merci de l’intérêt que vous lui portez.
form_not_yet_title = Ce formulaire n’est pas encore ouvert
form_not_yet = Il ne reçoit pas de fiches pour le moment : revenez à la même adresse après son ouverture.
form_closed_title = Ce formulaire est clos
form_closed = Il ne reçoit plus de fiches. Merci de l’intérêt que vous lui portez.

## Page de questions

page_title = { $title } – étape { $step } sur { $all }
step = Étape { $step } sur { $all }
next = Continuer
finish = Envoyer mes réponses
form_finish = Envoyer ma fiche
back = Page précédente
previewed = Aperçu : rien n’est enregistré.
settled = Ces réponses sont déjà prises en compte dans la composition de l’échantillon : elles ne peuvent plus être modifiées.
told_title = Pour information
# Dits par le script de la page.
restored = Ce que vous aviez commencé à écrire sur cette page est revenu.
waiting = Pas de réseau pour le moment : vos réponses sont gardées ici et partiront d’elles-mêmes dès qu’il reviendra. Laissez cette page ouverte.
send_again = Réessayer maintenant
# Quand le navigateur ne sait plus quel questionnaire est le vôtre.
lost = Cet appareil ne retrouve plus votre questionnaire. Ce que vous aviez envoyé est enregistré : reprenez avec votre lien personnel ou votre code.
lost_kept = La page en cours est gardée une demi-heure dans cet onglet : vous l’y retrouverez.
lost_found = Ce que vous aviez écrit sur cette page avant l’interruption est encore dans cet onglet.
lost_back = Le remettre

## Relecture avant l’envoi

review_title = Vérifiez vos réponses
review_lead = Voici tout ce que vous avez répondu. Modifiez ce que vous voulez, puis envoyez.
change = Modifier
not_answered = Sans réponse
back_to_review = Revenir à la vérification

## Ce qu’il faut corriger ou vérifier

faults_title = Il reste quelque chose à corriger
faults_kept = Vos autres réponses sur cette page sont gardées.
each_row = Donnez une réponse à chaque ligne ({ $count }).
wrong = Erreur :
doubt = À vérifier :
doubts_title = Pouvez-vous vérifier ?
doubts_too = À vérifier, si vous le souhaitez :
doubts_pass = Si tout est bien comme vous le souhaitez, envoyez la page à nouveau : elle sera prise ainsi.

## Questions

optional = Facultatif
choose = Choisissez…
precise = précisez (facultatif)
how_many = précisez le nombre (facultatif)
colon = { "\u00A0" }:
beside_named = « { $label } » : { $prompt }
beside_only_if = Seulement si vous avez choisi « { $label } » : { $prompt }
day = Jour
month = Mois
year = Année
running_total = Total pour le moment :
chars_left_one = caractère encore
chars_left_many = caractères encore
chars_over_one = caractère en trop
chars_over_many = caractères en trop
place = { $rank ->
    [1] En premier
    [2] En deuxième
    [3] En troisième
    [4] En quatrième
    [5] En cinquième
    [6] En sixième
    [7] En septième
    [8] En huitième
    [9] En neuvième
    [10] En dixième
   *[other] En { $rank }e
}

## Listes

filter = Chercher dans la liste
search = Chercher
matches = Choisissez dans la liste
nothing_typed = Écrivez d’abord le début du nom, ou un code.
found = { $count ->
    [0] Rien ne correspond : écrivez le début du nom, ou le code.
    [1] Une réponse correspond.
   *[other] { $count } réponses correspondent.
}
many_found = Voici les premières réponses seulement : si la vôtre n’y est pas, écrivez-en davantage.

## Règles d’une réponse

several = Plusieurs réponses possibles.
# Ce qu’une aide qui le dit déjà contient.
several_said = plusieurs réponses
most_said = au plus
least_said = au moins
several_at_most = Plusieurs réponses possibles, { $max } au plus.
of_them_at_most = Choisissez-en { $max } au plus.
answers_exactly = Choisissez { $count } réponses.
answers_between = Choisissez de { $min } à { $max } réponses.
answers_at_least = Choisissez au moins { $min } réponses.
chars_at_most = { $max } caractères au plus.
decimals = { $decimals ->
    [1] Avec une décimale si besoin, après une virgule.
   *[other] Jusqu’à { $decimals } décimales, après une virgule.
}
between = Entre { $min } et { $max }.
total_of = Le total doit faire { $total }.
total_of_unit = Le total doit faire { $total }{ "\u00A0" }{ $unit }.
rank_first = Choisissez la réponse qui vient en premier.
rank_exactly = Classez { $max } réponses, en commençant par la première.
rank_up_to = Classez jusqu’à { $max } réponses, en commençant par la première.
rank_between = Classez de { $min } à { $max } réponses, en commençant par la première.
date_day = Par exemple : jour 20, mois 5, année 2020.
date_day_partly = Par exemple : jour 20, mois 5, année 2020. Si vous ne savez plus exactement, laissez le jour, ou le jour et le mois, vide.
date_month = Par exemple : mois 5, année 2020.
date_month_partly = Par exemple : mois 5, année 2020. Si vous ne savez plus exactement, laissez le mois vide.
date_year = En quatre chiffres, par exemple 2020.
entry = Écrivez le début du nom, puis choisissez dans la liste.
entry_or_code = Écrivez le début du nom ou du code (comme { $code }), puis choisissez dans la liste.

## Pages de fin

thanks_title = Merci, vos réponses sont enregistrées
form_thanks_title = Merci, votre fiche est enregistrée
receipt = Votre reçu
receipt_why = Notez-le si vous le souhaitez : il atteste que votre questionnaire est arrivé en entier. Il ne permet pas de lire vos réponses.
form_receipt_why = Notez-le si vous le souhaitez : il atteste que votre fiche est arrivée en entier. Il ne permet pas de la lire.
next_title = Et maintenant ?
next_steps = Quand l’enquête sera close, les réponses seront scellées sans lien avec votre identité, puis les résultats d’ensemble seront calculés. Aucune réponse n’est publiée individuellement.
results_from = Les résultats seront publics à partir du { $date }.
results_page = Page des résultats
form_next = Votre fiche sera relue. Publiée, elle paraîtra sans l’adresse où vous joindre ; rien n’en paraît avant.
form_published = Voir les fiches publiées
screened_title = Merci de votre réponse
screened = Cette enquête s’adresse à un autre public : le questionnaire s’arrête ici. Vos réponses ne seront pas utilisées dans les résultats.
full_title = Merci de votre intérêt
full = Nous avons déjà reçu assez de réponses de personnes au profil proche du vôtre. Le questionnaire s’arrête ici, et vos réponses ne seront pas utilisées dans les résultats.
refused_title = Votre choix est enregistré
refused = Vous ne souhaitez pas participer : aucune réponse n’a été gardée.
may_close = Vous pouvez fermer cette page.
refused_by_mistake = Un choix fait par erreur ? Revenir à la première page
refused_by_mistake_invited = Un choix fait par erreur ? Ouvrez à nouveau le lien personnel reçu.
closed_midway = L’enquête s’est terminée avant la fin de votre questionnaire. Vos réponses incomplètes ne seront pas utilisées. Merci du temps que vous y avez consacré.
form_closed_midway = Le formulaire a été clos avant la fin de votre fiche : elle ne sera pas publiée. Merci du temps que vous y avez consacré.

## Déclaration d’accessibilité

statement_title = Accessibilité
statement_lead = Cette déclaration concerne les pages où l’on répond aux enquêtes, sur { $site }. Elles sont faites pour que chacun puisse répondre, quels que soient son appareil et sa façon de lire ou d’écrire.
statement_state_title = État de conformité
statement_state = Aucun audit complet au référentiel général d’amélioration de l’accessibilité (RGAA 4.1) n’a encore été mené par une personne : l’état à déclarer est « non conforme », le temps de cet audit. Ce qui suit dit ce qui est vérifié dès maintenant.
statement_checked_title = Ce qui est vérifié à chaque version
statement_axe = Chaque page de chaque questionnaire livré, telle qu’elle s’ouvre et avec ses erreurs, et les pages autour (entrées, vie privée, droits, courriers, refus), par l’outil axe-core : WCAG 2.2, niveaux A et AA.
statement_keyboard = Un questionnaire entier avec le clavier seul, l’emplacement du curseur toujours visible.
statement_narrow = Un questionnaire entier sur un écran de 320 pixels, et grossi à 400 %, sans défilement de côté.
statement_plain = Un questionnaire entier sans script, sans feuille de style, et avec les animations réduites.
statement_colours = Les contrastes sur fond clair et sur fond sombre ; une couleur d’enquête qui ne se lirait pas est refusée.
statement_forced = Les couleurs imposées par le système (contraste élevé) : ce qui est choisi, l’emplacement du curseur et ce qui est à corriger s’y distinguent.
statement_cases = Les quatorze défauts publiés de l’audit d’un service public comparable, chacun recherché sur chaque page.
statement_unchecked_title = Ce qui ne l’est pas encore
statement_no_audit = Un audit complet par une personne dont c’est le métier.
statement_no_reader = La restitution par les lecteurs d’écran eux-mêmes (NVDA, JAWS, VoiceOver, TalkBack).
statement_texts = La clarté des questions, qui viennent de chaque enquête.
statement_made_title = Établissement de cette déclaration
statement_made = Déclaration produite par Sonde { $version }, en HTML et CSS ; un petit script facilite la saisie et n’est jamais nécessaire.
statement_contact_title = Un obstacle ?
statement_contact = Écrivez à l’institut ou au commanditaire nommés au bas de l’enquête : ils vous doivent une autre façon de répondre.
statement_recourse_title = Voies de recours
statement_recourse = Si vous avez signalé un obstacle et n’obtenez pas de réponse, vous pouvez saisir
statement_recourse_link = le Défenseur des droits

## Entrer, revenir, repartir

once_more = La page était ouverte depuis longtemps, ou elle est arrivée incomplète : appuyez encore une fois.
by_link = On entre dans cette enquête par le lien personnel reçu : ouvrez-le depuis le message, il mène à vos réponses.
consultation = Consultation ouverte : chacun peut y répondre. Ses résultats diront l’avis des personnes qui ont répondu, et non celui d’une population entière.
have_code = J’ai commencé ailleurs et j’ai un code de reprise
held_back = Beaucoup de questionnaires sont commencés et pas encore terminés depuis votre réseau. Vos réponses à cette page ne sont pas perdues : renvoyez-la dans quelques minutes.
code_is = Pour continuer sur un autre appareil, votre code de reprise est
kiosk_kept = Borne partagée : vos réponses sont enregistrées à chaque page, et cet appareil les oublie quand vous avez terminé ou après trois minutes sans y toucher.
kiosk_next = Terminer et laisser la place
panel_back = Retourner sur { $panel }
resume_title = Reprendre un questionnaire
resume_code = Votre code de reprise
resume_help = Douze lettres et chiffres, affichés au bas de chaque page du questionnaire, comme ABCD-2345-WXYZ.
resume_go = Reprendre
back_to_start = Retour à l’accueil de l’enquête
back_to_survey = Retour à l’enquête
code_missing = Écrivez votre code.
code_length = Un code a douze caractères, lettres et chiffres.
code_mistyped = Ce code est mal recopié : un caractère au moins ne va pas.
code_unknown = Ce code n’ouvre aucun questionnaire de cette enquête.

## Pages d’erreur

error_absent_title = Page introuvable
error_absent = Il n’y a rien à cette adresse. Vérifiez celle que vous avez reçue.
error_wave_absent = Aucune enquête ne se trouve à cette adresse. Vérifiez celle que vous avez reçue.
error_link_unknown = Ce lien n’est pas valable. Vérifiez l’adresse reçue, ou demandez un nouveau lien.
error_forbidden_title = Accès impossible
error_access = Cette enquête ne s’ouvre pas par cette adresse. Utilisez le lien que vous avez reçu.
error_cross_site = Cet envoi vient d’un autre site : il est refusé. Ouvrez l’enquête par son adresse.
error_closed_title = Pas de réponse possible pour le moment
error_not_open = Cette enquête ne reçoit pas de réponses en ce moment.
error_wait_title = Patientez un instant
error_too_many = { $seconds ->
    [one] Beaucoup de personnes commencent l’enquête depuis votre réseau en ce moment. Réessayez dans une seconde.
   *[other] Beaucoup de personnes commencent l’enquête depuis votre réseau en ce moment. Réessayez dans { $seconds } secondes.
}
error_too_many_tries = { $seconds ->
    [one] Trop d’essais erronés à la suite. Réessayez dans une seconde.
   *[other] Trop d’essais erronés à la suite. Réessayez dans { $seconds } secondes.
}
error_places_held = Beaucoup de questionnaires sont commencés et pas encore terminés depuis votre réseau. Revenez dans quelques minutes.
error_busy_title = Service momentanément indisponible
error_busy = Le service est très sollicité. Vos réponses précédentes sont gardées ; réessayez dans un instant.
error_storage_full = Le service ne peut plus rien enregistrer pour le moment : votre page n’a pas été prise. Réessayez plus tard.
error_sent_title = Envoi refusé
error_too_large = L’envoi dépasse la taille acceptée ({ $bytes } octets). Raccourcissez ce que vous avez écrit.
error_too_slow = L’envoi n’est pas arrivé en entier à temps. Réessayez.
error_unreadable = L’envoi ne peut pas être lu. Revenez à la page et envoyez-la à nouveau.
error_method = Cette adresse ne s’emploie pas ainsi. Ouvrez l’enquête par l’adresse que vous avez reçue.
error_other_title = Une erreur est survenue
error_other = Une erreur est survenue de notre côté ; elle est enregistrée. Réessayez dans un instant.
error_back = Revenir et réessayer

## Vie privée, et ce que chacun peut faire de ses réponses

privacy_link = Vie privée et vos droits
privacy_title = Vos données
privacy_lead = Ce que cette enquête garde de vous, pourquoi, combien de temps, et ce que vous pouvez faire.
privacy_lead_form = Ce que ce formulaire garde de vous, pourquoi, combien de temps, et ce que vous pouvez faire.
privacy_who = Qui est responsable
privacy_controller = { $controller } décide de ce recueil et répond de vos données.
privacy_collects = { $institute } le réalise, avec le logiciel Sonde.
privacy_contact = Pour toute question ou demande : { $contact }.
privacy_officer = Délégué à la protection des données : { $officer }.
privacy_why = Pourquoi
privacy_basis_consent = Vos réponses ne sont gardées qu’avec votre accord, que vous pouvez reprendre (RGPD, article 6, paragraphe 1, point a).
privacy_basis_public = Elles le sont pour une mission d’intérêt public (RGPD, article 6, paragraphe 1, point e). Y répondre reste libre.
privacy_basis_interest = Elles le sont dans un intérêt légitime, celui de l’étude (RGPD, article 6, paragraphe 1, point f). Y répondre reste libre.
privacy_what = Ce qui est gardé
privacy_answers = Vos réponses, à chaque page envoyée.
privacy_consent_kept = Le texte que vous avez accepté, par son empreinte, et le jour.
privacy_times = Le temps passé sur chaque page, en secondes entières, et la sorte d’appareil (téléphone, tablette ou ordinateur), pour reconnaître les questionnaires remplis au hasard.
privacy_invited = Si vous avez été invité : l’adresse où l’invitation est partie, ce que la liste des invités disait de vous (nom, organisation, catégories déjà connues) et les courriers envoyés. Tout cela est gardé à part de vos réponses.
privacy_invited_answered = À côté de votre invitation : le jour où vous avez répondu, pour ne plus vous relancer. Ni l’heure, ni vos réponses.
privacy_refusing = Si vous demandez à ne plus recevoir de courrier, ou si votre adresse n’existe plus : une empreinte de cette adresse, qui ne permet pas de la lire, sur la liste de celles à qui l’on n’écrit plus.
privacy_panel = Si vous venez de { $panel } : l’identifiant que ce panel vous donne, à part de vos réponses.
privacy_called = Si un enquêteur vous a appelé : le numéro de votre fiche, l’heure et l’issue de chaque appel, et le rendez-vous pris, à part de vos réponses.
privacy_contacts = Les coordonnées que vous laissez, si vous en laissez. Elles n’entrent pas dans les résultats.
privacy_cookie = Des cookies, pour retrouver votre questionnaire et votre code personnel dans ce navigateur, trente jours au plus. Ils ne servent à rien d’autre.
privacy_not = Ne sont pas gardés : votre adresse IP, le nom de votre navigateur ou de votre appareil, et l’heure à laquelle vous avez fini (seul le jour l’est). Aucune de ces pages ne fait appel à un autre site.
privacy_long = Combien de temps
privacy_ends = Le recueil finit au plus tard le { $day }.
privacy_ended = Le recueil a pris fin le { $day }.
privacy_identities = Adresses et coordonnées : effacées { $days } jours après la fin du recueil.
privacy_invited_long = Ce que la liste des invités disait de vous, et les courriers : effacés avec les adresses, { $days } jours après la fin du recueil. Il reste un numéro d’invitation, sans rien qui dise de qui, et le jour de la réponse tant que les réponses ne sont pas scellées ; ensuite, seulement qu’il y en a eu une.
privacy_refusing_long = L’empreinte d’une adresse à qui l’on n’écrit plus : gardée sans terme. C’est elle qui empêche de vous écrire à nouveau, pour cette enquête comme pour les suivantes.
privacy_panel_long = Identifiant du panel : effacé quand les réponses sont scellées, et au plus tard { $days } jours après la fin du recueil.
privacy_called_long = Fiches d’appel : effacées { $days } jours après la fin du recueil.
privacy_responses = Réponses : effacées { $days } jours après la fin du recueil.
privacy_sealing = Entre-temps, elles sont scellées : les réponses de tous sont mises dans un fichier qui ne dit pas qui a répondu quoi, le lien entre vous et les vôtres est détruit, les temps passés et l’appareil sont effacés.
privacy_shared = Qui les voit
privacy_shared_poll = Aucune réponse isolée n’est publiée. Un résultat qui porterait sur moins de { $people } personnes interrogées est caché.
privacy_shared_form = Votre fiche est relue, puis publiée sans vos coordonnées. Retirée, elle ne se lit plus.
privacy_recipients = Reçoivent aussi les réponses, sans coordonnées : { $recipients }.
privacy_panel_told = { $panel } apprend, sous l’identifiant qu’il vous donne, comment votre questionnaire s’est terminé : jusqu’au bout, arrêté avant la fin (public différent, ou refus), ou assez de réponses déjà reçues. Il n’apprend aucune de vos réponses.
privacy_rights = Vos droits
privacy_rights_poll = Avec le reçu et le code personnel donnés à la fin, vous voyez vos réponses, les corrigez tant que le recueil est ouvert, et les retirez jusqu’au scellement : elles sont effacées aussitôt. Une fois scellées, rien ne les relie à vous : personne ne peut plus les retrouver, ni les retirer.
privacy_rights_form = Avec le reçu et le code personnel donnés à la fin, vous voyez votre fiche, la corrigez tant que le formulaire est ouvert, et la retirez à tout moment : elle est effacée aussitôt.
privacy_rights_link = Voir, corriger ou retirer mes réponses
privacy_authority = Pour vos autres droits (opposition, limitation, portabilité), écrivez au responsable nommé en haut de cette page. Vous pouvez vous plaindre à la CNIL, www.cnil.fr.
privacy_back = Retour à la première page
rights_title = Mes réponses
rights_lead = Pour les voir, les corriger ou les retirer, donnez le reçu et le code personnel affichés à la fin du questionnaire.
rights_receipt_help = Trois groupes de quatre signes, comme ABCD-EFGH-2345.
rights_code = Code personnel
rights_code_help = Trois groupes de quatre signes. Dans le navigateur où vous avez répondu, laissez vide.
rights_code_why = Avec le reçu, il permet de voir, de corriger ou de retirer vos réponses. Ne le donnez à personne.
rights_open = Voir mes réponses
rights_unknown = Aucune réponse ne correspond à ce reçu et à ce code dans cette enquête. Vérifiez-les. Des réponses retirées ne se retrouvent plus.
rights_sealed_title = Ces réponses sont scellées
rights_sealed = Plus aucun lien n’existe entre ce reçu et des réponses. Personne ne peut les retrouver, ni les corriger, ni les retirer.
rights_sealed_on = Scellées le { $day }.
rights_sent = Envoyées le { $day }.
rights_consented = Vous avez accepté, le { $day }, le texte d’empreinte { $digest }.
rights_correct = Corriger « { $page } »
rights_correct_title = Corriger
rights_correct_why = Ce qui a décidé de votre place dans l’échantillon ne change plus.
rights_correcting = Rien n’est changé avant que vous n’envoyiez cette page.
rights_save = Enregistrer la correction
rights_corrected = Votre correction est enregistrée.
rights_moved = Vos réponses ont changé entre-temps, dans une autre fenêtre : rouvrez-les avant de les corriger.
rights_leaves = Cette correction finirait le questionnaire autrement : elle n’est pas enregistrée. Vous pouvez retirer vos réponses.
rights_closed = Le recueil est clos : vos réponses ne se corrigent plus, mais vous pouvez encore les retirer.
rights_withdraw = Retirer mes réponses
rights_withdraw_why = Elles sont effacées aussitôt, et ne comptent plus. Rien ne pourra les faire revenir.
rights_confirm = Oui, effacer mes réponses
rights_confirm_missing = Cochez la case pour confirmer.
rights_withdrawn_title = Vos réponses sont effacées
rights_withdrawn = Elles ne comptent plus, et rien de ce que vous aviez répondu n’est gardé : il reste seulement qu’un questionnaire a été retiré ce jour. Une sauvegarde faite avant ce moment, ou un endroit du disque pas encore récrit, peut les contenir jusqu’à son remplacement.

# Asking for no more letters.
unsubscribe_title = Ne plus recevoir de courrier
unsubscribe_of = Vous avez reçu un courrier de l’enquête « { $survey } ».
unsubscribe = Vous ne souhaitez plus recevoir de courrier de nos enquêtes ?
unsubscribe_effect = Nous n’écrirons plus à cette adresse, pour cette enquête ni pour les suivantes.
unsubscribe_button = Ne plus m’écrire
unsubscribed_title = C’est noté
unsubscribed = Nous n’écrirons plus à cette adresse.
unsubscribed_link = Si vous changez d’avis, le lien personnel que vous avez reçu reste valable jusqu’à la fin de l’enquête.
