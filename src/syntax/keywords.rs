//! The keywords of the language: the one table that the lexer, the recovery, the formatter and the
//! hints read. The grammar has a list of its own, which a test compares with this one.

/// What a keyword does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Begins a declaration, which takes no label and belongs to the file's own body.
    Declaration,
    /// Begins another statement that takes no label.
    Statement,
    /// Begins a statement with a body, which may have a label.
    ControlFlow,
    /// Continues a condition.
    Branch,
    /// Is an operator.
    Operator,
    /// Is a value.
    Value,
}

macro_rules! keywords {
    ($($name:ident $text:literal $role:ident)*) => {
        /// A reserved word: it can't be a name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Keyword {
            $($name,)*
        }

        impl Keyword {
            /// All keywords.
            #[cfg(test)]
            pub(super) const ALL: &[Keyword] = &[$(Keyword::$name),*];

            /// The keyword that a word is.
            pub(super) fn find(word: &str) -> Option<Keyword> {
                match word {
                    $($text => Some(Keyword::$name),)*
                    _ => None,
                }
            }

            /// As it is written.
            #[cfg(test)]
            pub(super) fn text(self) -> &'static str {
                match self {
                    $(Keyword::$name => $text,)*
                }
            }

            /// What it does.
            pub(super) fn role(self) -> Role {
                match self {
                    $(Keyword::$name => Role::$role,)*
                }
            }
        }
    };
}

keywords! {
    Param  "param"  Declaration
    Block  "block"  Declaration
    Fn     "fn"     Declaration
    Use    "use"    Declaration
    Let    "let"    Statement
    Assert "assert" Statement
    Repeat "repeat" ControlFlow
    For    "for"    ControlFlow
    If     "if"     ControlFlow
    Then   "then"   Branch
    Else   "else"   Branch
    And    "and"    Operator
    Or     "or"     Operator
    Not    "not"    Operator
    True   "true"   Value
    False  "false"  Value
    None   "none"   Value
    It     "it"     Value
    Total  "total"  Value
}

impl Keyword {
    /// Whether it begins a statement.
    pub(super) fn begins_statement(self) -> bool {
        matches!(self.role(), Role::Declaration | Role::Statement | Role::ControlFlow)
    }

    /// Whether it begins a statement and nothing else: `if` begins expressions too.
    pub(super) fn only_begins_statements(self) -> bool {
        self.begins_statement() && self != Keyword::If
    }

    /// Whether it begins a statement that leaves the current tensor as it is.
    pub(super) fn keeps_current(self) -> bool {
        matches!(self.role(), Role::Declaration | Role::Statement)
    }

    /// Whether it begins a statement that takes a label.
    pub(super) fn takes_label(self) -> bool {
        self.role() == Role::ControlFlow
    }

    /// Whether a body in braces follows.
    pub(super) fn takes_body(self) -> bool {
        self.role() == Role::ControlFlow || self == Keyword::Block
    }

    /// Whether parameters in parentheses follow its name.
    pub(super) fn takes_parameters(self) -> bool {
        matches!(self, Keyword::Block | Keyword::Fn)
    }

    /// Whether it begins or continues an expression with operands, so that spaces in it are needed.
    pub(super) fn joins_operands(self) -> bool {
        self.role() == Role::Operator || self == Keyword::If
    }
}

/// Whether a word is reserved.
pub fn is_reserved(word: &str) -> bool {
    Keyword::find(word).is_some()
}

/// Whether a word is a keyword that begins a statement.
pub(super) fn begins_statement(word: &str) -> bool {
    Keyword::find(word).is_some_and(Keyword::begins_statement)
}
