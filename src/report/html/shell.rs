//! The shell of a page: the program that shows the model, with marks for what is put into it.

use std::io::{self, Write};

use super::plain::escaped;

const SHELL: &str = include_str!("../../../web/dist/report.html");

/// The title, in whose place that of the page is put.
const TITLE: &str = "<title>netcost</title>";
/// The place of the tables and the model.
const MODEL: &str = "<!-- netcost:model -->";

/// What is before the mark of the model, and what is after it. A test demands that there is one.
fn parts() -> (&'static str, &'static str) {
    SHELL.split_once(MODEL).unwrap_or((SHELL, ""))
}

/// Writes all that is before the model.
pub(super) fn begin(title: &str, out: &mut impl Write) -> io::Result<()> {
    let (before, _) = parts();
    let (head, body) = before.split_once(TITLE).unwrap_or((before, ""));
    write!(out, "{head}<title>{} · netcost</title>{body}", escaped(title))
}

/// Writes all that is after the model.
pub(super) fn end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(parts().1.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{MODEL, SHELL, TITLE};

    #[test]
    fn the_shell_has_each_mark_once_and_the_title_first() {
        assert_eq!(SHELL.matches(TITLE).count(), 1);
        assert_eq!(SHELL.matches(MODEL).count(), 1);
        assert!(SHELL.find(TITLE) < SHELL.find(MODEL));
    }

    #[test]
    fn the_shell_loads_nothing() {
        assert!(SHELL.contains("default-src 'none'"));
        for link in ["src=\"", "href=\"http", "@import", "url(http"] {
            assert!(!SHELL.contains(link), "{link}");
        }
    }
}
