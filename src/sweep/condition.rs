//! The condition of `--where`: a claim of the language, in which totals and params are written by their plain names.

use crate::check::{Program, fits, total};
use crate::cost::claims::{self, Margin};
use crate::cost::{Costs, Metric, metrics};
use crate::diagnostics::claim::TotalProblem;
use crate::diagnostics::fix::Help;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::network::{Claim, ClaimExpr, Constant, Qualifier, Total};
use crate::ops;
use crate::source::{Sources, Span};
use crate::syntax;
use crate::syntax::tree::{Expr, ExprKind, FunctionCall};
use crate::text::nearest::{did_you_mean, listed, nearest};
use crate::value::functions;
use crate::value::operators::Binary;

/// A condition on networks.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    claim: Claim,
    /// What all must hold for it to hold: the operands of its outermost `and`, each as it is written.
    limits: Vec<(String, Claim)>,
}

/// The name of the samples in a batch.
const BATCH: &str = "batch";

/// How deep formulas nest at most.
const DEPTH: usize = 200;

impl Condition {
    /// Reads a condition about the networks of a program; its text is added to the sources.
    ///
    /// # Errors
    /// When it is not an expression, names what there is not, or compares what cannot be compared.
    pub fn parse(sources: &Sources, text: &str, program: &Program<'_>) -> Result<Self> {
        let span = Span::default();
        let full = |why: &dyn ToString| no_value(why.to_string(), span);
        let source = sources.add("<where>", text).map_err(|error| full(&error))?;
        let expr = syntax::expression(source).map_err(DiagnosticKind::from)?;
        let reader = Reader { program };
        let claim = reader.claim(&expr)?;
        claims::check_units(&claim)?;
        let limit =
            |expr: &Expr<'_>| Ok((source.part(expr.span).trim().to_owned(), reader.claim(expr)?));
        let limits = operands(&expr).map(limit).collect::<Result<_>>()?;
        Ok(Condition { claim, limits })
    }

    /// What all must hold for it to hold, each as it is written with how far a network is from the other verdict.
    ///
    /// # Errors
    /// When it has no value for this network.
    pub fn margins(&self, costs: &Costs<'_>) -> Result<Vec<(String, Margin)>> {
        let margin =
            |(text, claim): &(String, Claim)| Ok((text.clone(), claims::margin(costs, claim)?));
        self.limits.iter().map(margin).collect()
    }

    /// The problem if the run has no device: a figure that needs one and names none.
    pub fn without_device(&self) -> Option<TotalProblem> {
        let named = claims::named_totals(&self.claim.condition).into_iter();
        let mut open =
            named.filter(|(metric, total)| total.under.is_none() && metric.needs_device());
        let (_, Total { key, span, .. }) = open.next()?;
        Some(TotalProblem::NoDevice { key: key.clone(), span: *span })
    }

    /// Whether it asks for nothing but totals of the run.
    pub fn asks_only_totals(&self) -> bool {
        claims::asks_only_totals(&self.claim)
    }

    /// Whether a network fulfils it.
    ///
    /// # Errors
    /// When it has no value for this network.
    pub fn holds(&self, costs: &Costs<'_>) -> Result<bool> {
        claims::holds(costs, &self.claim)
    }
}

/// Makes formulas of expressions.
struct Reader<'p> {
    program: &'p Program<'p>,
}

/// The operands of the outermost `and`; the whole, if there is none.
fn operands<'e>(expr: &'e Expr<'e>) -> impl Iterator<Item = &'e Expr<'e>> {
    let rest = match &expr.kind {
        ExprKind::Chain(chain) if chain.rest.first().is_some_and(|it| it.0 == Binary::And) => {
            Some((&chain.first, &chain.rest))
        }
        _ => None,
    };
    let first = rest.map_or(expr, |(first, _)| first);
    let others = rest.into_iter().flat_map(|(_, rest)| rest.iter().map(|(.., operand)| operand));
    std::iter::once(first).chain(others)
}

impl Reader<'_> {
    fn claim(&self, expr: &Expr<'_>) -> Result<Claim> {
        let condition = self.formula(expr, 0)?;
        Ok(Claim { condition, message: None, published: false, span: expr.span })
    }

    fn formula(&self, expr: &Expr<'_>, depth: usize) -> Result<ClaimExpr> {
        if let Some((key, under)) = total(expr) {
            let under = under.map(|asked| qualifier(asked.name, asked.is_file, asked.span));
            return self.total(key, under.transpose()?, expr.span);
        }
        if let Some(asked) = fits(&expr.kind) {
            return qualifier(asked.name, asked.is_file, asked.span).map(ClaimExpr::Fits);
        }
        match constant(&expr.kind) {
            Some(constant) => Ok(ClaimExpr::Constant(constant)),
            None => self.composed(expr, depth),
        }
    }

    fn composed(&self, expr: &Expr<'_>, depth: usize) -> Result<ClaimExpr> {
        // Formulas of two nest where the tree has a row, so each operator counts as a level.
        let operators = match &expr.kind {
            ExprKind::Chain(chain) => chain.rest.len(),
            _ => 1,
        };
        let depth = depth.saturating_add(operators);
        if depth > DEPTH {
            return Err(LimitProblem::Depth { span: expr.span }.into());
        }
        match &expr.kind {
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Chain(chain) => {
                let mut operands = vec![self.formula(&chain.first, depth)?];
                let operators: Vec<_> = chain.rest.iter().map(|(operator, ..)| *operator).collect();
                for (.., operand) in &chain.rest {
                    operands.push(self.formula(operand, depth)?);
                }
                Ok(ClaimExpr::chain(operands, &operators))
            }
            ExprKind::Conditional(conditional) => {
                let mut formula = self.formula(&conditional.otherwise, depth)?;
                for (condition, value) in conditional.arms.iter().rev() {
                    let parts =
                        [self.formula(condition, depth)?, self.formula(value, depth)?, formula];
                    formula = ClaimExpr::Conditional(Box::new(parts));
                }
                Ok(formula)
            }
            ExprKind::Unary(prefixed) => {
                let value = self.formula(&prefixed.value, depth)?;
                let wrap = |inner, sign: &_| ClaimExpr::Unary(*sign, Box::new(inner));
                Ok(prefixed.prefixes.iter().rev().fold(value, wrap))
            }
            ExprKind::Call(call) => self.call(call, expr, depth),
            ExprKind::Tuple(items) | ExprKind::List(items) => list(items, expr.span),
            _ => Err(unsupported(expr)),
        }
    }

    /// A figure under a convention or on a device, or a built-in function.
    fn call(&self, call: &FunctionCall<'_>, expr: &Expr<'_>, depth: usize) -> Result<ClaimExpr> {
        let function = call.function.text;
        if Metric::named(function).is_some() {
            let [(None, by)] = &*call.arguments else { return Err(unsupported(expr)) };
            let name = by.hyphenated().ok_or_else(|| unsupported(expr))?;
            let under = Some(qualifier(&name, false, by.span)?);
            return self.total(function.to_owned(), under, expr.span);
        }
        if functions::find(function).is_none() {
            return Err(unsupported(expr));
        }
        let arguments = call.arguments.iter().map(|(_, argument)| self.formula(argument, depth));
        Ok(ClaimExpr::Function(function.to_owned(), arguments.collect::<Result<_>>()?))
    }

    /// A name: of a param, of a total, `batch`, or an operation that a param may be.
    fn name(&self, name: &str, span: Span) -> Result<ClaimExpr> {
        if self.program.param_names().any(|param| param == name) {
            Ok(ClaimExpr::Param(name.to_owned()))
        } else if Metric::named(name).is_some() {
            self.total(name.to_owned(), None, span)
        } else if name == BATCH {
            Ok(ClaimExpr::Batch)
        } else if ops::find(name).is_some() {
            Ok(ClaimExpr::Constant(Constant::Text(name.to_owned())))
        } else {
            Err(self.unknown(name, span))
        }
    }

    fn total(&self, key: String, under: Option<Qualifier>, span: Span) -> Result<ClaimExpr> {
        match Metric::named(&key) {
            Some(_) => Ok(ClaimExpr::Total(Total { key, under, span })),
            None => Err(self.unknown(&key, span)),
        }
    }

    fn unknown(&self, name: &str, span: Span) -> Box<DiagnosticKind> {
        let metrics = metrics::all().map(|metric| metric.name);
        let near = nearest(name, self.program.param_names().chain(metrics.clone()));
        let help = match near.as_slice() {
            [] => {
                let names = listed(metrics);
                format!("there are {names}, the params of the file and `batch`")
            }
            near => did_you_mean(near.iter().copied()),
        };
        TotalProblem::Unknown { key: name.to_owned(), help: Help::from(help), span }.into()
    }
}

/// A value that needs no other.
fn constant(kind: &ExprKind<'_>) -> Option<Constant> {
    Some(match kind {
        ExprKind::Bool(value) => Constant::Bool(*value),
        ExprKind::Number(number) => Constant::Number(number.number()),
        ExprKind::Quantity(unit, number) => Constant::Quantity(*unit, number.number()),
        ExprKind::String(text) => Constant::Text((*text).to_owned()),
        ExprKind::None => Constant::Text("none".to_owned()),
        _ => return None,
    })
}

fn list(items: &[Expr<'_>], span: Span) -> Result<ClaimExpr> {
    let items: Option<Vec<_>> = items.iter().map(|item| constant(&item.kind)).collect();
    match items {
        Some(items) => Ok(ClaimExpr::Constant(Constant::List(items))),
        None => Err(no_value("the items of its lists are numbers and strings".to_owned(), span)),
    }
}

/// A convention or device that is named; files are none, since nothing reads them here.
fn qualifier(name: &str, is_file: bool, span: Span) -> Result<Qualifier> {
    match is_file {
        true => Err(no_value("a file that describes a device is an axis here".to_owned(), span)),
        false => Ok(Qualifier { name: name.to_owned(), description: None, base: 0, span }),
    }
}

fn unsupported(expr: &Expr<'_>) -> Box<DiagnosticKind> {
    let why = "it is made of totals, params, numbers and built-in functions";
    no_value(why.to_owned(), expr.span)
}

fn no_value(why: String, span: Span) -> Box<DiagnosticKind> {
    TotalProblem::NoValue { why, span, totals: Vec::new() }.into()
}
