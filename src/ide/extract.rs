//! Statements made a block of their own.

use super::actions::{Action, ActionKind};
use super::edits::Edit;
use super::snapshot::Snapshot;
use super::walk::{each_body, each_statement};
use crate::bundled::blocks::Block;
use crate::check::symbols::{Definition, DefinitionKind, Target};
use crate::ops;
use crate::source::{Files, Source, Span};
use crate::syntax::tree::{Body, Statement};

/// What a new block is called, with a number if there is one of the name.
const NAME: &str = "part";

/// How far statements of a body are indented.
const INDENT: &str = "  ";

/// The statements in a part of the text as a block that is called in their place; `None` if that is not what
/// they are now.
pub fn extract(snapshot: &Snapshot, part: Span, files: &dyn Files) -> Option<Action> {
    let (main, tree) = (snapshot.main()?, snapshot.tree()?);
    let statements = selected(tree, part)?;
    let whole = Span::new(statements.first()?.span.start, statements.last()?.span.end);
    let top =
        tree.statements.iter().find(|it| it.span.start <= whole.start && whole.end <= it.span.end);
    let above = above_comments(main, top.map_or(whole.start, |top| top.span.start));
    let (name, parameters) = (new_name(snapshot), parameters(snapshot, whole));
    let list =
        if parameters.is_empty() { String::new() } else { format!("({})", parameters.join(", ")) };
    let newline = if main.text().contains("\r\n") { "\r\n" } else { "\n" };
    let body = indented(main, whole, newline);
    let block = format!("block {name}{list} {{{newline}{body}{newline}}}{newline}{newline}");
    let call = std::iter::once(name).chain(parameters).collect::<Vec<_>>().join(" ");
    let edits = vec![
        Edit { place: Span::new(above, above), text: block },
        Edit { place: whole, text: call },
    ];
    let after = snapshot.tried(&edits, files)?;
    let title = match statements.len() {
        1 => "Extract this statement as a block".to_owned(),
        count => format!("Extract these {count} statements as a block"),
    };
    let kind = ActionKind::Extract;
    is_same(snapshot, &after)?.then_some(Action {
        title,
        kind,
        edits,
        answers: None,
        preferred: false,
    })
}

/// The statements of one body that a part of the text holds, if it holds no other in part.
fn selected<'a, 's>(tree: &'a Body<'s>, part: Span) -> Option<&'a [Statement<'s>]> {
    let mut found = whole_statements(tree, part);
    each_statement(tree, &mut |statement| {
        each_body(statement, &mut |body| found = found.or_else(|| whole_statements(body, part)));
    });
    found
}

fn whole_statements<'a, 's>(body: &'a Body<'s>, part: Span) -> Option<&'a [Statement<'s>]> {
    let touches = |it: &Statement<'_>| it.span.start < part.end && part.start < it.span.end;
    let first = body.statements.iter().position(touches)?;
    let count = body.statements.iter().skip(first).take_while(|it| touches(it)).count();
    let statements = body.statements.get(first..first + count)?;
    let is_whole = |it: &Statement<'_>| part.start <= it.span.start && it.span.end <= part.end;
    statements.iter().all(is_whole).then_some(statements)
}

/// The names that statements read and a block does not see, in the order of their places.
fn parameters(snapshot: &Snapshot, statements: Span) -> Vec<String> {
    let Some(symbols) = snapshot.symbols() else { return Vec::new() };
    let within = |place: Span| statements.start <= place.start && place.end <= statements.end;
    let mut names = Vec::new();
    for reference in symbols.references().iter().filter(|it| within(it.span)) {
        let Target::Definition(id) = reference.target else { continue };
        let definition = symbols.definition(id);
        let name = snapshot.sources().text(definition.name);
        let is_new = !within(definition.name) && is_local(definition);
        if is_new && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Whether a name is seen only in its own body.
fn is_local(definition: &Definition) -> bool {
    match definition.kind {
        DefinitionKind::Input
        | DefinitionKind::Label
        | DefinitionKind::Let
        | DefinitionKind::LoopVariable
        | DefinitionKind::Param
        | DefinitionKind::Parameter => !definition.shared,
        DefinitionKind::Block
        | DefinitionKind::File
        | DefinitionKind::Function
        | DefinitionKind::ShareKey => false,
    }
}

/// A name that nothing has.
fn new_name(snapshot: &Snapshot) -> String {
    let is_taken = |name: &str| {
        let mut defined = snapshot.symbols().into_iter().flat_map(|symbols| symbols.definitions());
        let is_it = |definition: &Definition| snapshot.sources().text(definition.name) == name;
        ops::find(name).is_some()
            || Block::all().any(|block| block.name == name)
            || defined.any(|(_, definition)| is_it(definition))
    };
    let numbered = (2..).map(|number| format!("{NAME}{number}"));
    let mut names = std::iter::once(NAME.to_owned()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or_default()
}

/// The text of statements, indented as those of a body of the file.
fn indented(main: &Source, statements: Span, newline: &str) -> String {
    let before = main.part(Span::new(main.base(), statements.start));
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent = line.get(..line.len() - line.trim_start().len()).unwrap_or_default();
    let lines =
        main.part(statements).lines().map(|line| match line.strip_prefix(indent).unwrap_or(line) {
            "" => String::new(),
            line => format!("{INDENT}{line}"),
        });
    lines.collect::<Vec<_>>().join(newline)
}

/// Where the line of a statement begins, or that of the comment directly above it.
fn above_comments(main: &Source, statement: u32) -> u32 {
    let before = main.part(Span::new(main.base(), statement));
    let mut at = before.rfind('\n').map_or(0, |newline| newline + 1);
    let lines = before.get(..at).unwrap_or_default().split_inclusive('\n');
    let comments = lines.rev().take_while(|line| line.trim_start().starts_with('#'));
    at -= comments.map(str::len).sum::<usize>();
    main.base() + crate::source::offset(at)
}

/// Whether a text makes the same network as another; `None` if one of them is not known.
fn is_same(before: &Snapshot, after: &Snapshot) -> Option<bool> {
    let figures = |snapshot: &Snapshot| {
        let network = snapshot.analysis().network()?;
        Some((network.layers.len(), snapshot.sums()?.total(), snapshot.failed_totals()))
    };
    Some(figures(before)? == figures(after)?)
}
