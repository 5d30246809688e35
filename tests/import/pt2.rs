//! Archives of `torch.export`: what is read of them, and what is refused.

use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

use netcost::Sources;
use netcost::internals::import::{self, ImportOptions, ImportedText};
use netcost::internals::source::{Forward, Stream, Window};

use super::archive::Archive;
use super::changes;
use super::imported::{options, report};
use super::unpacked;

/// An archive of a graph, with some weights.
pub(super) fn archive(name: &str, graph: &[u8]) -> Vec<u8> {
    let archive = Archive::default().file(&format!("{name}/data/weights/weight_0"), &[7; 1000]);
    let archive = archive.file(&format!("{name}/models/model.json"), graph);
    archive.file(&format!("{name}/archive_format"), b"pt2").finish()
}

pub(super) fn text(
    name: &str,
    model: &[u8],
    options: &ImportOptions,
) -> Result<ImportedText, String> {
    imported_from(name, Box::new(Cursor::new(model.to_vec())), options)
}

fn imported_from(
    name: &str,
    stream: Box<dyn Stream>,
    options: &ImportOptions,
) -> Result<ImportedText, String> {
    let (sources, mut window) = (Sources::new(), Window::new(name, stream));
    import::import(&sources, &mut window, name, name, options)
        .map_err(|problems| problems.iter().map(|problem| format!("{}; ", problem.kind)).collect())
}

/// A stream that adds up how many bytes are read.
struct Counted {
    bytes: Cursor<Vec<u8>>,
    read: Rc<Cell<usize>>,
}

impl Read for Counted {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(bytes)?;
        self.read.set(self.read.get() + read);
        Ok(read)
    }
}

impl Stream for Counted {
    fn skip(&mut self, bytes: u64) -> io::Result<u64> {
        self.bytes.skip(bytes)
    }

    fn left(&self) -> Option<u64> {
        self.bytes.left()
    }

    fn go_to(&mut self, position: u64) -> io::Result<()> {
        self.bytes.go_to(position)
    }
}

#[test]
fn weights_are_not_read() {
    let graph = unpacked("pt2/squeezenet1_0.json.gz");
    let weights = vec![0; 8 << 20];
    let archive = Archive::default().file("x/data/weights/weight_0", &weights);
    let archive =
        archive.file("x/models/model.json", &graph).file("x/data/weights/weight_1", &weights);
    let (read, bytes) = (Rc::new(Cell::new(0)), Cursor::new(archive.finish()));
    let stream = Counted { bytes, read: Rc::clone(&read) };
    imported_from("x", Box::new(stream), &options()).expect("a network");
    // What is at the end of the archive, and what is read at once before and after the graph.
    let most = graph.len() + (65 << 10) + (256 << 10);
    assert!(read.get() < most, "{} bytes were read, not {most} at most", read.get());
}

#[test]
fn archives_of_other_forms_are_read() {
    let graph = unpacked("pt2/alexnet_torchvision.json.gz");
    let whole = text("alexnet", &archive("alexnet", &graph), &options()).expect("a network");
    let early = Archive::default()
        .file("version", b"8.20")
        .file("serialized_exported_program.json", &graph)
        .file("serialized_state_dict.pt", b"");
    // Its first file does not say what it is: the ending does.
    let packed = Archive::default().deflated("alexnet/models/model.json", &graph);
    for archive in [early.finish(), packed.finish()] {
        let other = imported_from("alexnet.pt2", Box::new(Cursor::new(archive)), &options());
        assert_eq!(other.expect("a network").layers(), whole.layers());
    }
    let piped = Box::new(Forward(Cursor::new(archive("alexnet", &graph))));
    assert_eq!(imported_from("alexnet", piped, &options()).expect("a network").text, whole.text);
}

/// A graph of an otherwise valid file, changed.
fn changed(from: &str, to: &str) -> Result<ImportedText, String> {
    let graph = String::from_utf8(unpacked("pt2/alexnet_torchvision.json.gz")).expect("text");
    assert!(graph.contains(from), "there is no {from}");
    text("x.pt2", &archive("x", graph.replacen(from, to, 1).as_bytes()), &options())
}

#[test]
fn other_versions_are_refused_by_name() {
    let problem = changed("\"major\":8", "\"major\":9").expect_err("another version");
    assert!(problem.contains("version 9.20 of the structures of `torch.export`"), "{problem}");
    changed("\"minor\":20", "\"minor\":99").expect("a minor version");
}

#[test]
fn what_is_not_known_is_said() {
    let text = changed("aten.relu_.default", "aten.no_such.default").expect("a network");
    assert_eq!(text.about.unknown, [("aten.no_such.default".to_owned(), 1)]);
    assert!(
        text.text.contains("custom \"aten.no_such.default\" 64x55x55 unknown"),
        "{}",
        text.text
    );
    // A node that would make another shape than the file states is not counted by its definition.
    let text = changed("{\"as_ints\":[4,4]}", "{\"as_ints\":[5,5]}").expect("a network");
    assert_eq!(text.about.unknown, [("aten.conv2d.default".to_owned(), 1)]);
}

#[test]
fn damaged_graphs_are_refused() {
    let deep = "{\"as_graph\":{\"graph\":{\"inputs\":[".repeat(1000) + &"]}}}".repeat(1000);
    for (from, to, said) in [
        (
            "{\"as_tensor\":{\"name\":\"x\"}}",
            "{\"as_tensor\": 5}",
            "is not what `torch.export` writes",
        ),
        ("{\"as_tensor\":{\"name\":\"x\"}}", "{}", "an argument without a kind"),
        ("{\"as_tensor\":{\"name\":\"x\"}}", &deep, "recursion limit exceeded"),
        ("\"nodes\":[", "\"nodes\":[],\"nodes\":[", "duplicate field `nodes`"),
        (
            "\"outputs\":[{\"as_tensor\":{\"name\":\"conv2d\"}",
            "\"outputs\":[{\"as_tensor\":{\"name\":\"x\"}",
            "is made twice",
        ),
        ("{\"as_ints\":[4,4]}", "{\"as_ints\":[0,0]}", "needs 2 numbers of 1 to 2147483647"),
    ] {
        let problem = changed(from, to).err().unwrap_or_default();
        assert!(problem.contains(said), "{to:.60}: {problem}");
    }
}

/// Names that are made again are no views of themselves.
#[test]
fn circles_of_names_are_refused() {
    let graph = String::from_utf8(unpacked("pt2/alexnet_torchvision.json.gz")).expect("text");
    let circle = ["relu_", "conv2d_1", "relu__1"]
        .into_iter()
        .fold(graph, |graph, name| graph.replace(&format!("\"{name}\""), "\"conv2d\""));
    let problem = text("x.pt2", &archive("x", circle.as_bytes()), &options()).err();
    assert!(problem.as_ref().is_some_and(|it| it.contains("is made twice")), "{problem:?}");
}

#[test]
fn sizes_of_parameters_are_numbers() {
    let problem = changed(
        "\"sizes\":[{\"as_int\":64},{\"as_int\":3}",
        "\"sizes\":[{\"as_int\":-64},{\"as_int\":3}",
    );
    assert!(problem.is_err(), "a negative size");
}

/// Whatever is changed, there is a network or a message.
#[test]
fn damaged_archives_are_refused() {
    let graph = unpacked("pt2/alexnet_torchvision.json.gz");
    let whole = archive("x", &graph);
    let tail = whole.len() - 600;
    for at in tail..whole.len() {
        for byte in [0, 0x7f, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            let _ = text("x.pt2", &bytes, &options());
        }
        let problem = text("x.pt2", &whole[..at], &options()).expect_err("a part");
        assert!(problem.contains("truncated") || problem.contains("damaged"), "{problem}");
    }
    for (archive, said) in [
        (Archive::default().file("x/data/weights/weight_0", b""), "without a graph"),
        (Archive::default().file("x/data/aotinductor/model/x.so", b""), "compiled by AOTInductor"),
        (Archive::default().file("x/models/a.json", b"").file("x/models/b.json", b""), "2 graphs"),
        (Archive::default().file("x/models/a.json", b"{}"), "missing field `schema_version`"),
    ] {
        let problem = text("x.pt2", &archive.finish(), &options()).expect_err("no program");
        assert!(problem.contains(said), "{problem}");
    }
}

/// A file of a few kilobytes that becomes gigabytes is refused before.
#[test]
fn a_bomb_is_refused() {
    let spaces = vec![b' '; 64 << 20];
    let bytes = Archive::default().deflated("x/models/model.json", &spaces).finish();
    let mut large = bytes.clone();
    let at = large.windows(8).rposition(|it| it == (64_u64 << 20).to_le_bytes()).expect("a size");
    large[at..at + 8].copy_from_slice(&(1_u64 << 40).to_le_bytes());
    let problem = text("x.pt2", &large, &options()).expect_err("too large");
    assert!(problem.contains("the limit for bytes of a graph"), "{problem}");
    // What it says is less than what it is.
    large[at..at + 8].copy_from_slice(&1000_u64.to_le_bytes());
    let problem = text("x.pt2", &large, &options()).expect_err("another size");
    assert!(problem.contains("damaged"), "{problem}");
}

/// Whatever a graph says, there is a text that makes what the importer says, or a message.
#[test]
fn any_graph_is_imported_or_refused() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % most.max(1) as u64).expect("small")
    };
    let mut imported = 0;
    for name in ["functions", "convolutions", "lstm", "decoder_dynamic", "in_place_decomposed"] {
        let packed = unpacked(&format!("programs/{name}.json.gz"));
        let parts: serde_json::Value = serde_json::from_slice(&packed).expect("JSON");
        let graph = parts["model"].to_string();
        let open = vec![("s27".to_owned(), vec![9.0])];
        let values = if name.contains("dynamic") { open } else { Vec::new() };
        let options = ImportOptions { values, ..options() };
        for _ in 0..100 {
            let mut graph = changes::changed(&graph, &mut random);
            if random(2) == 0 {
                graph = changes::changed(&graph, &mut random);
            }
            if let Ok(text) = text("x", &archive("x", graph.as_bytes()), &options) {
                report(&text).unwrap_or_else(|problem| panic!("{name}: {problem}"));
                imported += 1;
            }
        }
    }
    assert!((50..450).contains(&imported), "{imported} graphs of 500 were imported");
}
