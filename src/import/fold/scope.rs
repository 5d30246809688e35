//! The scopes of statements.

use super::tree::Item;
use super::visit;
use crate::import::scopes::{ScopeId, Scopes};

/// The innermost scope that has all calls of statements in it.
pub(super) fn of_items(items: &[Item], scopes: &Scopes) -> Option<ScopeId> {
    let mut found: Option<ScopeId> = None;
    visit::calls(items, &mut |call| {
        found = Some(found.map_or(call.scope, |found| scopes.common(found, call.scope)));
    });
    found
}

/// The scope that most statements are in, as deep as that holds.
pub(super) fn of_most(items: &[Item], scopes: &Scopes) -> ScopeId {
    let found: Vec<ScopeId> =
        items.iter().filter_map(|item| of_items(std::slice::from_ref(item), scopes)).collect();
    let mut most = ScopeId::default();
    loop {
        let mut children: Vec<ScopeId> = found
            .iter()
            .filter(|scope| **scope != most && scopes.is_within(**scope, most))
            .map(|scope| scopes.child_towards(most, *scope))
            .collect();
        children.sort_unstable();
        let largest = children.chunk_by(|one, other| one == other).max_by_key(|them| them.len());
        match largest {
            Some(them @ [child, ..]) if them.len() * 5 > found.len() * 3 => most = *child,
            _ => return most,
        }
    }
}
