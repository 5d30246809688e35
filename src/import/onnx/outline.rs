//! What the reader finds in a model, as text: tests compare it with what other readers find.

use std::fmt::{self, Write as _};

use super::model::{
    Attribute, AttributeValue, Dim, Function, Graph, Model, Node, Tensor, ValueInfo,
};
use crate::import::names::{Name, Names};

/// A line for each thing, in the order of the file: opsets, functions, inputs, outputs, stated types, initialisers and
/// nodes, with attributes and inner graphs in the lines after a node.
pub(super) fn outline(model: &Model, names: &Names) -> String {
    let mut outline = Outline { text: String::new(), names };
    // Writing to a text does not fail.
    _ = outline.model(model);
    outline.text
}

struct Outline<'n> {
    text: String,
    names: &'n Names,
}

impl Outline<'_> {
    fn model(&mut self, model: &Model) -> fmt::Result {
        self.opsets(&model.opsets)?;
        self.graph(&model.graph)?;
        model.functions.iter().try_for_each(|function| self.function(function))
    }

    fn opsets(&mut self, opsets: &[(Name, i64)]) -> fmt::Result {
        for (domain, version) in opsets {
            let domain = self.names.text(*domain);
            writeln!(self.text, "opset {domain:?} {version}")?;
        }
        Ok(())
    }

    fn graph(&mut self, graph: &Graph) -> fmt::Result {
        for (what, infos) in
            [("input", &graph.inputs), ("output", &graph.outputs), ("value", &graph.value_info)]
        {
            infos.iter().try_for_each(|info| self.info(what, info))?;
        }
        graph.initializers.iter().try_for_each(|tensor| self.tensor("stored", tensor))?;
        graph.nodes.iter().try_for_each(|node| self.node(node))
    }

    fn info(&mut self, what: &str, info: &ValueInfo) -> fmt::Result {
        let name = self.names.text(info.name);
        if info.not_a_tensor {
            return writeln!(self.text, "{what} {name:?} no tensor");
        }
        let dim = |dim: &Dim| match dim {
            Dim::Known(size) => size.to_string(),
            Dim::Symbol(name) => format!("{:?}", self.names.text(*name)),
            Dim::Unknown => "0".to_owned(),
        };
        let dims = info.dims.as_ref().map(|dims| dims.iter().map(dim).collect::<Vec<_>>());
        writeln!(self.text, "{what} {name:?} {} {dims:?}", info.data_type)
    }

    fn tensor(&mut self, what: &str, tensor: &Tensor) -> fmt::Result {
        let name = self.names.text(tensor.name);
        writeln!(self.text, "{what} {name:?} {} {:?}", tensor.data_type, tensor.dims.as_slice())
    }

    fn node(&mut self, node: &Node) -> fmt::Result {
        let text = |name: &Name| self.names.text(*name);
        let inputs: Vec<&str> = node.inputs.iter().map(text).collect();
        let outputs: Vec<&str> = node.outputs.iter().map(text).collect();
        let [op, domain, overload, name] =
            [&node.op, &node.domain, &node.overload, &node.name].map(text);
        writeln!(self.text, "node {op:?} {domain:?} {overload:?} {name:?} {inputs:?} {outputs:?}")?;
        node.attributes.iter().try_for_each(|attribute| self.attribute(attribute))
    }

    fn attribute(&mut self, attribute: &Attribute) -> fmt::Result {
        let name = self.names.text(attribute.name);
        write!(self.text, "attribute {name:?} ")?;
        match &attribute.value {
            AttributeValue::Int(value) => writeln!(self.text, "{value}"),
            AttributeValue::Float(value) => writeln!(self.text, "{value:?}"),
            AttributeValue::Text(value) => writeln!(self.text, "{value:?}"),
            AttributeValue::Ints(values) => writeln!(self.text, "{values:?}"),
            AttributeValue::Floats(values) => writeln!(self.text, "{values:?}"),
            AttributeValue::Texts(values) => writeln!(self.text, "{values:?}"),
            AttributeValue::Tensor(tensor) => self.tensor("tensor", tensor),
            AttributeValue::Graph(graph) => {
                self.text.push_str("graph\n");
                self.graph(graph)?;
                writeln!(self.text, "end")
            }
            AttributeValue::OfFunction(of) => writeln!(self.text, "of {:?}", self.names.text(*of)),
            AttributeValue::Other => writeln!(self.text, "other"),
        }
    }

    fn function(&mut self, function: &Function) -> fmt::Result {
        let text = |name: &Name| self.names.text(*name);
        let inputs: Vec<&str> = function.inputs.iter().map(text).collect();
        let outputs: Vec<&str> = function.outputs.iter().map(text).collect();
        let [domain, name] = [&function.domain, &function.name].map(text);
        writeln!(self.text, "function {domain:?} {name:?} {inputs:?} {outputs:?}")?;
        self.opsets(&function.opsets)?;
        function.nodes.iter().try_for_each(|node| self.node(node))
    }
}
