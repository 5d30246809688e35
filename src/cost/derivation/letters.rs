//! What the letters in formulas of costs stand for.

/// A letter, the operations in whose formulas it has this meaning, all if there are none, and the meaning.
pub type Letter = (&'static str, &'static [&'static str], &'static str);

const ATTENTION: &[&str] = &["sdpa"];
const DENSE: &[&str] = &["fc", "linear", "bilinear"];
const RECURRENT: &[&str] = &["rnn", "lstm", "gru"];
const VECTORS: &[&str] = &["cumsum", "cumprod", "topk", "sort"];

/// The letters; those of some operations come before those of all.
pub const LETTERS: [Letter; 58] = [
    ("H", ATTENTION, "heads"),
    ("P", ATTENTION, "pairs of a query and a key in a head"),
    ("d", ATTENTION, "features of a query and of a key in a head"),
    ("e", ATTENTION, "features of a value in a head"),
    ("r", ATTENTION, "queries in a head"),
    ("T", ATTENTION, "queries"),
    ("S", ATTENTION, "keys"),
    ("I", DENSE, "features of the input"),
    ("I_2", DENSE, "features of the second input"),
    ("J", DENSE, "features of the output"),
    ("R", DENSE, "vectors of the input"),
    ("H", RECURRENT, "features of the state"),
    ("I", RECURRENT, "features of the input"),
    ("L", RECURRENT, "layers"),
    ("D", RECURRENT, "directions"),
    ("P", RECURRENT, "features of the projected state"),
    ("T", RECURRENT, "steps"),
    ("T", &["scan"], "steps"),
    ("D", &["scan"], "channels"),
    ("N", &["scan"], "features of the state"),
    ("c", &["matmul", "einsum"], "products of two matrices"),
    ("m", &["matmul", "einsum"], "rows of the first matrix"),
    ("k", &["matmul", "einsum"], "columns of the first matrix"),
    ("n", &["matmul", "einsum"], "columns of the second matrix"),
    ("k", VECTORS, "values that are taken"),
    ("n", VECTORS, "values in a vector"),
    ("v", VECTORS, "vectors"),
    ("G", &["deformconv"], "groups of offsets"),
    ("s", &["roialign", "gridsample"], "samples of a place"),
    ("C_in", &[], "channels of the input"),
    ("C_out", &[], "channels of the output"),
    ("C", &[], "channels"),
    ("I_d", &[], "depth of the input"),
    ("I_h", &[], "height of the input"),
    ("I_w", &[], "width of the input"),
    ("K_d", &[], "depth of the kernel"),
    ("K_h", &[], "height of the kernel"),
    ("K_w", &[], "width of the kernel"),
    ("O_d", &[], "depth of the output"),
    ("O_h", &[], "height of the output"),
    ("O_w", &[], "width of the output"),
    ("w_d", &[], "depths of all windows together"),
    ("w_h", &[], "heights of all windows together"),
    ("w_w", &[], "widths of all windows together"),
    ("w", &[], "learned values"),
    ("s", &[], "stride"),
    ("p", &[], "padding"),
    ("p_1", &[], "padding before"),
    ("p_2", &[], "padding after"),
    ("d", &[], "dilation"),
    ("op", &[], "output padding"),
    ("g", &[], "groups"),
    ("N", &[], "samples of the batch"),
    ("v", &[], "vectors"),
    ("n", &[], "values in a vector"),
    ("vocab", &[], "rows of the table"),
    ("dim", &[], "features of a row"),
    ("ids", &[], "rows that are looked up"),
];

/// What a letter stands for in the formulas of an operation; `None` for a word that says it.
pub fn letter(name: &str, operation: &str) -> Option<&'static Letter> {
    let fits = |of: &[&str]| of.is_empty() || of.contains(&operation);
    LETTERS.iter().find(|(letter, of, _)| *letter == name && fits(of))
}
