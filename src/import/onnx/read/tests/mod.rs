//! Models that are written here, byte by byte.

mod hostile;
mod wire;

use std::io::Cursor;

use wire::{Blocks, bytes, double, float, header, int, message, varint, varints};

use super::super::model::{AttributeValue, Dim, Model, Tensor, TensorData};
use super::read;
use crate::diagnostics::DiagnosticKind;
use crate::import::names::{Name, Names};
use crate::source::{Forward, Stream, Window};

/// A model that was read, with its names.
struct Read {
    model: Model,
    names: Names,
}

impl Read {
    fn text(&self, name: Name) -> &str {
        self.names.text(name)
    }

    fn texts(&self, names: &[Name]) -> Vec<&str> {
        names.iter().map(|name| self.text(*name)).collect()
    }
}

fn read_stream(stream: impl Stream, nodes: u64) -> Result<Read, Box<DiagnosticKind>> {
    let mut names = Names::default();
    let model = read(&mut Window::new("x.onnx", Box::new(stream)), &mut names, nodes)?;
    Ok(Read { model, names })
}

fn read_bytes(bytes: &[u8]) -> Result<Read, Box<DiagnosticKind>> {
    read_stream(Cursor::new(bytes), 1_000_000)
}

/// The only tensor of a model, of these fields.
fn tensor<const N: usize>(fields: [Vec<u8>; N]) -> Tensor {
    let read = read_bytes(&message(7, [message(5, fields)])).expect("a model");
    read.model.graph.initializers.into_iter().next().expect("a tensor")
}

/// The value of the only attribute of a node, of these fields.
fn attribute<const N: usize>(fields: [Vec<u8>; N]) -> AttributeValue {
    let read = read_bytes(&message(7, [message(1, [message(5, fields)])])).expect("a model");
    read.model.graph.nodes[0].attributes[0].value.clone()
}

/// A convolution with its weights, and a shape.
fn small() -> Vec<Vec<u8>> {
    let weights = message(
        5,
        [int(1, 8), int(1, 3), int(1, 1), int(1, 1), int(2, 1), bytes(8, "w"), bytes(9, [0; 96])],
    );
    let shape = message(5, [int(1, 2), int(2, 7), bytes(7, varints(&[0, -1])), bytes(8, "shape")]);
    let pads = message(5, [bytes(1, "pads"), bytes(8, varints(&[0, 0, 1, 1])), int(20, 7)]);
    let scopes = message(9, [bytes(1, "pkg.torch.onnx.name_scopes"), bytes(2, "['', 'features']")]);
    let trace = message(9, [bytes(1, "pkg.torch.onnx.stack_trace"), bytes(2, "File …")]);
    let conv = message(
        1,
        [bytes(1, "x"), bytes(1, "w"), bytes(2, "y"), bytes(4, "Conv"), pads, scopes, trace],
    );
    let reshape =
        message(1, [bytes(1, "y"), bytes(1, "shape"), bytes(2, "z"), bytes(4, "Reshape")]);
    let dims = [
        message(1, [bytes(2, "N")]),
        message(1, [int(1, 3)]),
        message(1, []),
        message(1, [bytes(2, "")]),
    ];
    let input =
        message(11, [bytes(1, "x"), message(2, [message(1, [int(1, 1), message(2, dims)])])]);
    let output = message(12, [bytes(1, "z")]);
    vec![
        int(1, 8),
        bytes(2, "pytorch"),
        bytes(3, "2.3.1"),
        message(7, [conv, reshape, bytes(2, "main"), weights, shape, input, output]),
        message(8, [bytes(1, ""), int(2, 17)]),
    ]
}

#[test]
fn a_model_is_read() {
    let read = read_bytes(&small().concat()).expect("a model");
    let Model { producer, producer_version, opsets, graph, functions } = &read.model;
    assert_eq!(read.texts(&[*producer, *producer_version]), ["pytorch", "2.3.1"]);
    assert_eq!(opsets[..], [(Name::EMPTY, 17)]);
    assert!(functions.is_empty());
    let [conv, reshape] = &graph.nodes[..] else { panic!("{graph:?}") };
    assert_eq!(read.texts(&[conv.op, conv.name, reshape.op]), ["Conv", "", "Reshape"]);
    assert_eq!(read.texts(&conv.inputs), ["x", "w"]);
    assert_eq!(read.texts(&conv.outputs), ["y"]);
    let scopes = conv.modules;
    assert_eq!(read.texts(&[scopes.paths, scopes.classes]), ["['', 'features']", ""]);
    assert_eq!(read.text(conv.attributes[0].name), "pads");
    assert!(
        matches!(&conv.attributes[0].value, AttributeValue::Ints(pads) if *pads == [0, 0, 1, 1])
    );
    let [weights, shape] = &graph.initializers[..] else { panic!("{graph:?}") };
    assert_eq!((&weights.dims[..], weights.data_type), (&[8, 3, 1, 1][..], 1));
    assert!(matches!(&shape.data, TensorData::Ints(ints) if **ints == [0, -1]));
    let dims = graph.inputs[0].dims.as_ref().expect("dims");
    let n = Dim::Symbol(read.names.find("N").expect("N"));
    assert_eq!(dims[..], [n, Dim::Known(3), Dim::Unknown, Dim::Unknown]);
    assert_eq!((graph.outputs[0].dims.as_ref(), graph.outputs[0].not_a_tensor), (None, false));
    assert_eq!(read.names.find("File …"), None);
}

#[test]
fn fields_may_come_in_any_order() {
    let mut fields = small();
    let [forward, backward] = [false, true].map(|reverse| {
        if reverse {
            fields.reverse();
        }
        let Read { model, names } = read_bytes(&fields.concat()).expect("a model");
        (names.text(model.producer).to_owned(), model.opsets, model.graph.nodes.len())
    });
    assert_eq!(forward, backward);
    // The type behind the values: only then is it known how many are kept.
    for (data_type, is_kept) in [(7, true), (1, false)] {
        let data = tensor([bytes(9, [0; 2000]), int(2, data_type)]).data;
        assert_eq!(matches!(data, TensorData::Raw(_)), is_kept, "{data:?}");
    }
    // The value of an entry before its key.
    let key = "pkg.torch.onnx.class_hierarchy";
    let entry = message(9, [bytes(2, "['Conv2d']"), bytes(1, key)]);
    let read = read_bytes(&message(7, [message(1, [entry])])).expect("a model");
    let classes = read.model.graph.nodes[0].modules.classes;
    assert_eq!(read.text(classes), "['Conv2d']");
}

#[test]
fn repeated_numbers_are_packed_or_not() {
    for ints in [bytes(7, varints(&[5, -6])), [int(7, 5), int(7, -6)].concat()] {
        let data = tensor([int(2, 7), ints]).data;
        assert!(matches!(&data, TensorData::Ints(ints) if **ints == [5, -6]), "{data:?}");
    }
    for dims in [bytes(1, varints(&[2, 300])), [int(1, 2), int(1, 300)].concat()] {
        assert_eq!(tensor([dims]).dims[..], [2, 300]);
    }
    let [one, two] = [1.5_f32, -2.0];
    let packed = [one.to_le_bytes(), two.to_le_bytes()].concat();
    for floats in [bytes(4, &packed), [float(4, one), float(4, two)].concat()] {
        let data = tensor([int(2, 1), floats]).data;
        assert!(matches!(&data, TensorData::Floats(floats) if **floats == [1.5, -2.0]), "{data:?}");
    }
    for floats in [bytes(7, &packed), [float(7, one), float(7, two)].concat()] {
        let value = attribute([floats, int(20, 6)]);
        assert!(matches!(&value, AttributeValue::Floats(it) if *it == [1.5, -2.0]), "{value:?}");
    }
    let data = tensor([int(2, 11), double(10, 0.1), bytes(10, 0.2_f64.to_le_bytes())]).data;
    assert!(matches!(&data, TensorData::Floats(floats) if **floats == [0.1, 0.2]), "{data:?}");
}

#[test]
fn numbers_keep_their_sign_and_width() {
    // Some writers give a negative `int32` five bytes rather than ten.
    let short = [varint(5 << 3), varint(0xffff_fffe)].concat();
    let data = tensor([int(2, 6), int(5, -1), short]).data;
    assert!(matches!(&data, TensorData::Ints(ints) if **ints == [-1, -2]), "{data:?}");
    let data = tensor([int(2, 13), int(11, -1)]).data;
    assert!(matches!(&data, TensorData::Ints(ints) if **ints == [u64::MAX.cast_signed()]));
}

#[test]
fn small_values_are_kept_and_large_ones_skipped() {
    let raw = |data_type, count| tensor([int(2, data_type), bytes(9, vec![1; count])]).data;
    // Floats and quantised weights; integers and truth values.
    for (data_types, most) in [(&[1, 2, 3, 10, 11, 16][..], 1 << 10), (&[6, 7, 9], 64 << 10)] {
        for data_type in data_types {
            let data = raw(*data_type, most);
            assert!(matches!(&data, TensorData::Raw(raw) if raw.len() == most), "{data:?}");
            assert!(matches!(raw(*data_type, most + 1), TensorData::Skipped));
        }
    }
    assert!(matches!(tensor([int(2, 1), bytes(4, vec![0; 1028])]).data, TensorData::Skipped));
    assert!(matches!(tensor([int(2, 7), bytes(7, vec![0; 70_000])]).data, TensorData::Skipped));
    let unpacked = [float(4, 0.0)].concat().repeat(257);
    assert!(matches!(tensor([int(2, 1), unpacked]).data, TensorData::Skipped));
    assert!(matches!(tensor([int(2, 1), int(1, 0)]).data, TensorData::Nothing));
    assert!(
        matches!(tensor([int(2, 7), bytes(9, [])]).data, TensorData::Raw(raw) if raw.is_empty())
    );
}

#[test]
fn weights_elsewhere_and_sparse_weights_have_dims() {
    let location = message(13, [bytes(1, "location"), bytes(2, "/etc/passwd")]);
    let external = tensor([int(1, 5), int(2, 1), location, int(14, 1)]);
    assert!(matches!(external.data, TensorData::External));
    let values = message(1, [int(1, 2), int(2, 1), bytes(8, "s"), bytes(9, [0; 8])]);
    let sparse = message(15, [values, message(2, [int(1, 2)]), int(3, 30), int(3, 40)]);
    let read = read_bytes(&message(7, [sparse])).expect("a model");
    let [tensor] = &read.model.graph.initializers[..] else { panic!("{:?}", read.model) };
    assert_eq!((read.text(tensor.name), &tensor.dims[..]), ("s", &[30, 40][..]));
    assert_eq!(tensor.data_type, 1);
    assert!(matches!(tensor.data, TensorData::Skipped));
}

#[test]
fn attributes_have_values_of_their_type() {
    use AttributeValue::{Float, Graph, Int, Ints, OfFunction, Other, Text, Texts};
    assert!(matches!(attribute([float(2, 0.5), int(20, 1)]), Float(0.5)));
    assert!(matches!(attribute([int(3, -7), int(20, 2)]), Int(-7)));
    assert!(matches!(attribute([bytes(4, "SAME"), int(20, 3)]), Text(text) if *text == *"SAME"));
    let texts = attribute([bytes(9, "Tanh"), bytes(9, "Relu"), int(20, 8)]);
    assert!(matches!(texts, Texts(texts) if texts == ["Tanh".into(), "Relu".into()]));
    assert!(
        matches!(attribute([bytes(21, "axis"), int(20, 2)]), OfFunction(name) if !name.is_empty())
    );
    let tensor = attribute([message(5, [int(1, 3), int(2, 7), bytes(9, [0; 24])]), int(20, 4)]);
    assert!(matches!(tensor, AttributeValue::Tensor(tensor) if tensor.dims[..] == [3]));
    let graph = attribute([message(6, [message(1, [bytes(4, "Add")])]), int(20, 5)]);
    assert!(matches!(graph, Graph(graph) if graph.nodes.len() == 1));
    // Without a type, as in the first files; and without a value, as writers leave out zeros.
    assert!(matches!(attribute([int(3, 4)]), Int(4)));
    assert!(matches!(attribute([int(20, 2)]), Int(0)));
    assert!(matches!(attribute([int(20, 7)]), Ints(ints) if ints.is_empty()));
    // What is of no use here.
    assert!(matches!(attribute([message(14, [message(1, [])]), int(20, 13)]), Other));
    assert!(matches!(attribute([bytes(4, vec![b'x'; 70_000]), int(20, 3)]), Other));
    assert!(matches!(attribute([bytes(8, vec![1; 70_000]), int(20, 7)]), Other));
    assert!(matches!(attribute([bytes(9, "x").repeat(70_000), int(20, 8)]), Other));
}

#[test]
fn functions_and_what_is_no_tensor_are_read() {
    let call = message(7, [bytes(4, "Mul"), message(5, [bytes(1, "a"), bytes(21, "b")])]);
    let default = message(11, [bytes(1, "b"), int(3, 1), int(20, 2)]);
    let opset = message(9, [int(2, 18)]);
    let function = message(
        25,
        [
            bytes(1, "f"),
            bytes(4, "x"),
            bytes(5, "y"),
            bytes(6, "b"),
            call,
            opset,
            bytes(10, "d"),
            default,
        ],
    );
    let sequence = message(4, [message(1, [message(1, [int(1, 1)])])]);
    let input = message(11, [bytes(1, "list"), message(2, [sequence])]);
    let read = read_bytes(&[function, message(7, [input])].concat()).expect("a model");
    assert!(read.model.graph.inputs[0].not_a_tensor);
    let [function] = &read.model.functions[..] else { panic!("{:?}", read.model) };
    assert_eq!(read.texts(&[function.domain, function.name]), ["d", "f"]);
    assert_eq!([read.texts(&function.inputs), read.texts(&function.outputs)], [["x"], ["y"]]);
    assert_eq!((function.nodes.len(), function.attributes.len()), (1, 1));
    assert_eq!(function.opsets[..], [(Name::EMPTY, 18)]);
}

#[test]
fn a_graph_in_parts_is_one_graph() {
    let part = |op| message(7, [message(1, [bytes(4, op)])]);
    let read = read_bytes(&[part("Relu"), part("Tanh")].concat()).expect("a model");
    let ops: Vec<Name> = read.model.graph.nodes.iter().map(|node| node.op).collect();
    assert_eq!(read.texts(&ops), ["Relu", "Tanh"]);
}

#[test]
fn names_that_are_not_utf_8_stay_apart() {
    let input = |name: &[u8]| message(11, [bytes(1, name)]);
    let read = read_bytes(&message(7, [input(b"\xff"), input(b"\xfe")])).expect("a model");
    let names: Vec<Name> = read.model.graph.inputs.iter().map(|input| input.name).collect();
    assert_eq!(read.texts(&names), ["\\xff", "\\xfe"]);
}

#[test]
fn weights_are_never_read() {
    const WEIGHTS: u64 = 10 << 30;
    let tensor = [int(2, 1), bytes(8, "w"), header(9, WEIGHTS)].concat();
    let node = message(1, [bytes(4, "Relu")]);
    let length = tensor.len() as u64 + WEIGHTS;
    let head = header(5, length);
    let graph = header(7, head.len() as u64 + length + node.len() as u64);
    let blocks =
        [([graph, head, tensor].concat(), 1), (vec![0; 1 << 10], WEIGHTS >> 10), (node, 1)];
    let stream = Blocks::new(blocks);
    let bytes = std::rc::Rc::clone(&stream.read);
    let read = read_stream(stream, 1).expect("a model");
    assert_eq!(read.text(read.model.graph.nodes[0].op), "Relu");
    assert!(bytes.get() <= 2 * (4 << 10), "{} bytes read", bytes.get());
}

#[test]
fn a_file_cut_off_anywhere_is_truncated() {
    let fields = small();
    let whole = fields.concat();
    // A model may end behind its graph and behind what follows it; before, it has no graph.
    let ends: Vec<usize> = (0..=fields.len()).map(|count| fields[..count].concat().len()).collect();
    for length in 0..=whole.len() {
        let part = &whole[..length];
        for read in [read_bytes(part), read_stream(Forward(part), 10)] {
            let code = match read {
                Ok(_) => None,
                Err(error) => miette::Diagnostic::code(&*error).map(|code| code.to_string()),
            };
            let expected = match ends.iter().position(|end| *end == length) {
                Some(count) if count >= 4 => None,
                Some(_) => Some("net::import::not_a_model"),
                None => Some("net::import::truncated"),
            };
            assert_eq!(code.as_deref(), expected, "{length} of {} bytes", whole.len());
        }
    }
}
