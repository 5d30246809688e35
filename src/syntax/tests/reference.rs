//! The examples of the language's reference.

/// AlexNet, the first thing a reader sees.
pub(super) const ALEXNET: &str = r#"# AlexNet, one tower (Krizhevsky et al., 2012)
input 3x227x227

conv 96 k11 s4 p0; relu; pool 3 2
conv 256 k5 p2;    relu; pool 3 2
conv 384 k3 p1;    relu
conv 384 k3 p1;    relu
conv 256 k3 p1;    relu; pool 3 2      -> 256x6x6

fc 4096; relu; dropout 0.5
fc 4096; relu
fc 1000
"#;

/// Branches and joins.
pub(super) const JOINS: &str = r#"add { conv 64 k3 p1; bn; relu; conv 64 k3 p1; bn }           # F(x) + x
add { conv 128 k3 s2 p1; bn } { conv 128 k1 s2; bn }         # F(x) + proj(x)
concat { bn; relu; conv 32 k3 p1 }                           # DenseNet: x, F(x)
mul { let c = it.c; gap; conv c//16; relu; conv c; sigmoid } # squeeze-and-excitation
concat                                                       # Inception, a column a line
  { conv 64 }
  { conv 96; relu; conv 128 k3 p1 }
concat e4                                                    # U-Net: current, e4
concat it e4 e3
let q = { linear c; reshape (n, h, d); permute 1 0 2 }
matmul q k tb; mul 0.125; softmax; matmul v
"#;

/// Blocks, loops and conditions.
pub(super) const BLOCKS: &str = r#"block bottleneck(c, s=1) {
  add
    { conv c k1 nobias; bn; relu; conv c k3 s=s p1 nobias; bn; relu; conv 4*c k1 nobias; bn }
    { if s != 1 or it.c != 4*c { conv 4*c k1 s=s nobias; bn } }
  relu
}
repeat 3 { bottleneck 64 }
bottleneck 128 s2; repeat 3 { bottleneck 128 }

for (op, t, s, c, n) in [          # the stage table of the paper
  (fused,  1, 1, 24, 2)
  (mbconv, 4, 2, 64, 4)
] {
  op t c s=s
  repeat n-1 { op t c }
}
for i in range(12) { add { ln; attention 12 } }
if it.h > 7 { pool 2 } else if it.h > 3 { pool 3 } else { gap }
"#;

/// A statement of every kind, and most kinds of arguments.
pub(super) const KINDS: &str = r#"network "Kinds"  # a title
use "blocks.net"
param width = 1.0 in [0.25, 0.5, 0.75, 1.0]
param res = 224 in 96..512
fn ch(c, d=8) = divisible(c * width, d)
block f(c, s=1, hidden=4*c) { conv c s=s; relu }
batch 4; dtype f16 weights=f32

input (3, res, res) -> 3x?x?
c4: conv ch(32) k3 s2 p=((0, 1), (0, 1)) nobias -> (ch(32), it.h, it.w)
let sizes = []
sizes += it.c
sizes += { gap }
a, _: split 2 axis=-1
let q = { linear -c; reshape (n, h, d) } -> ?x?x?
add { conv (c*2) k1x7 } a 0.5
pool 3 -1; slice 0 -1; conv a -b; conv c (1, 2); conv c [1]; custom "x y" (c, h, w) params=0
let x = if a == 1 and not b then -a ** -b else if c then max(a, b, d=[1, 2])[0] + 2 * 3 else 1_000K
if it[0] != 7 or it.h > 3 { relu } else if true { } else { pool 2 }
out: repeat n - 1 { f 64 s2 } -> 1000
for (op, t) in [
  (fused, 1)   # first

  (mbconv, 4),
] {
  op t
}
out2: for i in range(3) { relu }
assert it.h == 7 "the head expects 7×7"
assert total.params <= 5M; assert total.peak_memory <= 320KiB
let big = max(
  1,
  # the second
  2
  + 3,
)
output a b
"#;

/// All of them.
pub(super) const ALL: [&str; 4] = [ALEXNET, JOINS, BLOCKS, KINDS];
