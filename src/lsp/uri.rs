//! From URIs to paths and back.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What stands before the path of a file.
const SCHEME: &str = "file://";

/// The path of a file's URI. Any other URI, such as that of a text that has not been saved, is a name
/// that no file has.
pub fn path(uri: &str) -> PathBuf {
    let Some(rest) = uri.strip_prefix(SCHEME) else { return PathBuf::from(uri) };
    // A host before the path is this computer.
    let path = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or(rest);
    let path = decoded(path);
    match path.get(1..) {
        Some(rest) if has_drive(rest) => PathBuf::from(rest),
        _ => PathBuf::from(path),
    }
}

/// The URI of a file. A name that is no absolute path is a URI already.
pub fn uri(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    let front = match text.as_str() {
        absolute if absolute.starts_with('/') => SCHEME,
        drive if has_drive(drive) => "file:///",
        _ => return text,
    };
    let mut uri = front.to_owned();
    for byte in text.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            letter if letter.is_ascii_alphanumeric() => uri.push(char::from(letter)),
            // A `String` takes all that is written.
            other => _ = write!(uri, "%{other:02X}"),
        }
    }
    uri
}

/// Whether a path begins with the letter of a drive.
fn has_drive(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && bytes.next() == Some(b':')
}

/// A text with each `%` and two digits replaced by the byte they stand for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_the_way_through_uris() {
        for name in ["/a/b.net", "/a b/é#%.net", "C:/nets/x.net"] {
            assert_eq!(path(&uri(Path::new(name))), Path::new(name));
        }
        assert_eq!(uri(Path::new("/a b")), "file:///a%20b");
    }

    #[test]
    fn uris_as_clients_write_them_are_read() {
        assert_eq!(path("file:///c%3A/nets/x.net"), Path::new("c:/nets/x.net"));
        assert_eq!(path("file://localhost/x%2"), Path::new("/x%2"));
        assert_eq!(path("untitled:Untitled-1"), Path::new("untitled:Untitled-1"));
        assert_eq!(uri(Path::new("untitled:Untitled-1")), "untitled:Untitled-1");
    }
}
