//! `use`.

use super::*;

fn using(files: &[(&'static str, &'static str)], text: &str) -> Result<Network, Vec<String>> {
    let checked = check_with(text, &Options::default(), &Folder(files.to_vec()));
    checked.network.ok_or_else(|| checked.diagnostics.iter().map(code).collect())
}

#[test]
fn a_used_file_brings_its_blocks_and_functions() {
    let network = using(
        &[
            ("lib/blocks.net", "use \"more.net\"\nblock b(c) { linear twice(c) }"),
            ("lib/more.net", "fn twice(x) = 2*x"),
        ],
        "use \"lib/blocks.net\"\ninput 4\nb 3",
    );
    assert_eq!(network.map(|network| params_of(&network)), Ok(30));
    // What a used file uses is its own affair.
    let more = using(
        &[("a.net", "use \"b.net\"\nblock a { b }"), ("b.net", "block b { relu }")],
        "use \"a.net\"\ninput 4\nb",
    );
    assert_eq!(more.err(), Some(vec!["net::name::unknown_operation".to_owned()]));
}

#[test]
fn blocks_of_used_files_do_not_see_the_params_of_the_main_file() {
    let found =
        using(&[("a.net", "block a { linear w }")], "use \"a.net\"\nparam w = 3\ninput 4\na");
    assert_eq!(found.err(), Some(vec!["net::name::unknown".to_owned()]));
}

#[test]
fn mistaken_uses() {
    for (files, text, code) in [
        (&[][..], "use \"none.net\"\ninput 4\nrelu", "net::file::not_found"),
        (
            &[("a.net", "use \"b.net\""), ("b.net", "use \"a.net\"")],
            "use \"a.net\"\ninput 4\nrelu",
            "net::file::cycle",
        ),
        (
            &[("a.net", "block x { relu }"), ("b.net", "block x { relu }")],
            "use \"a.net\"\nuse \"b.net\"\ninput 4\nx",
            "net::name::from_two_files",
        ),
        (
            &[("a.net", "block x { relu }\ninput 4")],
            "use \"a.net\"\ninput 4\nx",
            "net::name::not_in_a_used_file",
        ),
        (
            &[("a.net", "block x { relu\n")],
            "use \"a.net\"\ninput 4\nx",
            "net::syntax::unclosed_brace",
        ),
    ] {
        let codes = using(files, text).expect_err(text);
        assert_eq!(codes, [code], "{text}");
    }
}

#[test]
fn what_a_missing_file_would_bring_is_not_missed_as_well() {
    let found = using(&[], "use \"none.net\"\ninput 4\nunit twice(2)\nrelu");
    assert_eq!(found.err(), Some(vec!["net::file::not_found".to_owned()]));
    let found = using(&[("a.net", "use \"none.net\"")], "use \"a.net\"\ninput 4\nunit 3");
    let codes = ["net::name::unknown_operation", "net::file::not_found"];
    assert_eq!(found.expect_err("two mistakes"), codes);
}

#[test]
fn the_files_own_block_goes_before_a_used_one() {
    let network = using(
        &[("a.net", "block x { linear 9 }")],
        "use \"a.net\"\nblock x { linear 2 }\ninput 4\nx",
    );
    assert_eq!(network.map(|network| params_of(&network)), Ok(10));
}
