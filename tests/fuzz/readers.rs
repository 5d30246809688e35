//! Models read by the importer and by another reader, `onnx-rs`, which find the same.

use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};
use std::fmt::{self, Write as _};
use std::io::Cursor;
use std::mem::{Discriminant, discriminant};

use netcost::internals::import;
use netcost::internals::source::Window;
use onnx_rs::ast::{
    Attribute, AttributeType, Dimension, Function, Graph, Model, Node, OperatorSetId, TensorProto,
    TypeValue, ValueInfo,
};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::fuzz::models::{self, Field, Kind, Value};

/// What the importer's reader finds, if it takes the model.
fn ours(model: &[u8]) -> Option<String> {
    import::outline(&mut Window::new("model", Box::new(Cursor::new(model))), 1_000_000).ok()
}

/// What the other reader finds, if it takes the model and every attribute states its type.
fn theirs(model: &[u8]) -> Option<String> {
    let model = onnx_rs::parse(model).ok()?;
    let mut outline = Outline(String::new());
    outline.model(&model).ok()?;
    Some(outline.0)
}

/// The lines of the importer's outline.
struct Outline(String);

impl Outline {
    fn model(&mut self, model: &Model<'_>) -> fmt::Result {
        self.opsets(&model.opset_import)?;
        self.graph(model.graph.as_ref().ok_or(fmt::Error)?)?;
        model.functions.iter().try_for_each(|function| self.function(function))
    }

    fn opsets(&mut self, opsets: &[OperatorSetId<'_>]) -> fmt::Result {
        let mut opsets = opsets.iter();
        opsets.try_for_each(|it| writeln!(self.0, "opset {:?} {}", it.domain, it.version))
    }

    fn graph(&mut self, graph: &Graph<'_>) -> fmt::Result {
        for (what, infos) in
            [("input", &graph.input), ("output", &graph.output), ("value", &graph.value_info)]
        {
            infos.iter().try_for_each(|info| self.info(what, info))?;
        }
        graph.initializer.iter().try_for_each(|tensor| self.tensor("stored", tensor))?;
        graph.node.iter().try_for_each(|node| self.node(node))
    }

    fn info(&mut self, what: &str, info: &ValueInfo<'_>) -> fmt::Result {
        let tensor = match info.r#type.as_ref().and_then(|of| of.value.as_ref()) {
            None => None,
            Some(TypeValue::Tensor(tensor)) => Some(tensor),
            Some(_) => return writeln!(self.0, "{what} {:?} no tensor", info.name),
        };
        let data_type = tensor.map_or(0, |tensor| tensor.elem_type as i32);
        let dims = tensor.and_then(|tensor| tensor.shape.as_ref()).map(|shape| {
            let dim = |dim: &Dimension<'_>| match dim {
                Dimension::Value(size) => size.to_string(),
                Dimension::Param("") => "0".to_owned(),
                Dimension::Param(name) => format!("{name:?}"),
            };
            shape.dim.iter().map(|it| dim(&it.value)).collect::<Vec<_>>()
        });
        writeln!(self.0, "{what} {:?} {data_type} {dims:?}", info.name)
    }

    fn tensor(&mut self, what: &str, tensor: &TensorProto<'_>) -> fmt::Result {
        let (data_type, dims) = (tensor.data_type() as i32, tensor.dims());
        writeln!(self.0, "{what} {:?} {data_type} {dims:?}", tensor.name())
    }

    fn node(&mut self, node: &Node<'_>) -> fmt::Result {
        let Node { op_type, domain, overload, name, input, output, .. } = node;
        let op = op_type.as_str();
        writeln!(self.0, "node {op:?} {domain:?} {overload:?} {name:?} {input:?} {output:?}")?;
        node.attribute.iter().try_for_each(|attribute| self.attribute(attribute))
    }

    fn attribute(&mut self, attribute: &Attribute<'_>) -> fmt::Result {
        write!(self.0, "attribute {:?} ", attribute.name)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match (attribute.r#type, &attribute.t, &attribute.g) {
            _ if !attribute.ref_attr_name.is_empty() => {
                writeln!(self.0, "of {:?}", attribute.ref_attr_name)
            }
            (AttributeType::Undefined, ..) => Err(fmt::Error),
            (AttributeType::Int, ..) => writeln!(self.0, "{}", attribute.i),
            (AttributeType::Float, ..) => writeln!(self.0, "{:?}", attribute.f),
            (AttributeType::String, ..) => writeln!(self.0, "{:?}", text(attribute.s)),
            (AttributeType::Ints, ..) => writeln!(self.0, "{:?}", attribute.ints),
            (AttributeType::Floats, ..) => writeln!(self.0, "{:?}", attribute.floats),
            (AttributeType::Strings, ..) => {
                let texts: Vec<_> = attribute.strings.iter().map(|it| text(it)).collect();
                writeln!(self.0, "{texts:?}")
            }
            (AttributeType::Tensor, Some(tensor), _) => self.tensor("tensor", tensor),
            (AttributeType::Graph, _, Some(graph)) => {
                self.0.push_str("graph\n");
                self.graph(graph)?;
                writeln!(self.0, "end")
            }
            _ => writeln!(self.0, "other"),
        }
    }

    fn function(&mut self, function: &Function<'_>) -> fmt::Result {
        let Function { domain, name, input, output, .. } = function;
        writeln!(self.0, "function {domain:?} {name:?} {input:?} {output:?}")?;
        self.opsets(&function.opset_import)?;
        function.node.iter().try_for_each(|node| self.node(node))
    }
}

/// Where a field stands, how it is written, and which message it is.
type Form = (u8, u64, Discriminant<Value>, Option<u8>);

/// The forms of all fields; `None` if a message that may occur once is there twice, which the other reader does not
/// merge.
fn forms(kind: Kind, fields: &[Field], forms: &mut HashSet<Form>) -> Option<()> {
    let mut once = BTreeSet::new();
    for field in fields {
        let inner = match field.value {
            Value::Message(inner, _) => Some(inner as u8),
            _ => None,
        };
        forms.insert((kind as u8, field.number, discriminant(&field.value), inner));
        let Value::Message(inner, fields) = &field.value else { continue };
        let many = matches!(kind, Kind::Graph | Kind::Node | Kind::Function | Kind::Shape);
        let many = many || matches!((kind, field.number), (Kind::Model, 8 | 25));
        if !many && !once.insert(field.number) {
            return None;
        }
        self::forms(*inner, fields, forms)?;
    }
    Some(())
}

#[test]
fn readers_agree_on_models() {
    let mut compared = 0;
    for model in models::all() {
        let model = models::write(model);
        let Some(theirs) = theirs(&model) else { continue };
        assert_eq!(ours(&model).as_deref(), Some(&*theirs));
        compared += 1;
    }
    // The other reader does not know the types of 2 bits and of 8 bits without a fraction.
    let all = models::all().len();
    assert!(compared * 50 > all * 49, "{compared} of {all}");
}

#[test]
fn readers_agree_on_changed_models() {
    let mut known = HashSet::new();
    models::all().iter().for_each(|model| {
        forms(Kind::Model, model, &mut known).expect("a message occurs once");
    });
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let record = prop::collection::vec(any::<[u8; 8]>(), 0..40).prop_map(|bytes| bytes.concat());
    let compared = Cell::new(0_u32);
    let result = TestRunner::new(config).run(&record, |record| {
        let model = models::changed(&record);
        let mut own = HashSet::new();
        let plain = forms(Kind::Model, &model, &mut own).is_some() && own.is_subset(&known);
        let model = models::write(&model);
        if let (true, Some(ours), Some(theirs)) = (plain, ours(&model), theirs(&model)) {
            assert_eq!(ours, theirs);
            compared.set(compared.get() + 1);
        }
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    println!("compared: {}", compared.get());
    assert!(compared.get() > 0, "they were never compared");
}
