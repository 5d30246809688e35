//! Files that are made to do harm: each is refused with the byte at which it goes wrong.

use super::wire::{Blocks, bytes, header, int, message, varint};
use super::{Window, read_bytes, read_stream};
use crate::diagnostics::DiagnosticKind;
use crate::import::names::Names;
use crate::source::{Forward, Stream};

/// What is said of bytes.
fn refused(bytes: &[u8]) -> String {
    said(read_bytes(bytes))
}

/// What is said of a stream.
fn refused_stream(stream: impl Stream) -> String {
    said(read_stream(stream, 1_000_000))
}

fn said(read: Result<super::Read, Box<DiagnosticKind>>) -> String {
    read.err().expect("refused").to_string()
}

/// What is said of a file that is no model for a reason.
fn not_a_model(reason: &str) -> String {
    format!("`x.onnx` is not a model that can be imported: {reason}")
}

/// Wraps a message in others, from the innermost on.
fn nested(fields: &[u64], depth: usize) -> Vec<u8> {
    // Lengths from within, headers from without.
    let (mut headers, mut length) = (Vec::new(), 0);
    for field in fields.iter().rev().cycle().take(fields.len() * depth) {
        let header = header(*field, length);
        length += header.len() as u64;
        headers.push(header);
    }
    headers.into_iter().rev().flatten().collect()
}

#[test]
fn graphs_are_nested_32_deep_and_no_deeper() {
    // A graph's node's attribute's graph.
    let model = |depth| bytes(7, nested(&[1, 5, 6], depth));
    assert!(read_bytes(&model(31)).is_ok());
    for depth in [32, 200, 3_000, 20_000] {
        let message = refused(&model(depth));
        assert!(
            message.starts_with(
                "the limit for graphs within each other is 32, which `x.onnx` exceeds at byte "
            ),
            "{message}"
        );
    }
    // Types are not followed.
    let types = [bytes(1, "x"), bytes(2, nested(&[4, 1], 20_000))].concat();
    let read = read_bytes(&message(7, [bytes(11, types)])).expect("a model");
    assert!(read.model.graph.inputs[0].not_a_tensor);
}

#[test]
fn groups_are_skipped() {
    let [start, end] = [3, 4].map(|of| varint(9 << 3 | of));
    let group = |depth| [start.repeat(depth), int(1, 5), bytes(2, "x"), end.repeat(depth)].concat();
    let model = |group: Vec<u8>| [group, message(7, [])].concat();
    assert!(read_bytes(&model(group(1))).is_ok());
    assert!(read_bytes(&model(group(100))).is_ok());
    assert_eq!(
        refused(&model(group(101))),
        not_a_model("the field at byte 0 has groups that are nested too deeply")
    );
    assert_eq!(
        refused(&model(start.repeat(20_000))),
        not_a_model("the field at byte 0 has groups that are nested too deeply")
    );
    let other = varint(8 << 3 | 4);
    assert_eq!(
        refused(&model([start.clone(), other].concat())),
        not_a_model("the field at byte 0 has the number 8 and the wrong type 4")
    );
    assert_eq!(
        refused(&model(end)),
        not_a_model("the field at byte 0 has the number 9 and the wrong type 4")
    );
    assert!(refused(&start).contains("is truncated"));
}

#[test]
fn lengths_beyond_the_end_are_refused_before_anything_is_allocated() {
    for exponent in 40..=62 {
        let length = 1 << exponent;
        for field in [2, 6, 7, 8, 25] {
            let bytes = header(field, length);
            let expected = format!(
                "`x.onnx` is truncated: it ends after {} bytes, before its model does",
                bytes.len()
            );
            assert_eq!(refused(&bytes), expected);
            // A name is too long before it is found to be cut off.
            let streamed = refused_stream(Forward(&bytes[..]));
            let is_name = matches!(field, 2);
            assert_eq!(streamed.contains("bytes of a name is 65,536"), is_name, "{streamed}");
            assert!(is_name || streamed == expected, "{streamed}");
        }
        for field in [1, 2, 5, 11, 15] {
            let message = refused(&message(7, [header(field, length)]));
            assert!(
                message.contains("goes beyond the end of its message at byte ")
                    || message.contains("is truncated"),
                "{message}"
            );
        }
    }
    // A field that is longer than the message around it, in a file that is longer than both.
    let bytes = [message(7, [header(1, 3)]), bytes(6, "filling")].concat();
    assert_eq!(
        refused(&bytes),
        not_a_model("the field at byte 2 goes beyond the end of its message at byte 4")
    );
    assert!(refused(&header(6, u64::MAX)).contains("is truncated"));
    assert!(refused_stream(Forward(&header(6, u64::MAX)[..])).contains("is truncated"));
}

#[test]
fn numbers_end_within_10_bytes_and_within_their_message() {
    for count in [10, 11, 1_000_000] {
        let bytes = [vec![0x08], vec![0x80; count], message(7, [])].concat();
        assert_eq!(
            refused(&bytes),
            not_a_model("the field at byte 0 has a number of more than 10 bytes")
        );
    }
    assert!(read_bytes(&[vec![0x08], vec![0xff; 9], vec![0x01], message(7, [])].concat()).is_ok());
    let packed = message(7, [message(5, [bytes(1, [0x80])]), int(2, 0)]);
    assert!(
        refused(&packed).contains("goes beyond the end of its message"),
        "{}",
        refused(&packed)
    );
    let floats = message(7, [message(5, [int(2, 1), bytes(4, [0; 6])]), int(2, 0)]);
    assert!(
        refused(&floats).contains("goes beyond the end of its message"),
        "{}",
        refused(&floats)
    );
}

#[test]
fn many_empty_nodes_stop_at_the_limit() {
    const NODES: u64 = 50_000_000;
    let blocks =
        || Blocks::new([(header(7, 2 * NODES), 1), (message(1, []).repeat(5000), NODES / 5000)]);
    let expected = "the limit for nodes is 1,000,000, which `x.onnx` exceeds at byte 2,000,005";
    assert_eq!(refused_stream(blocks()), expected);
    let expected = "the limit for nodes is 1,000, which `x.onnx` exceeds at byte 2,005";
    assert_eq!(said(read_stream(blocks().endless(), 1_000)), expected);
    // Nodes of all graphs count together.
    let graphs =
        message(7, [message(1, [message(5, [message(6, [message(1, []), message(1, [])])])])]);
    assert!(read_stream(std::io::Cursor::new(&graphs), 3).is_ok());
    assert!(said(read_stream(std::io::Cursor::new(&graphs), 2)).contains("limit for nodes is 2"));
}

#[test]
fn long_names_dims_and_lists_of_attributes_are_refused() {
    let name = Blocks::new([
        (header(7, (60 << 20) + 5), 1),
        (header(2, 60 << 20), 1),
        (vec![b'x'; 1 << 20], 60),
    ]);
    let limit =
        |what: &str, byte| format!("the limit for {what}, which `x.onnx` exceeds at byte {byte}");
    assert_eq!(refused_stream(name), limit("bytes of a name is 65,536", 5));
    let dims = Blocks::new([
        (header(7, 50_000_010), 1),
        (header(5, 50_000_005), 1),
        (header(1, 50_000_000), 1),
        (vec![1; 1000], 50_000),
    ]);
    assert_eq!(refused_stream(dims), limit("axes of a tensor is 8", 10));
    let unpacked = message(7, [message(5, [int(1, 1).repeat(9)])]);
    assert_eq!(refused(&unpacked), limit("axes of a tensor is 8", 20));
    let symbols = message(2, [message(1, [message(2, [message(1, []).repeat(9)])])]);
    let shape = message(7, [message(11, [symbols])]);
    assert!(refused(&shape).contains("axes of a tensor is 8"), "{}", refused(&shape));
    let attributes = |count| message(7, [message(1, [message(5, []).repeat(count)])]);
    assert!(read_bytes(&attributes(64)).is_ok());
    assert!(refused(&attributes(65)).contains("attributes of a node is 64"));
    let operands = |count| message(7, [message(1, [bytes(1, "").repeat(count), bytes(2, "")])]);
    assert!(read_bytes(&operands(65_535)).is_ok());
    assert!(refused(&operands(65_536)).contains("inputs and outputs of a node is 65,536"));
    let negative = message(7, [message(5, [int(1, -1)])]);
    assert_eq!(refused(&negative), not_a_model("the field at byte 4 has an axis of size -1"));
}

#[test]
fn memory_is_bounded_whatever_is_kept() {
    let ints = message(1, [message(5, [bytes(8, [1; 60_000]), int(20, 7)])]);
    let raw = message(5, [int(2, 7), bytes(9, [0; 60_000])]);
    let nodes = message(1, []);
    let tensors = message(5, []);
    let values = message(13, []);
    let floats = message(1, [message(5, [bytes(7, [0; 60_000]), int(20, 6)])]);
    let texts = message(1, [message(5, [bytes(9, "").repeat(60_000), int(20, 8)])]);
    let operands = message(1, [bytes(1, "").repeat(60_000)]);
    let graphs = message(1, [message(5, [message(6, []), int(20, 5)])]);
    let attributes = message(1, [message(5, []).repeat(64)]);
    for block in [ints, raw, nodes, tensors, values, floats, texts, operands, graphs, attributes] {
        let count = 100_000;
        let length = block.len() as u64 * count;
        let stream = Blocks::new([(header(7, length), 1), (block, count)]);
        let mut window = Window::new("x.onnx", Box::new(stream));
        let read = super::super::read_within(&mut window, &mut Names::default(), count, 1 << 20);
        let message = read.expect_err("refused").to_string();
        assert!(
            message.contains("bytes of memory for nodes, names and small tensors is 1,048,576"),
            "{message}"
        );
        assert!(window.position() < 8 << 20, "{} bytes were read", window.position());
    }
}

#[test]
fn what_is_no_protobuf_is_refused() {
    assert_eq!(refused(b""), not_a_model("it holds no graph"));
    assert_eq!(refused(&[0; 1000]), not_a_model("the field at byte 0 has the number 0"));
    for text in ["network \"x\"; input 3x8x8", "ir_version: 8", "<!DOCTYPE html>", "{\"a\": 1}"] {
        assert!(refused(text.as_bytes()).contains("`x.onnx` is"), "{}", refused(text.as_bytes()));
    }
    // A TensorProto, such as the inputs that come with a test of an operator.
    let tensor = [int(1, 2), int(2, 1), bytes(9, [0; 8])].concat();
    assert_eq!(refused(&tensor), not_a_model("it holds no graph"));
}
