//! A transformer with shifted windows on a grid of 56 by 56 tokens, all of its blocks of one width.

use super::{FLOAT, Float, Graph, Int, Ints, Model, Tensor, tensor};

/// Tokens in each direction of the grid, and of a window, and how far windows are shifted.
const GRID: i64 = 56;
const WINDOW: i64 = 7;
const SHIFT: i64 = 3;
const CHANNELS: i64 = 96;
const HEADS: i64 = 3;
const CLASSES: i64 = 1000;

/// Nodes of the [head](head).
const HEAD: usize = 5;

/// What is far enough to be the end of an axis.
const END: i64 = i64::MAX;

pub(super) fn model(nodes: usize) -> Model {
    let graph = &mut Graph::default();
    let mut tokens = patches(graph);
    let start = graph.count;
    let (mut blocks, mut pair) = (0, 0);
    while blocks == 0 || graph.count + pair + HEAD <= nodes {
        for shifted in [false, true] {
            tokens = block(graph, blocks, &tokens, shifted);
            blocks += 1;
        }
        pair = if blocks == 2 { graph.count - start } else { pair };
    }
    assert!(graph.count + HEAD <= nodes, "two blocks have {pair} nodes");
    graph.enter("/rest".to_owned());
    while graph.count + HEAD < nodes {
        tokens = graph.plain("Tanh", &[&tokens]);
    }
    let scores = head(graph, &tokens);
    let graph = std::mem::take(graph);
    let (params, macs) = (graph.params, macs(blocks as u64));
    let pixels = 4 * GRID as u64;
    Model { bytes: graph.finish(&[3, pixels, pixels], (&scores, &[CLASSES as u64])), params, macs }
}

/// The products of the patches, of each block, and of the head.
fn macs(blocks: u64) -> u64 {
    let (tokens, channels) = ((GRID * GRID) as u64, CHANNELS as u64);
    let dense = 12 * tokens * channels * channels;
    let attention = 2 * tokens * (WINDOW * WINDOW) as u64 * channels;
    48 * tokens * channels + blocks * (dense + attention) + channels * CLASSES as u64
}

/// One token for each four by four pixels, channels last.
fn patches(graph: &mut Graph) -> String {
    graph.enter("/patches".to_owned());
    let weight = graph.weight("weight", &[CHANNELS as u64, 3, 4, 4]);
    let bias = graph.weight("bias", &[CHANNELS as u64]);
    let sizes = vec![("kernel_shape", Ints(&[4, 4])), ("strides", Ints(&[4, 4]))];
    let map = graph.node("Conv", &["input", &weight, &bias], sizes);
    graph.node("Transpose", &[&map], vec![("perm", Ints(&[0, 2, 3, 1]))])
}

/// Normalises, takes the mean of all tokens, and scores classes.
fn head(graph: &mut Graph, tokens: &str) -> String {
    graph.enter("/head".to_owned());
    let tokens = norm(graph, tokens);
    let map = graph.node("Transpose", &[&tokens], vec![("perm", Ints(&[0, 3, 1, 2]))]);
    let mean = graph.plain("GlobalAveragePool", &[&map]);
    let mean = graph.node("Flatten", &[&mean], vec![("axis", Int(1))]);
    let weight = graph.weight("weight", &[CLASSES as u64, CHANNELS as u64]);
    let bias = graph.weight("bias", &[CLASSES as u64]);
    graph.node("Gemm", &[&mean, &weight, &bias], vec![("transB", Int(1))])
}

fn block(graph: &mut Graph, index: usize, tokens: &str, shifted: bool) -> String {
    let scope = format!("/blocks/blocks.{index}");
    graph.enter(format!("{scope}/norm1"));
    let normed = norm(graph, tokens);
    graph.enter(format!("{scope}/attn"));
    let attended = windows(graph, &normed, shifted);
    graph.enter(scope.clone());
    let tokens = graph.plain("Add", &[tokens, &attended]);
    graph.enter(format!("{scope}/norm2"));
    let normed = norm(graph, &tokens);
    graph.enter(format!("{scope}/mlp"));
    let dense = mlp(graph, &normed);
    graph.plain("Add", &[&tokens, &dense])
}

fn norm(graph: &mut Graph, tokens: &str) -> String {
    let scale = graph.weight("norm.weight", &[CHANNELS as u64]);
    let bias = graph.weight("norm.bias", &[CHANNELS as u64]);
    let attributes = vec![("axis", Int(-1)), ("epsilon", Float(1e-5))];
    graph.node("LayerNormalization", &[tokens, &scale, &bias], attributes)
}

/// A product with a matrix, and a bias.
fn linear(graph: &mut Graph, name: &str, tokens: &str, from: i64, to: i64) -> String {
    let weight = graph.weight(&format!("{name}.weight"), &[from as u64, to as u64]);
    let bias = graph.weight(&format!("{name}.bias"), &[to as u64]);
    let product = graph.plain("MatMul", &[tokens, &weight]);
    graph.plain("Add", &[&bias, &product])
}

/// Two dense layers with a GELU, as opset 17 has to write it.
fn mlp(graph: &mut Graph, tokens: &str) -> String {
    let wide = linear(graph, "0", tokens, CHANNELS, 4 * CHANNELS);
    let [root, one, half] = [2_f32.sqrt(), 1.0, 0.5].map(|value| graph.float(value));
    let scaled = graph.plain("Div", &[&wide, &root]);
    let erf = graph.plain("Erf", &[&scaled]);
    let shifted = graph.plain("Add", &[&erf, &one]);
    let product = graph.plain("Mul", &[&wide, &shifted]);
    let gelu = graph.plain("Mul", &[&product, &half]);
    linear(graph, "3", &gelu, 4 * CHANNELS, CHANNELS)
}

/// Attention within windows: pads, shifts, comes apart into windows, attends, and all of it back.
fn windows(graph: &mut Graph, tokens: &str, shifted: bool) -> String {
    let [batch, height, width, channels] = [0, 1, 2, 3].map(|axis| size(graph, tokens, axis));
    let padded = pad(graph, tokens, &height, &width);
    let [high, wide] = [1, 2].map(|axis| size(graph, &padded, axis));
    let moved = if shifted { roll(graph, &padded, SHIFT) } else { padded };

    let seven = graph.int(WINDOW);
    let [rows, columns] = [&high, &wide].map(|size| graph.plain("Div", &[size, &seven]));
    let count = graph.plain("Mul", &[&rows, &columns]);
    let all = graph.plain("Mul", &[&batch, &count]);
    let [window, area] = [WINDOW, WINDOW * WINDOW].map(|size| graph.int(size));
    let grid = [&batch, &rows, &window, &columns, &window, &channels].map(String::as_str);
    let swap = || vec![("perm", Ints(&[0, 1, 3, 2, 4, 5]))];
    let split = reshape(graph, &moved, &grid);
    let split = graph.node("Transpose", &[&split], swap());
    let split = reshape(graph, &split, &[&all, &area, &channels]);

    let mask = shifted.then(|| mask(graph, &high, &wide));
    let mixed = attention(graph, &split, mask.map(|mask| (mask, batch.clone())));

    let grid = [&batch, &rows, &columns, &window, &window, &channels].map(String::as_str);
    let joined = reshape(graph, &mixed, &grid);
    let joined = graph.node("Transpose", &[&joined], swap());
    let joined = reshape(graph, &joined, &[&batch, &high, &wide, &channels]);
    let moved = if shifted { roll(graph, &joined, -SHIFT) } else { joined };
    let cut = crop(graph, &moved, 1, &height);
    crop(graph, &cut, 2, &width)
}

/// The size of an axis.
fn size(graph: &mut Graph, tensor: &str, axis: i64) -> String {
    let shape = graph.plain("Shape", &[tensor]);
    let axis = graph.int(axis);
    graph.node("Gather", &[&shape, &axis], vec![("axis", Int(0))])
}

/// A shape out of sizes, each of which becomes a list of one first.
fn join(graph: &mut Graph, sizes: &[&str]) -> String {
    let axes = graph.ints(&[0]);
    let lists: Vec<_> = sizes.iter().map(|it| graph.plain("Unsqueeze", &[it, &axes])).collect();
    let lists: Vec<_> = lists.iter().map(String::as_str).collect();
    graph.node("Concat", &lists, vec![("axis", Int(0))])
}

fn reshape(graph: &mut Graph, tensor: &str, sizes: &[&str]) -> String {
    let shape = join(graph, sizes);
    graph.plain("Reshape", &[tensor, &shape])
}

/// Makes the grid a multiple of the window.
fn pad(graph: &mut Graph, tokens: &str, height: &str, width: &str) -> String {
    let [seven, zero] = [WINDOW, 0].map(|value| graph.int(value));
    let [below, right] = [height, width].map(|size| {
        let over = graph.plain("Mod", &[size, &seven]);
        let missing = graph.plain("Sub", &[&seven, &over]);
        graph.plain("Mod", &[&missing, &seven])
    });
    let pads = join(graph, &[&zero, &zero, &zero, &zero, &zero, &below, &right, &zero]);
    graph.plain("Pad", &[tokens, &pads])
}

/// The part of an axis between two places.
fn slice(graph: &mut Graph, tensor: &str, axis: i64, from: i64, to: i64) -> String {
    let [from, to, axes] = [from, to, axis].map(|value| graph.ints(&[value]));
    graph.plain("Slice", &[tensor, &from, &to, &axes])
}

/// The first places of an axis, as many as a scalar says.
fn crop(graph: &mut Graph, tensor: &str, axis: i64, size: &str) -> String {
    let [from, axes, steps] = [0, axis, 1].map(|value| graph.ints(&[value]));
    let to = join(graph, &[size]);
    graph.plain("Slice", &[tensor, &from, &to, &axes, &steps])
}

/// Turns both axes of the grid by so many places.
fn roll(graph: &mut Graph, tokens: &str, places: i64) -> String {
    let mut turned = tokens.to_owned();
    for axis in [1, 2] {
        let back = slice(graph, &turned, axis, places, END);
        let front = slice(graph, &turned, axis, 0, places);
        turned = graph.node("Concat", &[&back, &front], vec![("axis", Int(axis))]);
    }
    turned
}

/// Which tokens of each window are neighbours: the regions of the grid are numbered, one after the
/// other, and those of another number get −100.
fn mask(graph: &mut Graph, high: &str, wide: &str) -> String {
    let shape = join(graph, &[high, wide]);
    let zero = || vec![("value", Tensor(tensor(FLOAT, &[1], &0_f32.to_le_bytes())))];
    let mut regions = graph.node("ConstantOfShape", &[&shape], zero());
    let edges = [(0, GRID - WINDOW), (GRID - WINDOW, GRID - SHIFT), (GRID - SHIFT, GRID)];
    let pairs = edges.into_iter().flat_map(|rows| edges.map(|columns| (rows, columns)));
    for (number, (rows, columns)) in pairs.enumerate() {
        regions = fill(graph, &regions, number, rows, columns);
    }
    let [rows, columns, window] = [GRID / WINDOW, GRID / WINDOW, WINDOW].map(|it| graph.int(it));
    let split = reshape(graph, &regions, &[&rows, &window, &columns, &window]);
    let split = graph.node("Transpose", &[&split], vec![("perm", Ints(&[0, 2, 1, 3]))]);
    let area = graph.ints(&[-1, WINDOW * WINDOW]);
    let split = graph.plain("Reshape", &[&split, &area]);
    let pairs = [1, 2].map(|axis| {
        let axes = graph.ints(&[axis]);
        graph.plain("Unsqueeze", &[&split, &axes])
    });
    let apart = graph.plain("Sub", &[&pairs[0], &pairs[1]]);
    let [same, away] = [0.0, -100.0].map(|value| graph.float(value));
    let equal = graph.plain("Equal", &[&apart, &same]);
    let other = graph.plain("Not", &[&equal]);
    graph.plain("Where", &[&other, &away, &same])
}

/// `regions[rows, columns] = number`, as the exporter writes it.
fn fill(
    graph: &mut Graph,
    regions: &str,
    number: usize,
    rows: (i64, i64),
    columns: (i64, i64),
) -> String {
    let part = slice(graph, regions, 0, rows.0, rows.1);
    let part = slice(graph, &part, 1, columns.0, columns.1);
    let shape = graph.plain("Shape", &[&part]);
    let value = tensor(FLOAT, &[1], &(number as f32).to_le_bytes());
    let values = graph.node("ConstantOfShape", &[&shape], vec![("value", Tensor(value))]);
    let shape = graph.plain("Shape", &[&part]);
    let values = graph.plain("Expand", &[&values, &shape]);
    let places = [(rows, 1), (columns, 0)].map(|((from, to), axis)| {
        let [from, to, step] = [from, to, 1].map(|value| graph.int(value));
        let places = graph.plain("Range", &[&from, &to, &step]);
        let axes = graph.ints(&[axis]);
        let places = graph.plain("Unsqueeze", &[&places, &axes]);
        let places = graph.plain("Expand", &[&places, &shape]);
        let axes = graph.ints(&[-1]);
        graph.plain("Unsqueeze", &[&places, &axes])
    });
    let indices = graph.node("Concat", &[&places[0], &places[1]], vec![("axis", Int(-1))]);
    graph.plain("ScatterND", &[regions, &indices, &values])
}

/// Attention of all tokens of a window to each other, with a mask for each window of a sample.
fn attention(graph: &mut Graph, tokens: &str, mask: Option<(String, String)>) -> String {
    let [all, area, channels] = [0, 1, 2].map(|axis| size(graph, tokens, axis));
    let [three, heads] = [3, HEADS].map(|size| graph.int(size));
    let each = graph.plain("Div", &[&channels, &heads]);
    let mixed = linear(graph, "qkv", tokens, CHANNELS, 3 * CHANNELS);
    let mixed = reshape(graph, &mixed, &[&all, &area, &three, &heads, &each]);
    let mixed = graph.node("Transpose", &[&mixed], vec![("perm", Ints(&[2, 0, 3, 1, 4]))]);
    let [queries, keys, values] = [0, 1, 2].map(|index| {
        let index = graph.int(index);
        graph.node("Gather", &[&mixed, &index], vec![("axis", Int(0))])
    });
    let scale = graph.float(((CHANNELS / HEADS) as f32).sqrt().recip());
    let queries = graph.plain("Mul", &[&queries, &scale]);
    let keys = graph.node("Transpose", &[&keys], vec![("perm", Ints(&[0, 1, 3, 2]))]);
    let scores = graph.plain("MatMul", &[&queries, &keys]);
    let area_squared = [1, HEADS, WINDOW * WINDOW, WINDOW * WINDOW].map(|size| size as u64);
    let bias = graph.weight("bias", &area_squared);
    let mut scores = graph.plain("Add", &[&scores, &bias]);
    if let Some((mask, batch)) = mask {
        let count = graph.plain("Div", &[&all, &batch]);
        let apart = reshape(graph, &scores, &[&batch, &count, &heads, &area, &area]);
        let axes = graph.ints(&[0, 2]);
        let mask = graph.plain("Unsqueeze", &[&mask, &axes]);
        let masked = graph.plain("Add", &[&apart, &mask]);
        scores = reshape(graph, &masked, &[&all, &heads, &area, &area]);
    }
    let weights = graph.node("Softmax", &[&scores], vec![("axis", Int(-1))]);
    let mixed = graph.plain("MatMul", &[&weights, &values]);
    let mixed = graph.node("Transpose", &[&mixed], vec![("perm", Ints(&[0, 2, 1, 3]))]);
    let mixed = reshape(graph, &mixed, &[&all, &area, &channels]);
    linear(graph, "proj", &mixed, CHANNELS, CHANNELS)
}
