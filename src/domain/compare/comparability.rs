//! Which published figures may be compared, and how. A curve needs one question, one wording, one universe; figures of
//! other audiences stand side by side; nothing is ever averaged over audiences.

/// What a figure is a figure of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub question: String,
    /// An option, a net, or the item of a grid; nets and options have names of their own.
    pub answer: String,
    /// The wording variant the wave asked.
    pub wording: String,
    pub audience: String,
    /// Who the sample stands for: « TPE-PME », « toutes les entreprises ».
    pub universe: String,
    /// Year and month, so that texts compare as instants do.
    pub wave: String,
    /// Published unweighted base.
    pub base_n: Option<u32>,
    pub standing: Standing,
}

/// What its sources allow to be said of a figure beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Comparable,
    /// One point, of a question or base nobody else was asked: shown alone.
    Single,
    /// Sources disagree: none of them is the value.
    Disputed,
}

/// What may be done with two figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A change over time; whether it is significant may be said only when both bases are known.
    Trend {
        may_be_tested: bool,
    },
    /// Beside one another, each with its wave, base and variant.
    SideBySide,
    Forbidden(WhyNot),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    #[error("ce ne sont pas les mêmes questions : aucune courbe, aucun écart")]
    OtherQuestion,
    #[error("ce ne sont pas les mêmes réponses : un sous-total ne se compare pas à l’une de ses parties")]
    OtherAnswer,
    #[error("l’univers a changé d’une vague à l’autre : l’écart n’est pas une évolution")]
    OtherUniverse,
    #[error("le libellé a changé d’une vague à l’autre : l’écart n’est pas une évolution")]
    OtherWording,
    #[error("les sources se contredisent sur l’un des deux chiffres")]
    Conflict,
    #[error("l’un des deux chiffres est un point isolé : rien de publié ne s’y compare")]
    Single,
    #[error("c’est deux fois la même vague")]
    SameWave,
}

/// The rule for two figures. An audience followed over time makes a trend; two audiences stand side by side, whatever the
/// wave and variant, as long as the question and the answer are the same. A figure its sources dispute, and one that stands
/// alone, go beside nothing.
///
/// The rules of the IMPACT studies, §3.2 « What may be drawn »: the 81 % of citizens and the 84 % of small firms of
/// 2020 stand side by side; 86 → 84 → 69 → 74 → 81, of four questions, is no curve; 84 % to 83 % of firms, whose
/// universe changed, is no « −1 point ». Of figures as published, not of groups of one sample: those are
/// `difference`'s. It tests nothing itself.
pub fn comparable(a: &Figure, b: &Figure) -> Verdict {
    if a.question != b.question {
        return Verdict::Forbidden(WhyNot::OtherQuestion);
    }
    if a.answer != b.answer {
        return Verdict::Forbidden(WhyNot::OtherAnswer);
    }
    let standings = [a.standing, b.standing];
    if standings.contains(&Standing::Disputed) {
        return Verdict::Forbidden(WhyNot::Conflict);
    }
    if standings.contains(&Standing::Single) {
        return Verdict::Forbidden(WhyNot::Single);
    }
    if a.audience != b.audience {
        return Verdict::SideBySide;
    }
    if a.universe != b.universe {
        return Verdict::Forbidden(WhyNot::OtherUniverse);
    }
    if a.wording != b.wording {
        return Verdict::Forbidden(WhyNot::OtherWording);
    }
    if a.wave == b.wave {
        return Verdict::Forbidden(WhyNot::SameWave);
    }
    Verdict::Trend { may_be_tested: a.base_n.is_some() && b.base_n.is_some() }
}
