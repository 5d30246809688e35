//! The nodes of a tree, flat and named as the compiler's, and where its mistakes are.

use tree_sitter::{Node, Tree, TreeCursor};

/// A node: what it is, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flat {
    pub start: usize,
    pub end: usize,
    pub kind: &'static str,
}

/// All nodes for which the compiler's tree has a place, in order.
pub fn of(tree: &Tree) -> Vec<Flat> {
    let mut nodes = Vec::new();
    add(&mut tree.walk(), "", &mut nodes);
    nodes.sort();
    nodes
}

fn add(cursor: &mut TreeCursor<'_>, parent: &str, nodes: &mut Vec<Flat>) {
    let node = cursor.node();
    if node.is_named() && has_place(parent, node.kind(), cursor.field_name()) {
        nodes.push(Flat { start: node.start_byte(), end: node.end_byte(), kind: kind(node) });
    }
    let inside = nodes.len();
    if cursor.goto_first_child() {
        add(cursor, node.kind(), nodes);
        while cursor.goto_next_sibling() {
            add(cursor, node.kind(), nodes);
        }
        cursor.goto_parent();
    }
    // The place of an expression includes the parentheses around it.
    if node.kind() == "parenthesized"
        && let Some(inner) = nodes.get_mut(inside)
    {
        (inner.start, inner.end) = (node.start_byte(), node.end_byte());
    }
}

/// Whether the compiler's tree has a place for a node. For what a statement does it has one only if that
/// is a call.
fn has_place(parent: &str, kind: &str, field: Option<&str>) -> bool {
    match (parent, kind) {
        ("statement", kind) => matches!(kind, "call" | "name"),
        ("function_call", "argument") => false,
        (_, "string") => !matches!(field, Some("message" | "path")),
        (_, kind) => !matches!(
            kind,
            "comment" | "domain" | "file" | "parameters" | "parenthesized" | "pattern"
        ),
    }
}

/// What a node is; of a statement, what it does.
fn kind(node: Node<'_>) -> &'static str {
    if node.kind() != "statement" {
        return node.kind();
    }
    let kinds = node.named_children(&mut node.walk()).map(|part| part.kind()).collect::<Vec<_>>();
    let does =
        kinds.into_iter().find(|kind| !matches!(*kind, "name" | "claim" | "comment" | "ERROR"));
    does.unwrap_or("statement")
}

/// Where mistakes are: where an error begins, or the statement in which something is missing.
pub fn mistakes(tree: &Tree, text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    add_mistakes(tree.root_node(), 0, &mut places);
    let blanks = |at: usize| text[at..].len() - text[at..].trim_start().len();
    places.into_iter().map(|at| at + blanks(at)).collect()
}

fn add_mistakes(node: Node<'_>, statement: usize, places: &mut Vec<usize>) {
    let statement = if node.kind() == "statement" { node.start_byte() } else { statement };
    let inside: Vec<_> =
        node.children(&mut node.walk()).filter(|child| child.has_error()).collect();
    if node.is_error() {
        places.push(node.start_byte());
    } else if inside.is_empty() {
        places.push(statement);
    }
    inside.into_iter().for_each(|child| add_mistakes(child, statement, places));
}
