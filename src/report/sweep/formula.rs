//! Closed forms of figures: as a table, as Python, as LaTeX, as JSON.

use std::io::Write;

use serde::Serialize;

use crate::closed::{Axis, DEGREE, Style};
use crate::cost::Metric;
use crate::report::format::{ReportStyle, WriteError};
use crate::report::latex;
use crate::report::model::SCHEMA;
use crate::report::tabular::{Heading, Item, Listing, Overflow};
use crate::report::text::{grid, summary};
use crate::sweep::{Class, Form, NoForm, Piece, Space, Variable};
use crate::text::digits::Grouped;

/// The closed forms of the figures of a family.
#[derive(Debug)]
pub(crate) struct Formulas<'a> {
    /// The file as it was named.
    pub file: &'a str,
    /// The space of the family.
    pub space: &'a Space,
    /// The settings that vary.
    pub variables: &'a [Variable],
    /// Each figure with its closed form.
    pub figures: Vec<(&'static Metric, Form)>,
    /// How many points were looked at.
    pub points: usize,
}

impl Formulas<'_> {
    /// The names of the variables.
    fn names(&self, style: Style) -> Vec<String> {
        let name = |variable: &Variable| match style {
            Style::Plain => variable.name.clone(),
            Style::Python => identifier(&variable.name),
            Style::Latex => format!("\\mathit{{{}}}", latex::escaped(&variable.name)),
        };
        self.variables.iter().map(name).collect()
    }

    /// A polynomial.
    fn formula(&self, piece: &Piece, style: Style) -> String {
        let shown = piece.polynomial.text(&self.names(style), style);
        shown.unwrap_or_else(|| "a coefficient is too large".to_owned())
    }

    /// When a polynomial holds; nothing if it always does.
    fn condition(&self, piece: &Piece, style: Style) -> String {
        let class = |(name, class): (String, &Class)| {
            let Class { modulus, remainder, .. } = class;
            let shown = match style {
                Style::Latex => format!("{name} \\equiv {remainder} \\pmod{{{modulus}}}"),
                Style::Plain | Style::Python => format!("{name} % {modulus} == {remainder}"),
            };
            (!class.is_all()).then_some(shown)
        };
        let all: Vec<_> =
            self.names(style).into_iter().zip(&piece.classes).filter_map(class).collect();
        all.join(if style == Style::Latex { ",\\ " } else { " and " })
    }

    /// Why a figure has no closed form.
    fn reason(&self, reason: &NoForm) -> String {
        match reason {
            NoForm::Missing(id, why) => format!("{}: {why}", self.space.shown(*id)),
            NoForm::NotIn(name) => format!(
                "not a polynomial in {name} of degree {DEGREE} or less, nor one for each remainder"
            ),
            NoForm::Differs(id) => format!("{} differs from the others", self.space.shown(*id)),
            NoForm::TooLarge => "the numbers are too large".to_owned(),
        }
    }

    /// What the forms are of, and at how many points they are right.
    fn remark(&self) -> String {
        let variable = |Variable { name, axis: Axis { first, step, count }, .. }: &Variable| {
            let steps = i128::from(count.saturating_sub(1));
            let last = first.saturating_add(step.saturating_mul(steps));
            let step = if *step == 1 { String::new() } else { format!(":{step}") };
            format!("{name}={first}..{last}{step}")
        };
        let of: Vec<_> = self.variables.iter().map(variable).collect();
        let (points, of) = (Grouped(self.points as u128), of.join(", "));
        match self.figures.iter().any(|(_, form)| form.is_ok()) {
            true => {
                format!("interpolated, and right at all {points} points that were looked at: {of}")
            }
            false => format!("{points} points were looked at: {of}"),
        }
    }

    /// Writes them for people.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_table(&self, style: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
        let mut rows = Vec::new();
        for (metric, form) in &self.figures {
            let mut row = |formula, condition| {
                rows.push([metric.name.to_owned(), formula, condition].map(Item::plain).into());
            };
            match form {
                Ok(pieces) => pieces.iter().for_each(|piece| {
                    row(self.formula(piece, Style::Plain), self.condition(piece, Style::Plain));
                }),
                Err(reason) => row(format!("none: {}", self.reason(reason)), String::new()),
            }
        }
        let wide = Heading::text("formula", 20).with_overflow(Overflow::Wrap(20));
        let headings = vec![Heading::text("figure", 8), wide, Heading::text("if", 12)];
        grid::write(&Listing::new(headings, rows).ruled(), style.width, style.term, out)?;
        writeln!(out)?;
        Ok(summary::wrapped(&self.remark(), style.width, out)?)
    }

    /// Writes them as functions of Python.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_python(&self, out: &mut dyn Write) -> Result<(), WriteError> {
        writeln!(out, "# {}", self.remark())?;
        for (metric, form) in &self.figures {
            match form {
                Ok(pieces) => self.write_function(metric, pieces, out)?,
                Err(reason) => {
                    writeln!(out, "\n\n# {}: none: {}", metric.name, self.reason(reason))?
                }
            }
        }
        Ok(())
    }

    fn write_function(
        &self,
        metric: &Metric,
        pieces: &[Piece],
        out: &mut dyn Write,
    ) -> Result<(), WriteError> {
        let names = self.names(Style::Python).join(", ");
        writeln!(out, "\n\ndef {}({names}):", identifier(metric.name))?;
        for piece in pieces {
            let formula = self.formula(piece, Style::Python);
            match self.condition(piece, Style::Python).as_str() {
                "" => return Ok(writeln!(out, "    return {formula}")?),
                condition => writeln!(out, "    if {condition}:\n        return {formula}")?,
            }
        }
        Ok(writeln!(out, "    raise ValueError(\"there is no formula for this remainder\")")?)
    }

    /// Writes them as equations of LaTeX.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_latex(&self, out: &mut dyn Write) -> Result<(), WriteError> {
        writeln!(out, "% Requires \\usepackage{{amsmath}}.")?;
        latex::comment(&self.remark(), out)?;
        for (metric, form) in &self.figures {
            if let Err(reason) = form {
                latex::comment(&format!("{}: none: {}", metric.name, self.reason(reason)), out)?;
            }
        }
        writeln!(out, "\\begin{{align*}}")?;
        for (metric, form) in &self.figures {
            for piece in form.iter().flatten() {
                let formula = self.formula(piece, Style::Latex);
                let condition = match self.condition(piece, Style::Latex).as_str() {
                    "" => String::new(),
                    condition => format!(" && {condition}"),
                };
                let name = latex::escaped(metric.name);
                writeln!(out, "\\mathrm{{{name}}} &= {formula}{condition} \\\\")?;
            }
        }
        Ok(writeln!(out, "\\end{{align*}}")?)
    }

    /// Writes them for programs.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_json(&self, out: &mut dyn Write) -> Result<(), WriteError> {
        let classes = |piece: &Piece| {
            let all = self.variables.iter().zip(&piece.classes);
            let some = all.filter(|(_, class)| !class.is_all());
            let class = |(variable, class): (&Variable, &Class)| {
                let Class { modulus, remainder, .. } = *class;
                Remainder { name: variable.name.clone(), modulus, remainder }
            };
            some.map(class).collect()
        };
        let piece = |piece: &Piece| Polynomial {
            formula: self.formula(piece, Style::Plain),
            remainders: classes(piece),
        };
        let figure = |(metric, form): &(&'static Metric, Form)| Figure {
            figure: metric.name,
            forms: form.iter().flatten().map(piece).collect(),
            reason: form.as_ref().err().map(|reason| self.reason(reason)),
        };
        let variable = |Variable { name, axis, .. }: &Variable| {
            let Axis { first, step, count } = *axis;
            Numbers { name: name.clone(), first, step, count }
        };
        let document = Document {
            schema: SCHEMA,
            file: self.file,
            variables: self.variables.iter().map(variable).collect(),
            points: self.points,
            figures: self.figures.iter().map(figure).collect(),
        };
        serde_json::to_writer(&mut *out, &document).map_err(std::io::Error::from)?;
        Ok(writeln!(out)?)
    }
}

/// A name as Python takes it: `depths[0]` is `depths_0`, and a keyword has a `_` at its end.
fn identifier(name: &str) -> String {
    let plain = |symbol: char| if symbol.is_alphanumeric() { symbol } else { '_' };
    let name: String = name.trim_end_matches(']').chars().map(plain).collect();
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// The keywords of Python that are names in networks.
const KEYWORDS: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    file: &'a str,
    variables: Vec<Numbers>,
    points: usize,
    figures: Vec<Figure>,
}

#[derive(Serialize)]
struct Numbers {
    name: String,
    first: i128,
    step: i128,
    count: u64,
}

#[derive(Serialize)]
struct Figure {
    figure: &'static str,
    forms: Vec<Polynomial>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct Polynomial {
    formula: String,
    remainders: Vec<Remainder>,
}

#[derive(Serialize)]
struct Remainder {
    name: String,
    modulus: i128,
    remainder: i128,
}
