//! The canonical layout.

use super::{codes, reference, tree, with};
use crate::syntax::format;

fn formatted(text: &str) -> String {
    with(text, format)
}

/// Checks a layout, and that it stays as it is.
#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(formatted(text), expected);
    assert_eq!(formatted(expected), expected, "laid out again");
}

#[test]
fn the_reference_is_laid_out_as_it_stands() {
    for text in reference::ALL {
        // But for operators outside of arguments, which the reference writes without blanks.
        let laid_out = text.replace("!= 4*c {", "!= 4 * c {").replace("n-1 {", "n - 1 {");
        check(text, &laid_out);
    }
}

#[test]
fn blanks_within_a_line() {
    check("conv   96  k11\tp=( 1,2 )", "conv 96 k11 p=(1, 2)\n");
    check("let x=a+b*-c", "let x = a + b * -c\n");
    check("conv (a + b) k=f( x , d=a+ b )", "conv (a+b) k=f(x, d=a+b)\n");
    check("let x = f( x , d=a+b )[ 1 ]", "let x = f(x, d=a + b)[1]\n");
    check("conv a -b;conv (a -b)", "conv a -b; conv (a-b)\n");
    check("if(a)==( - b){relu}else{}", "if (a) == (-b) { relu } else { }\n");
    check("fn f (a,b = 2 * a)=a-b", "fn f(a, b=2*a) = a - b\n");
    check("block f{relu;}", "block f { relu; }\n");
    check("a ,b :split 2->2x3", "a, b: split 2 -> 2x3\n");
    check("add p={relu}{ relu }", "add p={ relu } { relu }\n");
    check("x+={relu}; y+=a*2", "x += { relu }; y += a * 2\n");
    check("param x=-1 in -1 .. n*2", "param x = -1 in -1..n * 2\n");
    check("for(a,b)in x{relu}", "for (a, b) in x { relu }\n");
    check("let y = not a==(if b then 1 else 2)", "let y = not a == (if b then 1 else 2)\n");
    check("mean keepdim=(not a and b==1)", "mean keepdim=(not a and b==1)\n");
    check("let x = (e,)", "let x = (e,)\n");
    check("conv in-3; let y = in-3", "conv in-3; let y = in -3\n");
    check("assert total.params<=5M\"small\"", "assert total.params <= 5M \"small\"\n");
    check("relu->  ?x256x?", "relu -> ?x256x?\n");
    check("allow   block-used-once  a-let", "allow block-used-once a-let\n");
    check(
        "deploy   fold-bn  fuse int4:group=128:zero",
        "deploy fold-bn fuse int4:group=128:zero\n",
    );
    check("deploy , x :  relu\ndeploy :relu", "deploy, x: relu\ndeploy: relu\n");
    check("fused   {relu}", "fused { relu }\n");
}

#[test]
fn columns_stay_aligned() {
    let text = "conv 256 k5 p2;    relu; pool 3 2      -> 256x6x6   # five\n(1,  2)\n";
    check("conv 256 k5 p2;    relu; pool 3 2      -> 256x6x6   # five\n", &text[..text.len() - 8]);
    check("let x = [(a,   1,  2)]\n", "let x = [(a,   1,  2)]\n");
    check("relu# note", "relu # note\n");
}

#[test]
fn lines_and_indentation() {
    check("\n\n  relu\n\n\n\n relu  \n\n", "relu\n\nrelu\n");
    check("", "");
    check("# only\n\n", "# only\n");
    check(
        "block f {\nadd\n# first\n{ relu\n}\n{\nconv 3 }\n# last\n}\n",
        "block f {\n  add\n    # first\n    { relu\n    }\n    {\n      conv 3 }\n  # last\n}\n",
    );
    check(
        "if a {\nrelu }\n# else\nelse {\nrelu\n}\n-> 3x3",
        "if a {\n  relu }\n# else\nelse {\n  relu\n}\n  -> 3x3\n",
    );
    check(
        "let x = max((\n1\n), [\n2\n- 3\n],\n4\n- 5)",
        "let x = max((\n  1\n), [\n  2\n  -3\n],\n  4\n  - 5)\n",
    );
    check("relu\r\n\r\n\r\n  relu\r\n", "relu\r\n\r\nrelu\r\n");
    check("\u{feff}relu", "relu\n");
    check("\n \u{feff}relu", "relu\n");
}

#[test]
fn broken_statements_stay() {
    check("  relu\n  conv c  *  2   # note\n\n\nrelu", "relu\nconv c  *  2   # note\n\nrelu\n");
    check("add { conv  =  3;   relu }\nlet x=3", "add { conv  =  3;   relu }\nlet x = 3\n");
    check("let x=a<b< c\nlet y=1", "let x=a<b< c\nlet y = 1\n");
}

#[test]
fn a_file_whose_brackets_do_not_match_stays() {
    for text in
        ["conv (a  *b\nlet y=1", "relu )\n  bn", "block f {\n   relu\n\nblock g {\nrelu }\n"]
    {
        assert_eq!(formatted(text), text);
    }
}

#[test]
fn layout_keeps_the_tree() {
    for text in reference::ALL {
        let squeezed: String = text.lines().map(|line| format!("   {}  \n", line.trim())).collect();
        assert_eq!(codes(&*squeezed), [""; 0]);
        assert_eq!(tree(&formatted(&squeezed)), tree(text));
    }
}
