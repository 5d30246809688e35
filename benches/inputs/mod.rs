//! What the benches read: networks made up for them, the same ones at each run.

/// Parts that the [long file](written) has of each pattern.
const ROUNDS: usize = 122;

/// A file of about 500 KB and 18 000 statements, such as people write: blocks with parameters,
/// loops, conditions, expressions, claims and comments. It is a network of some twenty thousand layers,
/// without a mistake.
pub fn written() -> String {
    let mut text = HEAD.to_owned();
    for round in 0..ROUNDS {
        for (index, pattern) in PATTERNS.iter().enumerate() {
            let part = round * PATTERNS.len() + index + 1;
            text += &pattern
                .replace("NN", &part.to_string())
                .replace("WW", WIDTHS[part % WIDTHS.len()]);
        }
    }
    text + TAIL
}

/// Channels inside of the parts.
const WIDTHS: [&str; 7] = ["32", "48", "64", "96", "128", "160", "192"];

const HEAD: &str = r#"# A network that is long rather than good. Each part takes 64x32x32 and gives it back.
network "Long"
param width = 1.0 in [0.5, 0.75, 1.0, 1.5]
param res = 64 in 32..512
fn ch(c, by=8) = divisible(c * width, by)

input (3, res, res)
conv 64 k3 s2 p1 nobias; bn; relu      -> 64x32x32
"#;

const TAIL: &str = r"
gap; dropout 0.2; fc 1000
assert total.params >= 1M and total.macs >= 1G
";

/// Each is written once a round, with a number of its own for `NN` and channels for `WW`.
const PATTERNS: [&str; 6] = [
    r#"
# ---- Part NN: residual units -------------------------------------------------------------------
# Down to half the size and back, with a shortcut round all of it.
block unitNN(channels, stride=1, activation=relu) {
  let inner = channels // 2
  add
    {
      conv inner k1 nobias; bn; activation            # to fewer channels
      conv inner k3 s=stride p1 nobias; bn; activation
      conv channels k1 nobias; bn                     # and back to as many as there were
    }
    { if stride != 1 or it.c != channels { conv channels k1 s=stride nobias; bn } }
  activation
}

shortcutNN: identity
unitNN ch(WW) stride=2                                -> (ch(WW), 16, 16)
repeat 2 { unitNN ch(WW) activation=silu }
conv 64 k1 nobias; bn; upsample 2                     -> 64x32x32
add shortcutNN; relu
"#,
    r#"
# ---- Part NN: inverted residuals ---------------------------------------------------------------
# With squeeze and excitation; the stages are those of a table in some paper.
block mobileNN(expansion, channels, kernel=3, stride=1) {
  let hidden = ch(expansion * it.c)
  let shortcut = it
  if expansion != 1 { conv hidden k1 nobias; bn; hardswish }
  dwconv kernel s=stride p=kernel//2 nobias; bn; hardswish
  mul { gap; conv max(hidden//4, 8) k1; relu; conv hidden k1; hardsigmoid }
  conv channels k1 nobias; bn
  if stride == 1 and shortcut.c == channels { add shortcut } else { dropout 0.1 }
}

for (expansion, channels, kernel, count) in [         # a row for each stage
  (1, 64, 3, 1)
  (4, WW, 5, 1)
  (3, 64, 3, 2)
] {
  repeat count { mobileNN expansion channels kernel=kernel }
}
"#,
    r#"
# ---- Part NN: branches side by side, as in Inception -------------------------------------------
let reducedNN = max(16, ch(WW) // 4)      # before each of the larger kernels
concat
  { conv reducedNN k1 nobias; bn; relu }
  { conv reducedNN k1 nobias; bn; relu; conv 2*reducedNN k3 p1 nobias; bn; relu }
  { conv reducedNN//2 k1 nobias; bn; relu; conv reducedNN k5 p2 nobias; bn; relu }
  { pool 3 s1 p1; conv reducedNN k1 nobias; bn; relu }
conv 64 k1 nobias; bn; relu               -> 64x32x32
"#,
    r#"
# ---- Part NN: attention on the tokens of a smaller map -----------------------------------------
block attendNN(features, heads=4, hidden=4*it[-1]) {
  assert features % heads == 0 "the features must divide among the heads"
  let size = features // heads
  let tokens = it[0]
  let before = it
  # One projection for each of queries, keys and values.
  let queries = { linear features; reshape (tokens, heads, size); permute 1 0 2 }
  let keys = { from before; linear features; reshape (tokens, heads, size); permute 1 0 2 }
  let values = { from before; linear features; reshape (tokens, heads, size); permute 1 0 2 }
  matmul queries keys tb; div sqrt(size)
  softmax
  matmul values
  permute 1 0 2; reshape (tokens, features)
  linear before[-1]
  add before; ln
  add { linear hidden; gelu; linear before[-1] }
}

mapNN: identity
avgpool 4; reshape (64, -1); permute 1 0; ln
attendNN 32 hidden=(if it[-1]>32 then WW else 2*WW)
permute 1 0; reshape (64, 8, 8); upsample 4
add mapNN                                 -> 64x32x32
"#,
    r#"
# ---- Part NN: plain convolutions, one after the other ------------------------------------------
let widthNN = ch(WW, by=16)
conv widthNN k3 p1 nobias; bn; relu
conv widthNN k3 p1 nobias; bn; relu       # nothing is pooled in between
repeat 2 {
  conv widthNN k=(3, 1) p=(1, 0) nobias
  conv widthNN k=(1, 3) p=(0, 1) nobias
  bn; relu
}
conv 64 k1 nobias; bn; leakyrelu slope=0.2
"#,
    r#"
# ---- Part NN: growth, where each layer reads what all before it made ---------------------------
block growNN(growth, bottleneck=4) {
  concat it { bn; relu; conv bottleneck*growth k1 nobias; bn; relu; conv growth k3 p1 nobias }
}
block denseNN(layers, growth) {
  let channels = it.c
  repeat layers { growNN growth }
  assert it.c == channels + layers * growth "each layer adds as much as the others"
}
denseNN 2 8
bn; relu; conv 64 k1 nobias               -> 64x?x?
if it.h > 32 { avgpool 2 } else if it.h < 32 { upsample 32//it.h } else { relu }
"#,
];
