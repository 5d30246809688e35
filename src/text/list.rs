//! Lists as they are written on a command line: `a,b,c`.

/// What stands between commas that lie in no brackets and no string.
pub fn split(text: &str) -> Vec<&str> {
    let (mut open, mut quoted) = (0i32, false);
    text.split(|character| {
        match character {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => open += 1,
            ')' | ']' | '}' if !quoted => open -= 1,
            _ => {}
        }
        character == ',' && open <= 0 && !quoted
    })
    .collect()
}
