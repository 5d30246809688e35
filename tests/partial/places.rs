//! Where the examples are damaged.

use std::ops::Range;

/// The place of a token.
pub type Place = Range<usize>;

/// So many places of a text, chosen by a fixed seed: half of them brackets, as far as there are.
pub fn of(text: &str, most: usize) -> Vec<Place> {
    let is_bracket = |place: &Place| "(){}[]".contains(&text[place.clone()]);
    let (mut brackets, mut others): (Vec<_>, Vec<_>) =
        tokens(text).into_iter().partition(is_bracket);
    let mut seed = 0x2545_f491_4f6c_dd1d;
    shuffle(&mut brackets, &mut seed);
    shuffle(&mut others, &mut seed);
    brackets.truncate(most / 2);
    others.truncate(most - brackets.len());
    [brackets, others].concat()
}

/// The tokens of a text outside of comments.
fn tokens(text: &str) -> Vec<Place> {
    let (comment, string) = (r"#[^\n]*", r#""[^"\n]*""#);
    let (number, word) = (r"[0-9]\w*(?:\.[0-9]\w*)?", r"[A-Za-z_]\w*");
    let operators = r"->|\*\*|//|[=!<>+]=|\.\.|\S";
    let pattern = format!("{comment}|{string}|{number}|{word}|{operators}");
    let pattern = regex_lite::Regex::new(&pattern).expect("valid");
    let found = pattern.find_iter(text).filter(|found| !found.as_str().starts_with('#'));
    found.map(|found| found.range()).collect()
}

/// Brings items into an order by chance (Fisher and Yates; Marsaglia's xorshift).
fn shuffle(items: &mut [Place], seed: &mut u64) {
    for rest in (1..items.len()).rev() {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        items.swap(rest, (*seed % (rest as u64 + 1)) as usize);
    }
}
