//! The operators of expressions, and what they do to values.

/// An operator before a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `-`
    Minus,
    /// `not`
    Not,
}

/// An operator between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `+`
    Add,
    /// `and`
    And,
    /// `/`
    Div,
    /// `==`
    Eq,
    /// `//`
    FloorDiv,
    /// `>=`
    Ge,
    /// `>`
    Gt,
    /// `<=`
    Le,
    /// `<`
    Lt,
    /// `*`
    Mul,
    /// `!=`
    Ne,
    /// `or`
    Or,
    /// `**`
    Pow,
    /// `%`
    Rem,
    /// `-`
    Sub,
}

impl Binary {
    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Binary::Add => "+",
            Binary::And => "and",
            Binary::Div => "/",
            Binary::Eq => "==",
            Binary::FloorDiv => "//",
            Binary::Ge => ">=",
            Binary::Gt => ">",
            Binary::Le => "<=",
            Binary::Lt => "<",
            Binary::Mul => "*",
            Binary::Ne => "!=",
            Binary::Or => "or",
            Binary::Pow => "**",
            Binary::Rem => "%",
            Binary::Sub => "-",
        }
    }
}
