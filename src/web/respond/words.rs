//! Every sentence of the interface that respondents read, in one place. Texts of questions come from the questionnaire.

pub const START: &str = "Commencer";
pub const RESUME: &str = "Reprendre où j'en étais";
pub const CONTINUE: &str = "Continuer";
pub const FINISH: &str = "Envoyer mes réponses";
pub const BACK: &str = "Page précédente";
pub const SAVED: &str =
    "Vos réponses sont enregistrées à chaque page\u{a0}: vous pouvez fermer et revenir par la même adresse.";
pub const PREVIEWED: &str = "Aperçu\u{a0}: rien n’est enregistré.";
pub const FAULTS_TITLE: &str = "Il reste quelque chose à corriger";
pub const FAULTS_KEPT: &str = "Vos autres réponses sur cette page sont gardées.";
pub const SETTLED: &str = "Ces réponses sont déjà prises en compte dans la composition de l'échantillon\u{a0}: elles ne \
                           peuvent plus être modifiées.";
pub const OPTIONAL: &str = "Facultatif";
pub const CHOOSE: &str = "Choisissez…";
pub const PRECISE: &str = "précisez (facultatif)";
pub const HOW_MANY: &str = "précisez le nombre (facultatif)";
pub const WRONG: &str = "Erreur\u{a0}: ";
pub const DOUBT: &str = "À vérifier\u{a0}: ";
pub const DOUBTS_TITLE: &str = "Pouvez-vous vérifier\u{a0}?";
pub const DOUBTS_TOO: &str = "À vérifier, si vous le souhaitez\u{a0}:";
pub const DOUBTS_PASS: &str =
    "Si tout est bien comme vous le souhaitez, envoyez la page à nouveau\u{a0}: elle sera prise ainsi.";
pub const TOLD_TITLE: &str = "Pour information";
pub const FILTER: &str = "Chercher dans la liste";
pub const SEARCH: &str = "Chercher";
pub const MATCHES: &str = "Choisissez dans la liste";
pub const NOTHING_TYPED: &str = "Écrivez d’abord le début du nom, ou un code.";
pub const NONE_FOUND: &str = "Rien ne correspond\u{a0}: écrivez le début du nom, ou le code.";
pub const ONE_FOUND: &str = "Une réponse correspond.";
pub const MANY_FOUND: &str =
    "Voici les premières réponses seulement\u{a0}: si la vôtre n’y est pas, écrivez-en davantage.";
pub const RUNNING_TOTAL: &str = "Total pour le moment\u{a0}:";

pub const FREE: &str = "Votre participation est libre. Rien n’est enregistré avant que vous ne commenciez, et vous pouvez arrêter à tout moment.";
pub const EFFORTLESS: &str = "Sans inscription, sur téléphone ou ordinateur.";

pub const NOT_YET_TITLE: &str = "Cette enquête n'est pas encore ouverte";
pub const NOT_YET: &str =
    "Elle ne reçoit pas de réponses pour le moment\u{a0}: revenez à la même adresse après son ouverture.";
pub const CLOSED_TITLE: &str = "Cette enquête est close";
pub const CLOSED: &str = "Elle ne reçoit plus de réponses. Merci de l'intérêt que vous lui portez.";
pub const CLOSED_MIDWAY: &str = "L'enquête s'est terminée avant la fin de votre questionnaire. Vos réponses incomplètes \
                                 ne seront pas utilisées. Merci du temps que vous y avez consacré.";
pub const THANKS_TITLE: &str = "Merci, vos réponses sont enregistrées";
pub const RECEIPT: &str = "Votre reçu";
pub const RECEIPT_WHY: &str = "Notez-le si vous le souhaitez\u{a0}: il atteste que votre questionnaire est arrivé en entier. Il \
                               ne permet pas de lire vos réponses.";
pub const NEXT_TITLE: &str = "Et maintenant\u{a0}?";
pub const NEXT: &str = "Quand l'enquête sera close, les réponses seront scellées sans lien avec votre identité, \
                        puis les résultats d'ensemble seront calculés. Aucune réponse n'est publiée individuellement.";
pub const FORM_NOT_YET_TITLE: &str = "Ce formulaire n'est pas encore ouvert";
pub const FORM_NOT_YET: &str =
    "Il ne reçoit pas de fiches pour le moment\u{a0}: revenez à la même adresse après son ouverture.";
pub const FORM_CLOSED_TITLE: &str = "Ce formulaire est clos";
pub const FORM_CLOSED: &str = "Il ne reçoit plus de fiches. Merci de l'intérêt que vous lui portez.";
pub const FORM_CLOSED_MIDWAY: &str = "Le formulaire a été clos avant la fin de votre fiche\u{a0}: elle ne sera pas publiée. Merci du temps que vous \
                                      y avez consacré.";
pub const FORM_NEXT: &str =
    "Votre fiche sera relue. Publiée, elle paraîtra sans l'adresse où vous joindre\u{a0}; rien n'en paraît avant.";
pub const SCREENED_TITLE: &str = "Merci de votre réponse";
pub const SCREENED: &str = "Cette enquête s'adresse à un autre public\u{a0}: le questionnaire s'arrête ici. Vos réponses ne \
                            seront pas utilisées dans les résultats.";
pub const FULL_TITLE: &str = "Merci de votre intérêt";
pub const FULL: &str = "Nous avons déjà reçu assez de réponses de personnes au profil proche du vôtre. Le questionnaire \
                        s'arrête ici, et vos réponses ne seront pas utilisées dans les résultats.";
pub const REFUSED_TITLE: &str = "Votre choix est enregistré";
pub const REFUSED: &str =
    "Vous ne souhaitez pas participer\u{a0}: aucune réponse n'a été gardée. Vous pouvez fermer cette page.";

// Doors: how one comes in, comes back, and leaves.

pub const SEE_END: &str = "Revoir la page de fin";
pub const HAVE_CODE: &str = "J’ai commencé ailleurs et j’ai un code de reprise";
pub const BY_LINK: &str = "On entre dans cette enquête par le lien personnel reçu\u{a0}: ouvrez-le depuis le message, il mène à vos réponses.";
pub const CONSULTATION: &str = "Consultation ouverte\u{a0}: chacun peut y répondre. Ses résultats diront l’avis des personnes qui ont \
                                répondu, et non celui d’une population entière.";
pub const AGAIN: &str =
    "La page était ouverte depuis longtemps, ou elle est arrivée incomplète\u{a0}: appuyez encore une fois.";
pub const HELD_BACK: &str = "Beaucoup de questionnaires sont commencés et pas encore terminés depuis votre réseau. Vos réponses à cette \
                             page ne sont pas perdues\u{a0}: renvoyez-la dans quelques minutes.";
pub const CODE_IS: &str = "Pour continuer sur un autre appareil, votre code de reprise est";
pub const KIOSK: &str = "Borne partagée\u{a0}: vos réponses sont enregistrées à chaque page, et cet appareil les oublie quand vous \
                         avez terminé ou après trois minutes sans y toucher.";
pub const KIOSK_NEXT: &str = "Terminer et laisser la place";
pub const PANEL_BACK: &str = "Retourner sur";
pub const RESUME_TITLE: &str = "Reprendre un questionnaire";
pub const RESUME_CODE: &str = "Votre code de reprise";
pub const RESUME_HELP: &str =
    "Douze lettres et chiffres, affichés au bas de chaque page du questionnaire, comme ABCD-2345-WXYZ.";
pub const RESUME_GO: &str = "Reprendre";
pub const BACK_TO_START: &str = "Retour à l’accueil de l’enquête";
pub const CODE_MISSING: &str = "Écrivez votre code.";
pub const CODE_LENGTH: &str = "Un code a douze caractères, lettres et chiffres.";
pub const CODE_MISTYPED: &str = "Ce code est mal recopié\u{a0}: un caractère au moins ne va pas.";
pub const CODE_UNKNOWN: &str = "Ce code n’ouvre aucun questionnaire de cette enquête.";
