//! Networks of the language beside models of the same networks.

use std::io::Cursor;

use super::unpacked;
use crate::program::Program;

/// The last line of a comparison of a bundled network with its export to ONNX.
fn verdict(network: &str) -> String {
    let model = unpacked(&format!("exports/{network}.onnx.gz"));
    let output = Program::new(["compare", network, "-"]).stdin(Cursor::new(model)).output();
    assert_eq!(output.status, 0, "{}", output.stderr);
    output.stdout.lines().last().unwrap_or_default().to_owned()
}

/// PyTorch's exporter puts batch norms into the convolutions before them: all 53 of a ResNet-50, all 20 of a
/// ResNet-18, and a network without norms is the same.
#[test]
fn an_export_differs_in_its_norms_alone() {
    let folded = |norms: u64| {
        format!(
            "they differ in {norms} norms that are folded into the layers before them, and in nothing else"
        )
    };
    assert_eq!(verdict("resnet50"), folded(53));
    assert_eq!(verdict("resnet18"), folded(20));
    assert_eq!(verdict("unet"), "the networks are equal: all 53 layers are the same");
}
