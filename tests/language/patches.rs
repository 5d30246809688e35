//! What may be read of layers that run in patches.

use netcost::internals::cost::Costs;
use netcost::{Costing, Patches};

use super::*;

/// After the patches only the output of the last layer may be read, and what is whole anyway: weights, and the input
/// unless it is streamed.
#[test]
fn what_patches_make_is_read_by_them_alone() {
    let found = |text: &str, words: &str| {
        let network = network(text);
        let patches: Patches = words.parse().expect("patches");
        let costing = Costing { patches: Some(&patches), ..Costing::default() };
        Costs::new(&network, &costing).err().map(|error| error.to_string())
    };
    let weight = "input 3x8x8; let w = { weight 4x1x1 }; conv 4 k3 p1; add w; conv 4; mul w";
    assert_eq!(found(weight, "2x2:conv2"), None);
    let input = "x: input 3x8x8; conv 3 k3 p1; conv 3; add x";
    assert_eq!(found(input, "2x2:conv2"), None);
    assert!(found(input, "2x2:conv2:streamed").is_some_and(|it| it.contains("`x` is read after")));
    let inner = "input 3x8x8; x: conv 3; conv 3; relu; add x";
    assert!(found(inner, "2x2:conv1").is_some_and(|it| it.contains("`x` is read after")));
    assert_eq!(found(inner, "2x2:x"), None);
    let parts = "input 3x8x8; conv 4; a, b: split 2; from a; relu; add ";
    assert_eq!(found(&format!("{parts}a"), "2x2:a"), None);
    assert!(
        found(&format!("{parts}b"), "2x2:a")
            .is_some_and(|it| it.contains("`a, output 2` is read after"))
    );
}
