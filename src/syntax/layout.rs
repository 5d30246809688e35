//! Indentation, and the blanks between the pieces of a line.

use super::tokens::other_half;

/// What a piece of a line is, as far as blanks go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A comment.
    Comment,
    /// A statement that stays as it is.
    Kept,
    /// A word that no value is.
    Keyword,
    /// A name, number or string.
    Operand,
    /// An operator.
    Operator,
    /// A minus before a value.
    Prefix,
    /// Anything else.
    Sign,
}

/// A piece of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'t> {
    pub(super) shape: Shape,
    pub(super) text: &'t str,
    /// The blanks that stand before it.
    pub(super) gap: &'t str,
}

impl Piece<'_> {
    fn is(&self, text: &str) -> bool {
        self.shape != Shape::Kept && self.text == text
    }

    /// Whether a value ends with it.
    fn ends_value(&self) -> bool {
        self.shape == Shape::Operand || self.is(")") || self.is("]")
    }
}

/// What is known of the statement that is being written.
#[derive(Clone, Copy, Debug)]
struct Statement {
    /// Whether it has begun, labels apart.
    begun: bool,
    /// Whether operators stand without blanks, as in arguments.
    tight: bool,
    /// Whether formal parameters may follow.
    declares: bool,
}

const NEW: Statement = Statement { begun: false, tight: true, declares: false };

/// An open bracket.
#[derive(Clone, Copy, Debug)]
struct Open<'t> {
    bracket: &'t str,
    /// The level of the line it stands on.
    level: usize,
    /// The statement it stands in.
    statement: Statement,
}

/// Where writing has got to.
#[derive(Debug)]
pub(super) struct Layout<'t> {
    open: Vec<Open<'t>>,
    statement: Statement,
    /// The level of the line.
    level: usize,
    /// The last piece; none where a statement or item begins.
    last: Option<Piece<'t>>,
    /// Whether nothing of the line is written.
    line_begins: bool,
    /// Whether the last pieces are `total.KEY`, or a beginning of it.
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
        // In round brackets a line goes on with what stands above.
        if self.innermost() != Some("(") {
            self.last = None;
        }
        self.level = level;
        self.line_begins = true;
        (if closers > 0 { inside } else { level }, level)
    }

    /// Appends a piece with the blanks before it.
    pub(super) fn write(&mut self, mut piece: Piece<'t>, line: &mut String) {
        if piece.is("-") && self.is_prefix(&piece) {
            piece.shape = Shape::Prefix;
        }
        if piece.shape == Shape::Keyword && self.in_arguments() {
            // Part of a name: `allow block-used-once`.
            piece.shape = Shape::Operand;
        }
        if !self.line_begins {
            line.push_str(self.gap(&piece));
        }
        line.push_str(piece.text);
        self.line_begins = false;
        self.follow(&piece);
        self.total =
            piece.is("total") || self.total && (piece.is(".") || piece.shape == Shape::Operand);
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

    /// A minus with a blank before it begins an argument.
    fn is_prefix(&self, minus: &Piece<'_>) -> bool {
        let argument = self.in_arguments() && !minus.gap.is_empty();
        // `in` is a name elsewhere, but for that a blank does no harm.
        let after_in = !self.statement.tight && self.last.is_some_and(|last| last.is("in"));
        argument || after_in || !self.last.is_some_and(|last| last.ends_value())
    }

    /// The blanks between the last piece and the next.
    fn gap(&self, piece: &Piece<'t>) -> &'t str {
        let Some(last) = self.last else { return " " };
        let aligned = if piece.gap.is_empty() { " " } else { piece.gap };
        let one_if = |wanted| if wanted { " " } else { "" };
        let is_sign = |sign| piece.is(sign) || last.is(sign);
        if piece.shape == Shape::Comment {
            aligned
        } else if last.is("(")
            || last.is("[")
            || [")", "]", ";", ",", ":"].iter().any(|sign| piece.is(sign))
        {
            ""
        } else if piece.is("->") || last.is(";") || last.is(",") {
            aligned
        } else if is_sign("?") {
            one_if(!piece.gap.is_empty())
        } else if is_sign(".") || is_sign("..") || last.shape == Shape::Prefix {
            ""
        } else if is_sign("=") {
            let named = self.statement.tight || self.innermost() == Some("(");
            one_if(!named)
        } else if last.shape == Shape::Operator || piece.shape == Shape::Operator {
            one_if(!self.statement.tight)
        } else if (piece.is("(") || piece.is("[")) && last.ends_value() {
            // The formal parameters of a declaration touch its name; elsewhere a bracket that
            // touches means something else than one that does not.
            one_if(!piece.gap.is_empty() && !self.statement.declares)
        } else {
            " "
        }
    }

    /// Keeps track of brackets and of what kind of statement this is.
    fn follow(&mut self, piece: &Piece<'t>) {
        if piece.shape == Shape::Kept {
            self.statement.begun = true;
            return;
        }
        match piece.text {
            "(" | "[" | "{" => self.opens(piece.text),
            // One that closes nothing is passed over, as it is where the file is read.
            ")" | "]" | "}" => {
                if let Some(open) = self.open.pop_if(|open| other_half(open.bracket) == piece.text)
                {
                    self.statement = open.statement;
                }
            }
            ";" => self.statement = NEW,
            ":" => self.statement = NEW,
            "->" => self.statement.tight = true,
            "+=" => self.statement.tight = false,
            word if !self.statement.begun => {
                self.statement.begun = true;
                self.statement.tight = piece.shape != Shape::Keyword;
                self.statement.declares = matches!(word, "block" | "fn");
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
            // What a total is asked for under may have hyphens in it.
            self.statement.tight |= declares || self.total;
        }
    }
}

fn closes(piece: &Piece<'_>) -> bool {
    piece.is(")") || piece.is("]") || piece.is("}")
}
