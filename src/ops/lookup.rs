//! Rows of a table: `embed`.

use super::inferred::{Inferred, InferredParameter};
use super::operation::{Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::network::{Lookup, OpKind};

pub(super) static EMBED: Operation = Operation {
    name: "embed",
    aliases: &["embedding"],
    summary: "a learned vector for each id",
    doc: r"
`…` becomes `…`×`dim`: each element is an id below `vocab`, the row of a table, like PyTorch's `Embedding`.

It learns a weight `vocab`×`dim`, computes nothing, and reads one row for each id.",
    example: Example { after: "128", code: "embed 30522 768" },
    parameters: &[
        ParameterSpec::new("vocab", Kind::Integer(1), DefaultValue::Required, "the number of ids")
            .also(&["num_embeddings"]),
        ParameterSpec::new("dim", Kind::Integer(1), DefaultValue::Required, "values in a vector")
            .also(&["embedding_dim"]),
    ],
    has_weights: true,
    infer: |context| {
        let ids = context.input()?.shape;
        let (vocabulary, dimension) = (context.count("vocab")?, context.count("dim")?);
        let sizes = ids.axes().iter().chain([&dimension]);
        let output = context.new_shape(&sizes.map(|size| u64::from(*size)).collect::<Vec<_>>())?;
        let table = context.new_shape(&[vocabulary.into(), dimension.into()])?;
        let work = OpKind::Lookup(Lookup { ids: ids.elements(), vocabulary, dimension });
        let weight = InferredParameter::learned("weight", table).sized(&["vocab", "dim"]);
        Ok(Inferred::new(output, work).storing([weight]))
    },
    ..Operation::BASE
};

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, shape, stored};

    #[test]
    fn a_row_for_each_id() {
        let line = "embed 30522 768";
        assert_eq!(shape(line, "128"), "128x768");
        assert_eq!(shape("embed 100 16", "4x26"), "4x26x16");
        assert_eq!(stored(line, &["128"]), (30522 * 768, 0));
        assert_eq!(figures(line, &["128"]), [0; 6]);
    }
}
