//! What a device makes of reports, through the program.

use netcost::Report;

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

#[test]
fn a_claim_asks_whether_a_device_holds_the_network() {
    let folder = tempfile::tempdir().expect("a folder");
    // A board that computes in 16 bits only.
    let write = |name: &str, bytes: u64| {
        let text = format!(
            "name = \"board\"\ntitle = \"A board\"\npeak.f16 = {{ value = 1 }}\n\
             memory = {{ value = {bytes} }}\n"
        );
        std::fs::write(folder.path().join(name), text).expect("a device");
    };
    // The weights, and the vectors before and after them.
    let bytes = 4 * (249 * 500 + 249 + 500);
    write("board.toml", bytes);
    write("small.toml", bytes - 1);
    let check = |claim: &str| {
        let net = format!("input 249\nlinear 500 nobias\nassert {claim}\n");
        std::fs::write(folder.path().join("a.net"), net).expect("a network");
        let file = folder.path().join("a.net");
        let file = file.to_str().expect("a path");
        let output = run(&["check", file, "--message-format", "short"]);
        (output.status, output.stderr)
    };
    for holds in [
        "fits(\"board.toml\")",
        "fits(h100-sxm) and fits(stm32f746)",
        "not fits(\"small.toml\")",
        "if total.params > 5 then fits(t4) else false",
    ] {
        assert_eq!(check(holds), (0, String::new()), "{holds}");
    }
    let message = |claim: &str| {
        let (status, message) = check(claim);
        assert_eq!(status, 1, "{message}");
        message
    };
    let small = message("fits(\"small.toml\") \"ours\"");
    assert!(small.contains("ours: the network does not fit `board`"), "{small}");
    assert!(small.contains("take 500,996 bytes, and its memory holds 500,995"), "{small}");
    for (claim, code) in [
        ("fits(t5)", "net::setting::unknown_device"),
        ("fits(\"no.toml\")", "net::file::not_found"),
        ("fits(coral)", "net::claim::no_memory"),
        ("fits(t4) + 1 == 2", "net::claim::no_value"),
    ] {
        let message = message(claim);
        assert!(message.contains(code), "{message}");
    }
    let (_, bad) = check("fits(\"a.net\")");
    assert!(bad.contains("net::setting::bad_device"), "{bad}");
}

#[test]
fn a_claim_asks_for_the_time_on_a_device_that_a_file_describes() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("a path").to_owned()
    };
    // One name for two devices, which is also that of a bundled one.
    let device =
        |peak: u64| format!("name = \"t4\"\ntitle = \"T\"\npeak.f32 = {{ value = {peak} }}\n");
    write("slow.toml", &device(1_000_000));
    write("fast.toml", &device(1_000_000_000));
    let check = |claim: &str| {
        let file = write("a.net", &format!("input 249\nlinear 500\nassert {claim}\n"));
        let output = run(&["check", &file, "--message-format", "short"]);
        (output.status, output.stderr)
    };
    // 2·249·500 operations at 10⁶ or 10⁹ a second.
    for holds in [
        "total.time(\"slow.toml\") == 249ms and total.time(\"fast.toml\") == 249us",
        "total.compute_time( \"fast.toml\" ) == 249us and total.time(t4) != 249us",
        "total.time(\"slow.toml\") == 1000 * total.upper_time(\"fast.toml\")",
    ] {
        assert_eq!(check(holds), (0, String::new()), "{holds}");
    }
    for (claim, message) in [
        ("total.time(\"fast.toml\") < 1us", "fast.toml\")` is 249 us, not less than 1 us"),
        ("total.time(\"no.toml\") < 1us", "net::file::not_found"),
        ("total.time(\"a.net\") < 1us", "net::setting::bad_device"),
        ("total.memory_time(\"fast.toml\") < 1us", "bandwidth"),
        ("total.flops(\"fast.toml\") < 1", "net::setting::unknown_convention"),
        ("total.params(\"fast.toml\") < 1", "net::claim::no_basis"),
    ] {
        let (status, found) = check(claim);
        assert_eq!(status, if message.contains("bad_device") { 2 } else { 1 }, "{found}");
        assert!(found.contains(message), "{found}");
    }
}

/// Words of digits after a hyphen are read as one name, and laid out so.
#[test]
fn names_of_devices_have_hyphens_and_digits() {
    let text = "input 4\nlinear 3\nassert fits(rtx-4090) and fits(a100-80gb)\nassert total.time(rtx-4090) < 1s\n";
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.net");
    std::fs::write(&file, text).expect("a network");
    let file = file.to_str().expect("a path");
    assert_eq!(run(&["check", file]).status, 0);
    assert_eq!(run(&["fmt", "--check", file]).status, 0);
    // A function of one's own may be called so.
    let own = "fn fits(x) = x + 1; input 4; linear fits(2)";
    assert_eq!(run(&["run", "-e", own]).status, 0);
}

#[test]
fn a_device_that_must_hold_the_network_decides_the_status() {
    let status = |batch: &str, device: &str| {
        run(&["run", "vgg16", "--batch", batch, "--device", device, "--must-fit"]).status
    };
    assert_eq!((status("1", "t4"), status("999", "t4"), status("1", "coral")), (0, 1, 1));
    assert_eq!(run(&["check", "vgg16", "--device", "stm32f746", "--must-fit"]).status, 1);
    assert_eq!(run(&["check", "vgg16", "--must-fit"]).status, 2, "on which device?");
    assert_eq!(run(&["run", "vgg16", "--device", "all", "--must-fit"]).status, 2);
}

#[test]
fn all_devices_are_listed_with_whether_they_hold_the_network() {
    let report = stdout(&run(&["run", "lenet5", "--device", "all", "--format", "json"]));
    let report: Report = serde_json::from_str(&report).expect("a JSON report");
    let fits = |name: &str| {
        let device = report.devices.iter().find(|device| device.name == name);
        device.expect("a device").fits.iter().map(|fit| fit.fits).collect::<Vec<_>>()
    };
    assert_eq!(fits("t4"), [true]);
    assert_eq!(fits("stm32f746"), [true, true]);
    assert!(fits("coral").is_empty());
    for format in ["table", "markdown", "latex", "html"] {
        let report = stdout(&run(&["run", "lenet5", "--device", "all", "--format", format]));
        assert!(report.contains("stm32f746") && report.contains("not known"), "{format}");
    }
}
