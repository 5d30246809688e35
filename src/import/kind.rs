//! What a file holds, by its first bytes, and by its ending where these leave it open.

use std::path::Path;

use crate::diagnostics::Result;
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::import::ImportProblem;
use crate::source::Window;

/// What can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A network as text, or bytes that the reading of texts is to refuse.
    Network,
    /// An ONNX model, as it seems.
    Onnx,
    /// An archive of `torch.export`, as it seems.
    Pt2,
}

/// The kind of a file. The window stays where it is, at the beginning.
///
/// # Errors
/// When the file cannot be read, and when it holds a model of another kind, or no model although its
/// ending says so.
pub(crate) fn kind(window: &mut Window<'_>) -> Result<Kind> {
    let path = window.name().to_owned();
    let head = match window.peek(HEAD) {
        Ok(head) => head,
        Err(error) => {
            let reason = error.kind();
            return Err(FileProblem::Unreadable { path, reason, span: None }.into());
        }
    };
    let head = Head { bytes: head, ending: &ending(&path) };
    let is_model = ENDINGS.contains(&head.ending);
    let known = if head.is_text() { TEXTS } else { BINARIES };
    if head.is_text() && !is_model {
        return Ok(Kind::Network);
    }
    if head.is_exported() {
        return Ok(Kind::Pt2);
    }
    match known.iter().find(|format| (format.is)(&head)) {
        Some(format) => {
            let (reason, help) = (format!("it is {}", format.what), format.help.to_owned());
            Err(ImportProblem::NotAModel { path, reason, help }.into())
        }
        // Files begin with the version of the format, a field of a byte and its number.
        None if head.ending == "onnx" || head.begins(b"\x08") => Ok(Kind::Onnx),
        None if is_model => {
            let reason = "its first bytes are those of no known format".to_owned();
            Err(ImportProblem::NotAModel { path, reason, help: AGAIN.to_owned() }.into())
        }
        None => Ok(Kind::Network),
    }
}

/// How many bytes are looked at.
const HEAD: usize = 1 << 10;

/// The endings of models and of what is taken for them.
const ENDINGS: &[&str] = &[
    "bin",
    "ckpt",
    "gguf",
    "h5",
    "hdf5",
    "keras",
    "mlmodel",
    "onnx",
    "ort",
    "pb",
    "pkl",
    "pt",
    "pt2",
    "pth",
    "safetensors",
    "tflite",
];

/// Whether a name ends like that of a model.
pub fn is_model_name(name: &str) -> bool {
    ENDINGS.contains(&ending(name).as_str())
}

/// The ending of a file's name, in lower case.
fn ending(path: &str) -> String {
    let ending = Path::new(path).extension().unwrap_or_default();
    ending.to_string_lossy().to_ascii_lowercase()
}

/// The beginning of a file.
struct Head<'h> {
    bytes: &'h [u8],
    ending: &'h str,
}

impl Head<'_> {
    fn begins(&self, magic: &[u8]) -> bool {
        self.bytes.starts_with(magic)
    }

    /// Whether these bytes stand at a place.
    fn has(&self, at: usize, magic: &[u8]) -> bool {
        self.bytes.get(at..).is_some_and(|bytes| bytes.starts_with(magic))
    }

    fn ends(&self, endings: &[&str]) -> bool {
        endings.contains(&self.ending)
    }

    /// Whether it is text: UTF-8 without control characters, perhaps cut within a character.
    fn is_text(&self) -> bool {
        let is_cut = |error: std::str::Utf8Error| error.error_len().is_none();
        let control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
        let valid = str::from_utf8(self.bytes).map_or_else(is_cut, |_| true);
        valid && !self.bytes.iter().any(control)
    }

    /// Whether it is a text that begins with this, whatever the case.
    fn text_begins(&self, with: &str) -> bool {
        let text =
            self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(self.bytes).trim_ascii_start();
        text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
    }

    /// Whether it is a zip archive, and the name of its first file is such a one.
    fn zips(&self, is: impl Fn(&str) -> bool) -> bool {
        let name = self.bytes.get(26..28).and_then(|length| {
            let length = usize::from(u16::from_le_bytes(length.try_into().ok()?));
            str::from_utf8(self.bytes.get(30..)?.get(..length)?).ok()
        });
        self.begins(b"PK\x03\x04") && is(name.unwrap_or_default())
    }

    /// Whether it begins as an archive of `torch.export`. That of `torch.jit.save` may have the same ending.
    fn is_exported(&self) -> bool {
        // One folder has the name of the model; older archives have none.
        let folders = ["data/weights/", "data/constants/"];
        let is_part = |name: &str| {
            let inner = name.split_once('/').map_or("", |(_, inner)| inner);
            folders.iter().any(|folder| inner.starts_with(folder))
                || inner.strip_prefix("models/").is_some_and(|model| model.ends_with(".json"))
                || [name, inner].contains(&"archive_format")
                || name == "serialized_exported_program.json"
        };
        let is_pickle = |name: &str| name.ends_with("/data.pkl");
        self.zips(|name| is_part(name) || (self.ending == "pt2" && !is_pickle(name)))
    }

    /// Whether it begins with the length of the JSON that follows.
    fn is_safetensors(&self) -> bool {
        let length = self.bytes.first_chunk().map(|length| u64::from_le_bytes(*length));
        self.has(8, b"{\"") && length.is_some_and(|length| length < 1 << 27)
    }

    /// Whether it begins as TensorFlow's protobufs do: a graph with a node, a saved model with version 1,
    /// which was the version of ONNX for some weeks of 2017.
    fn is_tensorflow(&self) -> bool {
        let is_saved_model = self.begins(b"\x08\x01\x12");
        match self.ending {
            "pb" => is_saved_model || !self.begins(b"\x08"),
            ending => is_saved_model && ending != "onnx",
        }
    }
}

/// A format that is known and not read.
struct Format {
    /// What a file of this format is.
    what: &'static str,
    /// How a model that can be read is made of it.
    help: &'static str,
    is: fn(&Head<'_>) -> bool,
}

const AGAIN: &str = "export or download the model again, as ONNX";
const TORCH: &str = "load the model in Python and export it: `torch.export.save(torch.export.export(model.eval(), (torch.randn(1, 3, 224, 224),)), \"model.pt2\")`, or as ONNX: `torch.onnx.export(model.eval(), (torch.randn(1, 3, 224, 224),), \"model.onnx\")`";
const KERAS: &str = "export the model in Python: `model.export(\"model.onnx\", format=\"onnx\")`";
const WEIGHTS: &str = "export the model that these weights are for in Python: `torch.onnx.export(model, args, \"model.onnx\")`";

/// Binary formats; the first that fits is meant.
const BINARIES: &[Format] = &[
    Format {
        what: "a Keras model",
        help: KERAS,
        is: |head| head.zips(|name| head.ending == "keras" || name == "metadata.json"),
    },
    Format {
        what: "a PyTorch file of `torch.save` or `torch.jit.save`",
        help: TORCH,
        is: |head| {
            head.zips(|name| {
                name.ends_with("/data.pkl") || head.ends(&["bin", "ckpt", "pt", "pth"])
            })
        },
    },
    Format {
        what: "a zip archive",
        help: "unpack it and name the model in it",
        is: |head| head.begins(b"PK\x03\x04"),
    },
    Format {
        what: "a Python pickle, as `torch.save` writes it",
        help: TORCH,
        is: |head| head.begins(b"\x80") && matches!(head.bytes, [_, 2..=5, ..]),
    },
    Format {
        what: "an HDF5 file, as Keras writes it",
        help: KERAS,
        is: |head| head.begins(b"\x89HDF\r\n\x1a\n"),
    },
    Format {
        what: "a GGUF file, which holds weights and no graph",
        help: WEIGHTS,
        is: |head| head.begins(b"GGUF"),
    },
    Format {
        what: "a TensorFlow Lite model",
        help: "convert it: `python -m tf2onnx.convert --tflite model.tflite --output model.onnx`",
        is: |head| head.has(4, b"TFL3"),
    },
    Format {
        what: "a model in the format of ONNX Runtime",
        help: "use the ONNX model that it was made from",
        is: |head| head.has(4, b"ORTM"),
    },
    Format {
        what: "a safetensors file, which holds weights and no graph",
        help: WEIGHTS,
        is: |head| head.is_safetensors(),
    },
    Format {
        what: "a file compressed with gzip",
        help: "unpack it first with `gunzip`",
        is: |head| head.begins(b"\x1f\x8b"),
    },
    Format {
        what: "a Core ML model",
        help: "use the model that it was made from, as ONNX",
        is: |head| head.ending == "mlmodel",
    },
    Format {
        what: "a TensorFlow model",
        help: "convert it: `python -m tf2onnx.convert --saved-model FOLDER --output model.onnx`, or `--graphdef FILE` with its `--inputs` and `--outputs`",
        is: |head| head.is_tensorflow(),
    },
];

/// What files hold as text that should be models.
const TEXTS: &[Format] = &[
    Format { what: "empty", help: AGAIN, is: |head| head.bytes.is_empty() },
    Format {
        what: "a Git LFS pointer, which stands for the model",
        help: "fetch the model with `git lfs pull`",
        is: |head| head.text_begins("version https://git-lfs"),
    },
    Format {
        what: "an HTML page",
        help: "download the model itself: this is a web page, perhaps one that asks to sign in",
        is: |head| head.text_begins("<!doctype html") || head.text_begins("<html"),
    },
    Format {
        what: "an XML document",
        help: "download the model again: it may be what a server says about a failure",
        is: |head| head.text_begins("<"),
    },
    Format {
        what: "a JSON document",
        help: "download the model again: it may be what a server says about a failure",
        is: |head| head.text_begins("{") || head.text_begins("["),
    },
    Format {
        what: "the text form of an ONNX model",
        help: "convert it in Python: `onnx.save(onnx.load(\"model.txt\", format=\"textproto\"), \"model.onnx\")`",
        is: |head| head.text_begins("ir_version"),
    },
    Format {
        what: "a text",
        help: "if it is a network of this language, give it the ending `.net`; else export or download the model again",
        is: |_| true,
    },
];

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::source::Forward;

    /// The kind of a file of this name, or what is said of it.
    fn of(name: &str, bytes: &[u8]) -> Result<Kind, String> {
        let streamed = kind(&mut Window::new(name, Box::new(Forward(bytes))));
        let mut window = Window::new(name, Box::new(Cursor::new(bytes)));
        let found = kind(&mut window);
        assert_eq!(found, streamed);
        assert_eq!(
            (window.position(), window.exactly(bytes.len()).expect("all of it")),
            (0, bytes)
        );
        found.map_err(|problem| {
            let message = problem.to_string();
            let beginning = format!("`{name}` is not a model that can be imported: ");
            message.strip_prefix(&beginning).expect("the name").to_owned()
        })
    }

    fn is(name: &str, bytes: &[u8], what: &str) {
        assert_eq!(of(name, bytes), Err(format!("it is {what}")), "{name}");
    }

    /// The beginning of a zip archive, whose first file has this name.
    fn zip(name: &str) -> Vec<u8> {
        let length = u16::try_from(name.len()).expect("short").to_le_bytes();
        [b"PK\x03\x04", &[0; 22][..], &length, &[0, 0], name.as_bytes(), b"\x80\x02"].concat()
    }

    #[test]
    fn networks_and_onnx_models_are_read() {
        let network = "input 3x8x8\nrelu\n".as_bytes();
        for name in ["x.net", "<stdin>", "x", "x.txt", "x.json"] {
            assert_eq!(of(name, network), Ok(Kind::Network));
            assert_eq!(of(name, b""), Ok(Kind::Network));
        }
        let onnx = b"\x08\x08\x12\x07pytorch\x1a\x052.3.1:\x00";
        for name in ["x.onnx", "x.ONNX", "<stdin>", "x.pb", "x", "x.net"] {
            assert_eq!(of(name, onnx), Ok(Kind::Onnx));
        }
        // Fields in another order, and of the version that TensorFlow's files have.
        assert_eq!(of("x.onnx", b":\x02\x12\x00\x08\x08"), Ok(Kind::Onnx));
        assert_eq!(of("x.onnx", b"\x08\x01\x12\x06caffe2"), Ok(Kind::Onnx));
        // Text that is cut within a character, and what is no text at all, which its reading refuses.
        assert_eq!(of("x.net", "é".repeat(1000).as_bytes()), Ok(Kind::Network));
        assert_eq!(of("x.net", format!("a{}", "é".repeat(1000)).as_bytes()), Ok(Kind::Network));
        assert_eq!(of("x.net", b"relu # \xe9"), Ok(Kind::Network));
        assert_eq!(of("x.net", &[0; 100]), Ok(Kind::Network));
    }

    #[test]
    fn files_of_pytorch_and_keras_are_told_apart() {
        let saved = "a PyTorch file of `torch.save` or `torch.jit.save`";
        is("x.pt", &zip("archive/data.pkl"), saved);
        is("x.pth", &zip("resnet18/data.pkl"), saved);
        is("model", &zip("resnet18/data.pkl"), saved);
        is("x.onnx", &zip("resnet18/data.pkl"), saved);
        is(
            "x.pth",
            b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.",
            "a Python pickle, as `torch.save` writes it",
        );
        // What `torch.jit.save` writes may have the same ending.
        is("x.pt2", &zip("x/data.pkl"), saved);
        is("x.keras", &zip("metadata.json"), "a Keras model");
        is("x.h5", b"\x89HDF\r\n\x1a\n\x00", "an HDF5 file, as Keras writes it");
        is("x.onnx", &zip("model.onnx"), "a zip archive");
        is("x.zip", b"PK\x03\x04", "a zip archive");
    }

    #[test]
    fn programs_of_torch_export_are_read() {
        for name in ["x.pt2", "x.pt", "<stdin>", "x"] {
            for first in ["x/archive_format", "x/data/weights/weight_0", "x/models/model.json"] {
                assert_eq!(of(name, &zip(first)), Ok(Kind::Pt2));
            }
            assert_eq!(of(name, &zip("serialized_exported_program.json")), Ok(Kind::Pt2));
        }
        assert_eq!(of("x.pt2", &zip("version")), Ok(Kind::Pt2));
        // Folders of other archives.
        is("x.zip", &zip("a/models/model.onnx"), "a zip archive");
        is("x.zip", &zip("a/b/models/model.json"), "a zip archive");
    }

    #[test]
    fn other_formats_are_known_by_their_first_bytes() {
        is("x.gguf", b"GGUF\x03\x00\x00\x00", "a GGUF file, which holds weights and no graph");
        is("x.tflite", b"\x1c\x00\x00\x00TFL3\x14\x00", "a TensorFlow Lite model");
        is("x.ort", b"\x24\x00\x00\x00ORTM\x00", "a model in the format of ONNX Runtime");
        let safetensors = [&100_u64.to_le_bytes()[..], b"{\"w\":{\"dtype\":\"F32\"}}"].concat();
        is("x.bin", &safetensors, "a safetensors file, which holds weights and no graph");
        is("x.onnx.gz", b"\x1f\x8b\x08\x00", "a file compressed with gzip");
        is("x.mlmodel", b"\x08\x04\x12\x00", "a Core ML model");
        is("x.pb", b"\x0a\x10\x0a\x01x\x12\x0bPlaceholder", "a TensorFlow model");
        is("saved_model.pb", b"\x08\x01\x12\xff\x01\x0a", "a TensorFlow model");
        let unknown = Err("its first bytes are those of no known format".to_owned());
        assert_eq!(of("x.pt", &[0; 16]), unknown);
    }

    #[test]
    fn texts_that_are_named_as_models_are_refused() {
        is("x.onnx", b"", "empty");
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n";
        is("x.onnx", pointer, "a Git LFS pointer, which stands for the model");
        is("x.pt", pointer, "a Git LFS pointer, which stands for the model");
        is("x.onnx", b"\n<!DOCTYPE html>\n<html>", "an HTML page");
        is("x.onnx", b"<?xml version=\"1.0\"?><Error>", "an XML document");
        is("x.onnx", b"{\"error\": \"Not Found\"}", "a JSON document");
        is("x.onnx", b"ir_version: 8\nproducer_name", "the text form of an ONNX model");
        is("x.onnx", b"input 3x8x8\nrelu\n", "a text");
    }
}
