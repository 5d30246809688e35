//! Lists as they are written on a command line: `a,b,c`.

/// The parts of a text between commas, ignoring commas in brackets and strings.
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
