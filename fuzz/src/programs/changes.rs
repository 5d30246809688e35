//! Changes of a graph in JSON.

/// Numbers that are wrong in most places.
const NUMBERS: [&str; 8] =
    ["-1", "0", "1", "3", "7", "2147483648", "9223372036854775807", "-9223372036854775808"];

/// A graph in which one number, name or list is another one.
pub fn changed(graph: &str, mut random: impl FnMut(usize) -> usize) -> String {
    let at = random(graph.len());
    let part = &graph[at..];
    let is_digit = |it: char| it.is_ascii_digit();
    match random(4) {
        0 => {
            let Some(start) = part.find(is_digit) else { return graph.to_owned() };
            let end = part[start..].find(|it: char| !is_digit(it)).unwrap_or(1) + start;
            let number = NUMBERS[random(NUMBERS.len())];
            format!("{}{number}{}", &graph[..at + start], &part[end..])
        }
        1 => {
            let Some((before, after)) = part.split_once("\"name\":\"") else {
                return graph.to_owned();
            };
            let rest = after.split_once('"').map_or("", |(_, rest)| rest);
            let from = random(graph.len());
            let name = graph[from..].split_once("\"name\":\"").map_or("x", |(_, it)| it);
            let name = name.split('"').next().unwrap_or_default();
            format!("{}{before}\"name\":\"{name}\"{rest}", &graph[..at])
        }
        2 => {
            let Some(start) = part.find('[') else { return graph.to_owned() };
            let Some(end) = part[start..].find([',', ']']) else { return graph.to_owned() };
            let rest = part[start + end..].trim_start_matches(',');
            format!("{}[{rest}", &graph[..at + start])
        }
        _ => {
            let operators: Vec<&str> = graph.split("\"target\":\"").skip(1).collect();
            let [from, to] = [0, 1].map(|_| operators[random(operators.len())]);
            let [from, to] = [from, to].map(|it| it.split('"').next().expect("a name"));
            graph.replacen(&format!("\"{from}\""), &format!("\"{to}\""), 1)
        }
    }
}
