//! Which operations there are, and which family counts which work.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::formula::{Counts, Numeric};
use super::operation::Operation;
use super::{
    activation, adaptive, attention, axes, bilinear, compare, concat, conv, cumulative, custom,
    deconv, deform, dense, einsum, gather, io, join, local, lookup, matmul, norm, order, part,
    patch, pool, recurrent, reduce, rope, sample, scan, softmax, unary, upsample, view,
};
use crate::network::OpKind;

/// Every operation, by families.
static ALL: &[&Operation] = &[
    &io::INPUT,
    &io::WEIGHT,
    &conv::CONV,
    &conv::DWCONV,
    &deconv::DECONV,
    &deform::DEFORMCONV,
    &local::LOCALCONV,
    &custom::CUSTOM,
    &dense::FC,
    &dense::LINEAR,
    &bilinear::BILINEAR,
    &lookup::EMBED,
    &matmul::MATMUL,
    &einsum::EINSUM,
    &attention::SDPA,
    &rope::ROPE,
    &scan::SCAN,
    &pool::POOL,
    &pool::AVGPOOL,
    &adaptive::GAP,
    &adaptive::GMP,
    &adaptive::ADAPTIVEAVGPOOL,
    &adaptive::ADAPTIVEMAXPOOL,
    &norm::BN,
    &norm::INSTANCENORM,
    &norm::GN,
    &norm::LRN,
    &norm::LN,
    &norm::RMSNORM,
    &activation::RELU,
    &activation::RELU6,
    &activation::SELU,
    &activation::GELU,
    &activation::SILU,
    &activation::MISH,
    &activation::SIGMOID,
    &activation::TANH,
    &activation::SOFTPLUS,
    &activation::HARDSWISH,
    &activation::HARDSIGMOID,
    &activation::HARDTANH,
    &activation::LEAKYRELU,
    &activation::PRELU,
    &activation::ELU,
    &activation::CELU,
    &activation::GLU,
    &activation::GEGLU,
    &unary::EXP,
    &unary::LOG,
    &unary::SQRT,
    &unary::RSQRT,
    &unary::RECIPROCAL,
    &unary::ABS,
    &unary::NEG,
    &unary::SIGN,
    &unary::FLOOR,
    &unary::CEIL,
    &unary::ROUND,
    &unary::ERF,
    &unary::SIN,
    &unary::COS,
    &unary::CLAMP,
    &unary::LOGICALNOT,
    &softmax::SOFTMAX,
    &softmax::LOGSOFTMAX,
    &norm::NORMALIZE,
    &norm::SCALE,
    &view::DROPOUT,
    &join::ADD,
    &join::SUB,
    &join::MUL,
    &join::DIV,
    &join::MAXIMUM,
    &join::MINIMUM,
    &join::POW,
    &join::MOD,
    &compare::EQ,
    &compare::NE,
    &compare::LT,
    &compare::LE,
    &compare::GT,
    &compare::GE,
    &compare::LOGICALAND,
    &compare::LOGICALOR,
    &compare::LOGICALXOR,
    &compare::WHERE,
    &concat::CONCAT,
    &concat::STACK,
    &view::FLATTEN,
    &view::RESHAPE,
    &view::IDENTITY,
    &axes::PERMUTE,
    &axes::TRANSPOSE,
    &view::SQUEEZE,
    &view::UNSQUEEZE,
    &part::SLICE,
    &part::SPLIT,
    &part::PAD,
    &part::CROP,
    &axes::SHUFFLE,
    &patch::PIXELSHUFFLE,
    &patch::PIXELUNSHUFFLE,
    &axes::ROLL,
    &axes::FLIP,
    &view::EXPAND,
    &part::TILE,
    &gather::GATHER,
    &gather::GATHERELEMENTS,
    &gather::GATHERND,
    &gather::SCATTER,
    &gather::SCATTERND,
    &upsample::UPSAMPLE,
    &sample::GRIDSAMPLE,
    &sample::ROIALIGN,
    &patch::UNFOLD,
    &reduce::MEAN,
    &reduce::SUM,
    &reduce::MAX,
    &reduce::MIN,
    &reduce::PROD,
    &reduce::NORM,
    &reduce::LOGSUMEXP,
    &reduce::ARGMAX,
    &reduce::ARGMIN,
    &order::TOPK,
    &order::SORT,
    &cumulative::CUMSUM,
    &cumulative::CUMPROD,
    &recurrent::RNN,
    &recurrent::LSTM,
    &recurrent::GRU,
    &io::FROM,
    &io::OUTPUT,
];

/// Every operation, in the order of the reference.
pub fn all() -> impl Iterator<Item = &'static Operation> + Clone {
    ALL.iter().copied()
}

/// The operation of this name or alias.
pub fn find(name: &str) -> Option<&'static Operation> {
    static NAMES: LazyLock<HashMap<&str, &Operation>> = LazyLock::new(|| {
        let names = |operation: &'static Operation| {
            let aliases = operation.aliases.iter().copied();
            aliases.chain([operation.name]).map(move |name| (name, operation))
        };
        all().flat_map(names).collect()
    });
    NAMES.get(name).copied()
}

/// What a layer computes for one sample, by the formula of its family.
pub fn counts<N: Numeric>(work: &OpKind) -> Counts<N> {
    match work {
        OpKind::Activation(work) => activation::counts(work),
        OpKind::AdaptivePool(work) => adaptive::counts(work),
        OpKind::Attention(work) => attention::counts(work),
        OpKind::Bilinear(work) => bilinear::counts(work),
        OpKind::Convolution(work) => conv::counts(work),
        OpKind::DeformableConvolution(work) => deform::counts(work),
        OpKind::Cumulative(work) => cumulative::counts(work),
        OpKind::Custom(work) => custom::counts(work),
        OpKind::Elementwise(work) => join::counts(work),
        OpKind::Function(work) => unary::counts(work),
        OpKind::Linear(work) => dense::counts(work),
        OpKind::Matmul(work) => matmul::counts(work),
        OpKind::Norm(work) => norm::counts(work),
        OpKind::Pool(work) => pool::counts(work),
        OpKind::Recurrent(work) => recurrent::counts(work),
        OpKind::Reduction(work) => reduce::counts(work),
        OpKind::Resampling(work) => upsample::counts(work),
        OpKind::Sampling(work) => sample::counts(work),
        OpKind::Scan(work) => scan::counts(work),
        OpKind::Scatter(work) => gather::counts(work),
        OpKind::Selection(work) => order::counts(work),
        OpKind::Softmax(work) => softmax::counts(work),
        OpKind::TransposedConvolution(work) => deconv::counts(work),
        OpKind::Dropout | OpKind::Gather(_) | OpKind::Lookup(_) | OpKind::Move(_) => Counts::none(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::ops::{DefaultValue, Example, Kind, Takes, testing};

    /// The signatures that the language promises.
    const SIGNATURES: &str = "\
        input shape; weight shape learned=true; conv out k=1 s=1 p=0 d=1 g=1 bias=true; \
        dwconv k s=1 p=0 d=1 mult=1 bias=true; deconv out k=1 s=1 p=0 op=0 d=1 g=1 bias=true; \
        deformconv out offset k=1 s=1 p=0 d=1 g=1 bias=true mask=none; \
        localconv out k=1 s=1 p=0 d=1 bias=true; custom name shape params=0 macs=0 mul=0 add=0 div=0 cmp=0 special=0 buffers=0 reads=it unknown=false; fc out bias=true; linear out bias=true; bilinear out other bias=true; embed vocab dim; \
        matmul operands… ta=false tb=false; einsum operands… equation; \
        sdpa operands… heads=none kvheads=none causal=false window=none mask=none; \
        rope dim=all heads=1; scan delta b c skip=true; pool k s=k p=0 d=1 ceil=false; \
        avgpool k s=k p=0 ceil=false countpad=true; gap; gmp; adaptiveavgpool size; \
        adaptivemaxpool size; bn affine=true; instancenorm affine=false; gn groups=32 affine=true; \
        lrn size=5 region=channels; ln axis=-1 affine=true bias=true; rmsnorm axis=-1 affine=true; relu; relu6; \
        selu; gelu; silu; mish; sigmoid; tanh; softplus; hardswish; hardsigmoid; hardtanh; \
        leakyrelu slope=0.01; prelu n=1; elu alpha=1; celu alpha=1; glu axis=-1; geglu axis=-1; exp; log; sqrt; rsqrt; reciprocal; abs; neg; sign; floor; \
        ceil; round; erf; sin; cos; clamp min=none max=none; logicalnot; softmax axis=-1; \
        logsoftmax axis=-1; normalize axis=-1; scale axis=0; dropout p=0.5; add operands…; \
        sub operands…; mul operands…; div operands…; maximum operands…; minimum operands…; pow operands…; mod operands…; \
        eq operands…; ne operands…; lt operands…; le operands…; gt operands…; ge operands…; \
        logicaland operands…; logicalor operands…; logicalxor operands…; where operands…; concat operands… axis=0; \
        stack operands… axis=0; flatten; reshape shape; identity; permute axes…; transpose a b; \
        squeeze axis=all; unsqueeze axis; slice start stop step=1 axis=0; split parts axis=0; \
        pad n axis=spatial mode=constant; crop size; shuffle g; pixelshuffle r; pixelunshuffle r; roll n axis=0; flip axis=all; expand shape; tile n; \
        gather index axis=0; gatherelements index axis=0; gathernd index; \
        scatter index updates axis=0 reduce=none; scatternd index updates reduce=none; \
        upsample factor=none size=none mode=nearest; gridsample grid mode=bilinear; \
        roialign boxes size samples=2; unfold k s=1 p=0 d=1; \
        mean axis=all keepdim=false; sum axis=all keepdim=false; max axis=all keepdim=false; \
        min axis=all keepdim=false; prod axis=all keepdim=false; \
        norm p=2 axis=all keepdim=false; logsumexp axis=all keepdim=false; \
        argmax axis=all keepdim=false; argmin axis=all keepdim=false; topk k axis=-1; sort axis=-1; \
        cumsum axis=-1; cumprod axis=-1; \
        rnn hidden layers=1 bidirectional=false bias=true proj=0 state=none; \
        lstm hidden layers=1 bidirectional=false bias=true proj=0 state=none; \
        gru hidden layers=1 bidirectional=false bias=true proj=0 state=none reset_after=true; from tensor; \
        output tensors…";

    #[test]
    fn signatures_are_those_of_the_language() {
        let signatures: Vec<String> = all().map(Operation::signature).collect();
        assert_eq!(signatures, SIGNATURES.split("; ").collect::<Vec<_>>());
    }

    #[test]
    fn names_lead_to_one_operation() {
        let mut names = HashSet::new();
        for operation in all() {
            for name in operation.aliases.iter().chain([&operation.name]) {
                assert!(names.insert(*name), "{name} is listed twice");
                assert!(find(name).is_some_and(|found| std::ptr::eq(found, operation)));
            }
        }
        let aliases = "convtranspose maxpool batchnorm layernorm groupnorm swish";
        assert!(aliases.split(' ').all(|alias| find(alias).is_some()));
        assert!(find("dense").is_none());
    }

    #[test]
    fn parameters_have_one_meaning() {
        for operation in all() {
            let mut names = HashSet::new();
            for parameter in operation.parameters {
                for name in parameter.aliases.iter().chain([&parameter.name]) {
                    assert!(names.insert(*name), "{name} of {} is listed twice", operation.name);
                }
                let flag = matches!(parameter.default, DefaultValue::Bool(_));
                assert_eq!(flag, parameter.kind == Kind::Flag, "{}", operation.name);
                if let DefaultValue::Word(word) = parameter.default {
                    assert!(parameter.words.contains(&word), "{}", operation.name);
                }
                assert!(!parameter.doc.is_empty(), "{} of {}", parameter.name, operation.name);
            }
        }
    }

    #[test]
    fn every_item_is_documented() {
        for operation in all() {
            assert!(!operation.summary.is_empty(), "{}", operation.name);
            assert!(operation.doc.contains('.'), "{}", operation.name);
            let code = operation.example.code;
            assert!(
                code.contains(operation.name),
                "the example of {} is another's",
                operation.name
            );
        }
    }

    /// The examples that are a chain run, on shapes alone; the others need the whole language.
    #[test]
    fn examples_run() {
        let mut ran = 0;
        for Example { after, code } in all().map(|operation| operation.example) {
            let plain = !code.contains(['{', ':', '"']) && !code.contains("let ");
            if !plain {
                continue;
            }
            let mut shape = after.to_owned();
            for line in code.split(['\n', ';']).map(|line| line.trim().replace(", ", ",")) {
                let operation = line.split(' ').next().and_then(find).expect("an operation");
                if operation.flattens {
                    shape = testing::shape("flatten", &shape);
                }
                let inputs = match operation.takes {
                    Takes::Nothing => vec![],
                    Takes::Operands { .. } => vec![shape.as_str(), ""],
                    _ => vec![shape.as_str()],
                };
                shape = testing::shapes(&line, &inputs)[0].replace('×', "x");
            }
            ran += 1;
        }
        assert!(ran > 50, "only {ran} examples are chains");
    }
}
