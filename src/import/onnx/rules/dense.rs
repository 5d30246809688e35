//! Products of matrices: `MatMul`, `Gemm`, and those of com.microsoft with more than a product in one.

use crate::import::dims;
use crate::import::graph::{Node, TensorId};
use crate::import::lower::{Lowering, Operand, are_along, product_dims};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "MatMul", shapes: matmul_shapes, lower: lower_matmul, ..Rule::BASE },
    Rule { name: "Gemm", shapes: gemm_shapes, lower: lower_gemm, ..Rule::BASE },
];

fn matmul_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dims = product_dims(node.dims(0)?, node.dims(1)?, [false; 2])?;
    Output::new(dims, node.dtype(0)?).only()
}

fn lower_matmul(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let made = lowering.product(node, [false; 2], None)?;
    lowering.finish(node.output(0), made)
}

fn gemm_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (a, b) = (node.dims(0)?, node.dims(1)?);
    if a.len() != 2 || b.len() != 2 {
        return Err(Failure::invalid("its operands must be matrices"));
    }
    let made = product_dims(a, b, [node.node.flag("transA"), node.node.flag("transB")])?;
    if node.node.has(2) {
        let c = node.dims(2)?;
        if dims::broadcast([made.as_slice(), c]).as_ref() != Some(&made) {
            let [c, made] = [c, &made].map(dims::shown);
            return Err(Failure::invalid(format!("{c} cannot be broadcast to {made}")));
        }
    }
    Output::new(made, node.dtype(0)?).only()
}

/// `alpha·A·B + beta·C`. A constant B is the weights of a dense layer, wherever it comes from, and a constant C with an
/// element for each column is its bias; what scales a constant is applied before the network runs.
fn lower_gemm(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let transposed = [node.flag("transA"), node.flag("transB")];
    let columns = lowering.output_dims(node, 0)?.last().copied().unwrap_or_default();
    let scale = |name| node.float(name).filter(|factor| *factor != 1.0);
    let (alpha, beta) = (scale("alpha"), scale("beta"));
    let learned = |id: &TensorId| {
        let tensor = &lowering.graph.tensors[*id];
        tensor.is_constant() && tensor.dtype.is_float()
    };
    let weights = node.input(1).filter(learned).filter(|_| !transposed[0]);
    let along = |id: &TensorId| {
        let dims = lowering.graph.tensors[*id].dims.as_deref().unwrap_or_default();
        are_along(dims, (1, columns), 2)
    };
    let bias = node.input(2).filter(learned).filter(along).filter(|_| alpha.is_none());
    let mut made = match weights {
        Some(weights) => {
            let rows = lowering.input(node, 0)?;
            lowering.dense(rows, (weights, bias), columns)?
        }
        None => lowering.product(node, transposed, bias)?,
    };
    if let Some(alpha) = alpha {
        made = lowering.join("mul", [Operand::Wire(made), Operand::Number(alpha)])?;
    }
    if node.has(2) && bias.is_none() {
        let mut c = lowering.join_operand(node, 2)?;
        if let (Operand::Wire(wire), Some(beta), false) = (&c, beta, lowering.is_constant(node, 2))
        {
            let scaled = [Operand::Wire(wire.clone()), Operand::Number(beta)];
            c = Operand::Wire(lowering.join("mul", scaled)?);
        }
        made = lowering.join("add", [Operand::Wire(made), c])?;
    }
    lowering.finish(node.output(0), made)
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::{fault, figures, lowered};

    #[test]
    fn a_constant_right_factor_is_a_dense_layer() {
        assert_eq!(lowered("x: 1x64\nw = f32 64x10\ny = MatMul(x, w)\n-> y"), "fc: fc 10 nobias");
        let sequence = "x: 1x7x64\nw = f32 64x10\ny = MatMul(x, w)\n-> y";
        assert_eq!(lowered(sequence), "linear: linear 10 nobias");
        assert_eq!(figures(sequence).totals.macs, 7 * 64 * 10);
        // A batch of 3 in the file is kept.
        assert_eq!(
            lowered("x: 3x64\nw = f32 64x10\ny = MatMul(x, w)\n-> y"),
            "linear: linear 10 nobias"
        );
        // A vector of a stored tensor is no matrix.
        let vector = "x: 1x7x64\nw = f32 64\ny = MatMul(x, w)\n-> y";
        assert_eq!(lowered(vector), "weight: weight 64\nmatmul: matmul x weight");
        assert_eq!(figures(vector).totals.macs, 7 * 64);
    }

    #[test]
    fn products_of_data_have_their_batch_before_the_matrices() {
        let of = |a: &str, b: &str| lowered(&format!("a: {a}\nb: {b}\ny = MatMul(a, b)\n-> y"));
        assert_eq!(of("1x8x5x16", "1x8x16x7"), "matmul: matmul a b");
        assert_eq!(of("1x8x5x16", "16x7"), "matmul: matmul a b");
        assert_eq!(of("1x16", "16x7"), "matmul: matmul a b");
        assert_eq!(
            of("1x16", "1x16x7"),
            "from a\nunsqueeze: unsqueeze 0\nfrom b\nunsqueeze_2: unsqueeze 0\nmatmul: matmul unsqueeze unsqueeze_2"
        );
    }

    #[test]
    fn a_constant_left_factor_is_a_weight() {
        let left = |x: &str| lowered(&format!("x: {x}\nw = f32 5x7\ny = MatMul(w, x)\n-> y"));
        assert_eq!(left("1x7x3"), "weight: weight 5x7\nmatmul: matmul weight x");
        assert_eq!(left("7x3"), "weight: weight 5x7\nmatmul: matmul weight x");
    }

    #[test]
    fn sizes_must_fit() {
        let of = |a: &str, b: &str| {
            format!("{:?}", fault(&format!("a: {a}\nb: {b}\ny = MatMul(a, b)\n-> y")).kind)
        };
        assert!(of("1x5", "4x3").contains("a row of 5 cannot be multiplied with a column of 4"));
        assert!(of("2x3x4", "3x4x5").contains("2x3x4 and 3x4x5 cannot be broadcast together"));
        assert!(of("scalar", "4x3").contains("a number is no matrix"));
    }

    #[test]
    fn a_matrix_that_several_layers_use_is_counted_once() {
        let params = |model: &str| figures(model).totals.params;
        let words = "ids: i64 1x7\nw = f32 100x16\nb = f32 100\ne = Gather(w, ids)\nt = Transpose(w) perm=[1, 0]";
        assert_eq!(params(&format!("{words}\ny = MatMul(e, t)\n-> y")), 100 * 16);
        assert_eq!(params(&format!("{words}\nm = MatMul(e, t)\ny = Add(m, b)\n-> y")), 100 * 17);
        let tied = "x: 1x64\nw = f32 64x16\nh = MatMul(x, w)\ny = Gemm(h, w) transB=1\n-> y";
        assert_eq!(params(tied), 64 * 16);
        let biases = "x: 1x64\nw = f32 64x64\nb = f32 64\nc = f32 64\nh = Gemm(x, w, b)\ny = Gemm(h, w, c)\n-> y";
        assert_eq!(params(biases), 64 * 64 + 64 + 64);
    }

    #[test]
    fn gemm() {
        let of = |more: &str| {
            lowered(&format!(
                "x: 1x64\nw = f32 10x64\nb = f32 10\nd: 1x10\ns = f32 0.5\ny = Gemm(x, w{more}\n-> y"
            ))
        };
        assert_eq!(of(", b) transB=1"), "fc: fc 10");
        assert_eq!(of(") transB=1"), "fc: fc 10 nobias");
        assert_eq!(
            of(", b) transB=1 alpha=0.5"),
            "fc: fc 10 nobias\nmul: mul fc 0.5\nweight: weight 10\nadd: add mul weight"
        );
        assert_eq!(
            of(", d) transB=1 beta=2.0"),
            "from x\nfc: fc 10 nobias\nmul: mul d 2\nadd: add fc mul"
        );
        assert_eq!(of(", s) transB=1"), "fc: fc 10 nobias\nadd: add fc 0.5");
        let made = "sizes = i64 [300, 300]\nwide: 1x300\nv = ConstantOfShape(sizes)\ny = Gemm(wide, v)\n-> y";
        assert_eq!(lowered(made), "fc: fc 300 nobias", "weights need not be stored");
        let data = "a: 64x5\nb: 64x7\nc: 5x1\ny = Gemm(a, b, c) transA=1\n-> y";
        assert_eq!(lowered(data), "matmul: matmul a b ta\nadd: add matmul c");
        assert_eq!(
            lowered("a: 64x1\nw = f32 64x7\ny = Gemm(a, w) transA=1\n-> y"),
            "weight: weight 64x7\nmatmul: matmul a weight ta"
        );
    }
}
