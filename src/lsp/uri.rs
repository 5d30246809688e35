//! From URIs to paths and back.
//!
//! A client may have files that are not on disk: `vscode-vfs://github/owner/my%20nets/a.net`. The first folder of
//! their paths is scheme and authority, as in `vscode-vfs:github/owner/my nets/a.net`, so that a file is found from
//! another as on disk.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What stands before the path of a file.
const SCHEME: &str = "file://";

/// The path of a file's URI. A text that has not been saved has a name instead, and lies in no folder.
pub fn path(uri: &str) -> PathBuf {
    let Some(rest) = uri.strip_prefix(SCHEME) else {
        let path = uri.replacen("://", ":", 1);
        return PathBuf::from(if path.contains('/') { decoded(&path) } else { path });
    };
    // A host before the path is this computer.
    let path = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or(rest);
    let path = decoded(path);
    match path.get(1..) {
        Some(rest) if has_drive(rest) => PathBuf::from(rest),
        _ => PathBuf::from(path),
    }
}

/// Whether a file lies in a folder, from which others can be found.
pub fn has_folder(path: &Path) -> bool {
    path.has_root() || scheme(&path.display().to_string()).is_some()
}

/// The URI of a file. A name that lies in no folder is a URI already.
pub fn uri(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    match text.as_str() {
        absolute if absolute.starts_with('/') => encoded(SCHEME, absolute),
        drive if has_drive(drive) => encoded("file:///", drive),
        other => match scheme(other) {
            Some((scheme, path)) if path.starts_with('/') => encoded(&format!("{scheme}:"), path),
            Some((scheme, path)) => encoded(&format!("{scheme}://"), path),
            None => text,
        },
    }
}

/// The scheme of a path that begins with one, and the rest, which begins with the authority.
fn scheme(path: &str) -> Option<(&str, &str)> {
    path.split_once(':').filter(|(scheme, rest)| !scheme.contains('/') && rest.contains('/'))
}

/// A path as the end of a URI.
fn encoded(front: &str, path: &str) -> String {
    let mut uri = front.to_owned();
    for byte in path.bytes() {
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
        for name in [
            "/a/b.net",
            "/a b/é#%.net",
            "C:/nets/x.net",
            "vscode-vfs:github/a b.net",
            "memfs:/a b.net",
        ] {
            assert_eq!(path(&uri(Path::new(name))), Path::new(name));
        }
        assert_eq!(uri(Path::new("/a b")), "file:///a%20b");
    }

    #[test]
    fn files_that_are_not_on_disk_lie_beside_each_other() {
        for (main, used) in [
            (
                "vscode-vfs://github/me/my%20nets/main.net",
                "vscode-vfs://github/me/my%20blocks/b.net",
            ),
            (
                "vscode-remote://ssh%2Bhost/nets/main.net",
                "vscode-remote://ssh%2Bhost/my%20blocks/b.net",
            ),
            ("memfs:/nets/main.net", "memfs:/my%20blocks/b.net"),
        ] {
            let main = path(main);
            let folder = main.parent().and_then(Path::parent).expect("two folders");
            let other = folder.join("my blocks/b.net");
            assert!(has_folder(&main) && has_folder(&other));
            assert_eq!(uri(&other), used);
            assert_eq!(path(used), other);
        }
        assert!(!has_folder(&path("untitled:Untitled-1")));
        assert!(!has_folder(Path::new("b.net")));
    }

    #[test]
    fn uris_as_clients_write_them_are_read() {
        assert_eq!(path("file:///c%3A/nets/x.net"), Path::new("c:/nets/x.net"));
        assert_eq!(path("file://localhost/x%2"), Path::new("/x%2"));
        assert_eq!(path("untitled:Untitled-1"), Path::new("untitled:Untitled-1"));
        assert_eq!(uri(Path::new("untitled:Untitled-1")), "untitled:Untitled-1");
    }
}
