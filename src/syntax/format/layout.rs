//! Indentation, and the spaces between the pieces of a line.

use crate::syntax::keywords::Keyword;
use crate::syntax::lexer::other_half;

/// What a piece of a line is, as far as the spaces around it depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenClass {
    /// A comment.
    Comment,
    /// A statement that stays as it is.
    Verbatim,
    /// A keyword that is not a value.
    Keyword,
    /// A name, number or string.
    Operand,
    /// An operator.
    Operator,
    /// A minus before a value.
    Prefix,
    /// Anything else.
    Punctuation,
}

/// A piece of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'t> {
    pub(super) class: TokenClass,
    pub(super) text: &'t str,
    /// The spaces before it.
    pub(super) gap: &'t str,
}

impl Piece<'_> {
    fn is(&self, text: &str) -> bool {
        self.class != TokenClass::Verbatim && self.text == text
    }

    /// Whether a value ends with it.
    fn ends_value(&self) -> bool {
        self.class == TokenClass::Operand || self.is(")") || self.is("]")
    }
}

/// What is known about the statement that is being written.
#[derive(Clone, Copy, Debug)]
struct Statement {
    /// Whether it has begun, labels apart.
    begun: bool,
    /// Whether operators are written without spaces, as in arguments.
    tight: bool,
    /// Whether parameters may follow.
    declares: bool,
    /// Whether it begins with `deploy`, whose words may have colons in them.
    deploys: bool,
}

const NEW: Statement = Statement { begun: false, tight: true, declares: false, deploys: false };

/// An open bracket.
#[derive(Clone, Copy, Debug)]
struct Open<'t> {
    bracket: &'t str,
    /// The level of its line.
    level: usize,
    /// The statement it is in.
    statement: Statement,
}

/// The state of writing.
#[derive(Debug)]
pub(super) struct Layout<'t> {
    open: Vec<Open<'t>>,
    statement: Statement,
    /// The level of the line.
    level: usize,
    /// The last piece; `None` where a statement or item begins.
    last: Option<Piece<'t>>,
    /// Whether nothing of the line is written yet.
    line_begins: bool,
    /// Whether the last pieces are `total.METRIC`, or the beginning of it, or `fits`.
    total: bool,
}

impl Default for Layout<'_> {
    fn default() -> Self {
        Layout {
            open: Vec::new(),
            statement: NEW,
            level: 0,
            last: None,
            line_begins: true,
            total: false,
        }
    }
}

impl<'t> Layout<'t> {
    /// Begins a line; the levels of comments above it and of itself.
    pub(super) fn begin_line(&mut self, pieces: &[Piece<'t>]) -> (usize, usize) {
        let inside = self.open.last().map_or(0, |open| open.level + 1);
        let closers = pieces.iter().take_while(|piece| closes(piece)).count();
        let in_body = self.innermost().is_none_or(|bracket| bracket == "{");
        let goes_on =
            in_body && pieces.first().is_some_and(|first| first.is("{") || first.is("->"));
        let outermost = self.open.len().checked_sub(closers).and_then(|at| self.open.get(at));
        let level = match outermost {
            Some(open) => open.level,
            None if closers > 0 => 0,
            None => inside + usize::from(goes_on),
        };
        if in_body && !goes_on && !pieces.first().is_some_and(|first| first.is("else")) {
            self.statement = NEW;
        }
        // In parentheses a line continues the one above.
        if self.innermost() != Some("(") {
            self.last = None;
        }
        self.level = level;
        self.line_begins = true;
        (if closers > 0 { inside } else { level }, level)
    }

    /// Appends a piece with the spaces before it.
    pub(super) fn write(&mut self, mut piece: Piece<'t>, line: &mut String) {
        if piece.is("-") && self.is_prefix(&piece) {
            piece.class = TokenClass::Prefix;
        }
        if piece.class == TokenClass::Keyword && self.in_arguments() {
            // Part of a name: `allow block-used-once`.
            piece.class = TokenClass::Operand;
        }
        if !self.line_begins {
            line.push_str(self.gap(&piece));
        }
        line.push_str(piece.text);
        self.line_begins = false;
        self.follow(&piece);
        self.total = piece.is("total")
            || piece.is("fits")
            || self.total && (piece.is(".") || piece.class == TokenClass::Operand);
        self.last = Some(piece);
    }

    fn innermost(&self) -> Option<&'t str> {
        self.open.last().map(|open| open.bracket)
    }

    /// Whether this is the rest of a call, outside of brackets.
    fn in_arguments(&self) -> bool {
        let outside = self.innermost().is_none_or(|bracket| bracket == "{");
        outside && self.statement.begun && self.statement.tight
    }

    /// A minus with a space before it begins an argument.
    fn is_prefix(&self, minus: &Piece<'_>) -> bool {
        let argument = self.in_arguments() && !minus.gap.is_empty();
        // `in` is a name elsewhere, where a space does no harm.
        let after_in = !self.statement.tight && self.last.is_some_and(|last| last.is("in"));
        argument || after_in || !self.last.is_some_and(|last| last.ends_value())
    }

    /// The spaces between the last piece and the next.
    fn gap(&self, piece: &Piece<'t>) -> &'t str {
        let Some(last) = self.last else { return " " };
        let aligned = if piece.gap.is_empty() { " " } else { piece.gap };
        let one_if = |wanted| if wanted { " " } else { "" };
        let is_either = |text| piece.is(text) || last.is(text);
        if piece.class == TokenClass::Comment {
            aligned
        } else if last.is("(")
            || last.is("[")
            || [")", "]", ";", ",", ":"].iter().any(|sign| piece.is(sign))
            || last.is(":") && self.statement.deploys
        {
            ""
        } else if piece.is("->") || last.is(";") || last.is(",") {
            aligned
        } else if is_either("?") {
            one_if(!piece.gap.is_empty())
        } else if is_either(".") || is_either("..") || last.class == TokenClass::Prefix {
            ""
        } else if is_either("=") {
            let named = self.statement.tight || self.innermost() == Some("(");
            one_if(!named)
        } else if last.class == TokenClass::Operator || piece.class == TokenClass::Operator {
            one_if(!self.statement.tight)
        } else if (piece.is("(") || piece.is("[")) && last.ends_value() {
            // The parameters of a declaration touch its name; elsewhere a bracket that touches
            // means something else than one that does not.
            one_if(!piece.gap.is_empty() && !self.statement.declares)
        } else {
            " "
        }
    }

    /// Keeps track of brackets and of the kind of statement.
    fn follow(&mut self, piece: &Piece<'t>) {
        if piece.class == TokenClass::Verbatim {
            self.statement.begun = true;
            return;
        }
        match piece.text {
            "(" | "[" | "{" => self.opens(piece.text),
            // One that closes nothing is skipped, as the parser does.
            ")" | "]" | "}" => {
                if let Some(open) = self.open.pop_if(|open| other_half(open.bracket) == piece.text)
                {
                    self.statement = open.statement;
                }
            }
            ";" => self.statement = NEW,
            ":" if self.statement.deploys && !self.last.is_some_and(|last| last.is("deploy")) => {}
            ":" => self.statement = NEW,
            "," => self.statement.deploys = false,
            "->" => self.statement.tight = true,
            "+=" => self.statement.tight = false,
            word if !self.statement.begun => {
                self.statement.begun = true;
                self.statement.tight = piece.class != TokenClass::Keyword;
                self.statement.deploys = word == "deploy";
                self.statement.declares =
                    Keyword::find(word).is_some_and(Keyword::takes_parameters);
            }
            _ => {}
        }
    }

    fn opens(&mut self, bracket: &'t str) {
        let declares = std::mem::take(&mut self.statement.declares);
        self.open.push(Open { bracket, level: self.level, statement: self.statement });
        if bracket == "{" {
            self.statement = NEW;
        } else {
            // What a total or `fits` names may have hyphens in it.
            self.statement.tight |= declares || self.total;
        }
    }
}

fn closes(piece: &Piece<'_>) -> bool {
    piece.is(")") || piece.is("]") || piece.is("}")
}
