//! What a device makes of reports, through the program.

use super::*;

#[test]
fn without_a_bandwidth_nothing_is_said_of_the_time_of_bytes() {
    let columns = "name,compute_time,memory_time,time,bound";
    let net = "dtype int8; input 3x32x32; conv 16 k3";
    let table = |device: &str| {
        let words = ["run", "-e", net, "--device", device, "--format", "csv", "--columns", columns];
        stdout(&run(&words)).lines().nth(1).map(str::to_owned)
    };
    // 2 · 27 · 16 · 30 · 30 operations at 4e12 a second.
    assert_eq!(table("coral").as_deref(), Some("conv1,194400,,194400,"));
    // The same at 130e12, and 3,072 + 448 + 14,400 bytes at 320e9 a second.
    assert_eq!(table("t4").as_deref(), Some("conv1,5982,56000,56000,memory"));
}
