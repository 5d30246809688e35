#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| netcost_fuzz::editor(bytes));
