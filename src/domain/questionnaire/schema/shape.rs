//! What a field of a file may hold.

/// A table of a file: what `[x]`, `[[x]]` or `{ … }` holds.
pub(super) struct Table {
    pub fields: Vec<Field>,
}

pub(super) struct Field {
    pub name: &'static str,
    pub shape: Shape,
    pub is_required: bool,
    /// What an editor says of it.
    pub help: &'static str,
}

pub(super) enum Shape {
    /// One text a language.
    Text,
    Condition,
    Words(Vec<&'static str>),
    /// A name.
    Name(Name),
    Names(Name),
    String,
    /// Bounds included.
    Integer(i64, i64),
    Integers,
    /// With decimals where the question has some.
    Number,
    /// A number, or a date as text.
    Bound,
    Boolean,
    Languages,
    Table(Table),
    /// At most so many.
    List(Table, usize),
    /// Tables by name.
    Named(Table),
    /// Each is one of these tables.
    AnyOf(Vec<Table>, usize),
}

#[derive(Clone, Copy)]
pub(super) enum Name {
    Slug,
    Identifier,
    Code,
    Parameter,
}

impl Name {
    /// The same rules as the names' only constructors, as a regular expression.
    pub fn pattern(self) -> &'static str {
        match self {
            Self::Slug => "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
            Self::Identifier => "^[A-Za-z][A-Za-z0-9_]*$",
            Self::Code => "^[A-Za-z0-9_+<.-]+$",
            Self::Parameter => "^[a-z0-9_-]+$",
        }
    }
}

/// The words a reader takes.
pub(super) fn words<T, const N: usize>(known: [(&'static str, T); N]) -> Shape {
    Shape::Words(known.into_iter().map(|(word, _)| word).collect())
}

pub(super) fn may(name: &'static str, shape: Shape, help: &'static str) -> Field {
    Field { name, shape, is_required: false, help }
}

pub(super) fn must(name: &'static str, shape: Shape, help: &'static str) -> Field {
    Field { name, shape, is_required: true, help }
}
