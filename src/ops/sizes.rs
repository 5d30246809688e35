//! How messages write sizes.

/// Sizes as messages show them: `64×7×7`.
pub fn times<S: ToString>(sizes: &[S]) -> String {
    joined(sizes, "×")
}

/// Values as a tuple holds them: `1, 3`.
pub fn comma<S: ToString>(items: &[S]) -> String {
    joined(items, ", ")
}

/// Sizes as a call could write them: one number where all are equal.
pub fn short<S: ToString + PartialEq>(sizes: &[S]) -> String {
    if all_equal(sizes) { times(sizes.get(..1).unwrap_or_default()) } else { times(sizes) }
}

/// Whether all of these are equal.
pub fn all_equal<T: PartialEq>(items: &[T]) -> bool {
    items.iter().all(|item| Some(item) == items.first())
}

fn joined<S: ToString>(items: &[S], separator: &str) -> String {
    items.iter().map(S::to_string).collect::<Vec<_>>().join(separator)
}
