//! Planned arenas.

use netcost::internals::bundled::schema::{ARENA, REPORT};
use netcost::model::Arena;
use serde_json::Value;

use super::{run, status, stderr, stdout};
use crate::schema::Schema;

/// The plan of a network, which holds to the schema.
fn plan(network: &[&str], options: &[&str]) -> Arena {
    let arguments = [&["arena", "--format", "json"], network, options].concat();
    let output = run(&arguments);
    assert_eq!((status(&output), stderr(&output).as_str()), (0, ""));
    let json: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(Schema::new(ARENA).errors(&json), [""; 0]);
    serde_json::from_value(json).expect("a plan")
}

#[test]
fn arenas_of_mlperf_tiny_are_those_of_the_runtime() {
    // What the interpreter of TensorFlow Lite for Microcontrollers planned for the reference models: the head of its
    // arena, and the most that lives at once by the lifetimes in their files.
    let planned = [
        ("mlperf_tiny_ad", 768, 768),
        ("mlperf_tiny_kws", 16_000, 16_000),
        ("mlperf_tiny_ic", 49_152, 49_152),
        ("mlperf_tiny_vww", 73_728, 55_296),
    ];
    for (name, arena, bound) in planned {
        let plan = plan(&[name], &["--deploy", "--what-if", "int8"]);
        assert_eq!((plan.arena, plan.bound), (arena, bound), "{name}");
        assert_eq!(plan.smallest, arena == bound, "{name}");
    }
}

#[test]
fn planners_differ_in_what_they_find() {
    let deployed = |planner| {
        plan(&["mlperf_tiny_vww"], &["--deploy", "--what-if", "int8", "--planner", planner])
    };
    let [bound, tflm, best] = ["bound", "tflm", "best"].map(deployed);
    assert_eq!((bound.arena, tflm.arena, best.arena), (55_296, 73_728, 55_296));
    assert!(bound.tensors.iter().all(|tensor| tensor.offset.is_none()));
    assert!(best.smallest && !tflm.smallest);
}

#[test]
fn tensors_have_places_and_what_is_done_in_place_has_none_of_its_own() {
    let text = "input 4x2x2; conv 4; relu; x: conv 4; sigmoid; add x; gap";
    let plan = plan(&["-e", text], &["--inplace"]);
    let named =
        |name: &str| plan.tensors.iter().find(|it| it.name.as_deref() == Some(name)).expect(name);
    assert_eq!(named("conv1").reused_by, ["relu1"]);
    assert_eq!(named("sigmoid1").reused_by, ["add1"]);
    assert_eq!((named("conv1").first, named("conv1").last), (1, 3));
    let ends = plan.tensors.iter().filter_map(|tensor| Some(tensor.offset? + tensor.bytes));
    assert_eq!(ends.max(), Some(plan.arena));
    assert_eq!(
        plan.tensors.first().and_then(|input| input.name.clone()),
        None,
        "an input without a label"
    );
}

#[test]
fn a_plan_has_a_table_lines_for_spreadsheets_and_a_picture() {
    let text = "x: input 4; linear 3 -> 3; concat x";
    let shown = |format: &str| stdout(&run(&["arena", "-e", text, "--format", format]));
    let table = shown("table");
    assert!(
        table.contains("arena by tflm: 64 bytes; at most 56 bytes are alive at once"),
        "{table}"
    );
    let csv = shown("csv");
    let expected = "name,shape,dtype,bytes,offset,first,last,reused_by\nx,4,f32,16,48,1,2,\n";
    assert!(csv.starts_with(expected), "{csv}");
    let svg = shown("svg");
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{svg}");
    assert_eq!(svg.matches("<g>").count(), 3, "{svg}");
    let hostile =
        stdout(&run(&["arena", "-e", "network \"<&>\"; input 4; relu", "--format", "svg"]))
            .to_owned();
    assert!(hostile.contains("&lt;&amp;&gt;") && !hostile.contains("<&"), "{hostile}");
}

#[test]
fn a_run_reports_its_arena_and_holds_it_against_the_device() {
    let output = run(&[
        "run",
        "mlperf_tiny_vww",
        "--deploy",
        "--what-if",
        "int8",
        "--arena",
        "tflm",
        "--format",
        "json",
    ]);
    let report: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(Schema::new(REPORT).errors(&report), [""; 0]);
    assert_eq!(
        (&report["totals"]["arena"], &report["totals"]["peak_memory"]),
        (&73_728.into(), &55_296.into())
    );
    // What is alive at once fits into 320 KiB, and the plan does not.
    let must_fit = |arena: &[&str]| {
        let input =
            ["run", "mlperf_tiny_vww", "--input", "3x208x208", "--deploy", "--what-if", "int8"];
        let device = ["--device", "stm32f746", "--must-fit"];
        status(&run(&[&input, &device[..], arena].concat()))
    };
    assert_eq!(
        [must_fit(&[]), must_fit(&["--arena", "best"]), must_fit(&["--arena", "tflm"])],
        [0, 0, 1]
    );
}

const VWW: [&str; 4] = ["mlperf_tiny_vww", "--deploy", "--what-if", "int8"];
const LINE: &str = "flash 219,072 + about 110 K of 1 MiB; RAM 73,728 + about 29 K of 320 KiB: fits";

#[test]
fn one_line_decides_whether_a_device_holds_the_network() {
    let lines = |words: &[&str]| {
        let output = run(words);
        let line =
            stdout(&output).lines().find(|line| line.starts_with("flash")).map(str::to_owned);
        (status(&output), line.unwrap_or_default())
    };
    let on = ["--device", "stm32f746", "--must-fit"];
    let with = |command, options: &[&str]| lines(&[&[command], &VWW[..], &on, options].concat());
    assert_eq!(with("arena", &[]), (0, LINE.to_owned()));
    assert_eq!(with("run", &["--arena", "tflm"]), (0, LINE.to_owned()));
    // By the name of another planner nothing is known of a runtime.
    let other = "flash 219,064 of 1 MiB; RAM 55,296 of 320 KiB: fits";
    assert_eq!(with("run", &[]), (0, other.to_owned()));
    assert_eq!(with("arena", &["--planner", "best"]), (0, other.to_owned()));
    for format in ["markdown", "html"] {
        let words = ["--arena", "tflm", "--device", "stm32f746", "--format", format];
        assert!(stdout(&run(&[&["run"], &VWW[..], &words].concat())).contains(LINE), "{format}");
    }
}

#[test]
fn what_the_runtime_takes_decides_with() {
    // 327,680 bytes less those of the plan are 10,000: fewer than the runtime takes.
    let folder = tempfile::tempdir().expect("a folder");
    let device = |ram: u64, code: &str| {
        let file = folder.path().join("board.toml");
        let text = format!(
            "name = \"board\"\ntitle = \"A board\"\npeak.int8 = {{ value = 1 }}\n\
             flash = {{ value = 400_000 }}\nram = {{ value = {ram} }}\n{code}"
        );
        std::fs::write(&file, text).expect("a device");
        let words = ["--device", file.to_str().expect("a path"), "--must-fit"];
        let output = run(&[&["arena"], &VWW[..], &words, &["--format", "json"]].concat());
        let plan: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert_eq!(Schema::new(ARENA).errors(&plan), [""; 0]);
        let fits = ["flash", "RAM"].map(|memory| {
            let all = plan["device"]["fits"].as_array().expect("memories").clone();
            all.into_iter().find(|it| it["memory"] == memory).expect("a memory")["fits"] == true
        });
        (status(&output), fits, stderr(&output))
    };
    assert_eq!(device(110_000, "").0, 0);
    let (status, fits, message) = device(83_728, "");
    assert_eq!((status, fits), (1, [true, false]));
    let said = "activations take 73,728 bytes and the runtime about 29 K, and its RAM holds 83,728";
    assert!(message.contains(said), "{message}");
    let (status, fits, _) = device(110_000, "runtime.tflm = { value = 100_000 }");
    assert_eq!((status, fits), (1, [false, true]), "with its code");
}

#[test]
fn a_claim_leaves_out_what_is_estimated() {
    let text = "dtype int8; input 16x90x100; conv 16; gap; assert fits(stm32f746)";
    let with = |options: &[&str]| {
        let words = ["check", "-e", text, "--device", "stm32f746", "--arena", "tflm"];
        status(&run(&[&words, options].concat()))
    };
    // Two tensors of 144,000 bytes leave 39,680, which a runtime of two operations does not need.
    assert_eq!([with(&[]), with(&["--must-fit"])], [0, 0]);
    let text = "dtype int8; input 16x102x100; conv 16; gap; assert fits(stm32f746)";
    let words = ["check", "-e", text, "--device", "stm32f746", "--arena", "tflm"];
    // Here 1,280 bytes are left.
    assert_eq!(status(&run(&words)), 0);
    assert_eq!(status(&run(&[&words[..], &["--must-fit"]].concat())), 1);
}

#[test]
fn windows_and_channels_have_places_in_a_plan() {
    let network = ["mobilenet_v2", "--deploy", "--what-if", "int8"];
    let options = ["--inplace=depthwise", "--patches", "4x4:inverted4:streamed"];
    let plan = plan(&network, &options);
    assert_eq!((plan.arena, plan.bound), (200_704, 200_704));
    let named = |name: &str| {
        let found = plan.tensors.iter().find(|it| it.name.as_deref() == Some(name));
        found.unwrap_or_else(|| panic!("{name}")).bytes
    };
    // A window of 75×75 places, the whole output of the patches, and 28×28 places of a channel.
    assert_eq!(plan.tensors.first().map(|it| it.bytes), Some(3 * 75 * 75));
    assert_eq!(named("inverted4/conv2"), 32 * 28 * 28);
    assert_eq!(named("inverted5/relu6_2, a channel"), 28 * 28);
}

#[test]
fn claims_are_about_an_arena_by_a_planner() {
    let text = |claim: &str| format!("input 8; linear 5; linear 3; assert {claim}");
    let said = |claim: &str| {
        let output = run(&["check", "-e", &text(claim), "--message-format", "short"]);
        (status(&output), stderr(&output))
    };
    assert_eq!(said("total.arena(tflm) <= 64").0, 0);
    assert_eq!(said("total.arena(first-fit) == 52").0, 0);
    assert!(said("total.arena < 4KiB").1.contains("name one, as in `total.arena(tflm)`"));
    assert!(
        said("total.arena(tfl) < 4KiB")
            .1
            .contains("`total.arena(tfl)` does not name a planner: did you mean `tflm`?")
    );
    assert!(said("total.arena(x) < 4KiB").1.contains("`bound`, `tflm`, `first-fit` and `best`"));
    assert!(said("total.arena(tflm) < 5ms").1.contains("net::claim::"));
}

#[test]
fn no_plan_replaces_its_network() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.net");
    std::fs::write(&file, "input 8; linear 5").expect("a file");
    let path = file.to_str().expect("a path");
    let output = run(&["arena", path, "-o", path]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("net::file::output_is_input"), "{}", stderr(&output));
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "input 8; linear 5");
}
