//! The structures of the page model, read off their source: as a JSON schema, to which pages are held, and
//! as types of TypeScript, which the program of the page is compiled with.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::schema::Schema;

/// A structure, or another name for a type.
struct Definition {
    name: String,
    about: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    about: String,
    of: String,
}

/// What the types of Rust are in a schema and in TypeScript.
const PLAIN: [(&[&str], &str, &str); 11] = [
    (&["String", "&'static str", "Cow<'static, str>"], r#"{"type": "string"}"#, "string"),
    (&["bool"], r#"{"type": "boolean"}"#, "boolean"),
    (&["u8", "u32", "u64", "usize"], r#"{"type": "integer", "minimum": 0}"#, "number"),
    (&["StringId", "RowIndex", "TensorIndex"], r#"{"type": "integer", "minimum": 0}"#, ""),
    (&["Axes"], r#"{"type": "array", "items": {"type": "integer", "minimum": 1}}"#, "number[]"),
    (
        &["Integer"],
        r#"{"anyOf": [{"type": "integer", "minimum": 0, "maximum": 9007199254740991},
            {"type": "string", "pattern": "^[1-9][0-9]{15,38}$"}]}"#,
        "number | string",
    ),
    (
        &["Value"],
        r##"{"anyOf": [{"$ref": "#/$defs/Integer"}, {"type": "number"}, {"type": "null"}]}"##,
        "number | string | null",
    ),
    (&["Fold"], r#"{"enum": ["sum", "max", "none"]}"#, r#""sum" | "max" | "none""#),
    (&["ReportKind"], r#"{"const": "report"}"#, r#""report""#),
    (&["CompareKind"], r#"{"const": "compare"}"#, r#""compare""#),
    (
        &["Change"],
        r#"{"enum": ["same", "changed", "removed", "added"]}"#,
        r#""same" | "changed" | "removed" | "added""#,
    ),
];

/// The definitions of a source file: its structures, and the types with a name of their own.
fn definitions(source: &str) -> Vec<Definition> {
    let (mut all, mut about) = (Vec::<Definition>::new(), String::new());
    for line in source.lines() {
        let text = line.trim();
        let public = text.strip_prefix("pub(super) ").or_else(|| text.strip_prefix("pub "));
        let public = public.filter(|text| !text.starts_with("fn "));
        let defined =
            |word| public.and_then(|text| text.strip_prefix(word)?.split([' ', '(', '{']).next());
        if let Some(doc) = text.strip_prefix("/// ") {
            about = if about.is_empty() { doc.to_owned() } else { format!("{about} {doc}") };
        } else if let Some(name) = defined("struct ").or(defined("enum ")).or(defined("type ")) {
            all.push(Definition {
                name: name.to_owned(),
                about: std::mem::take(&mut about),
                fields: Vec::new(),
            });
        } else if let (Some((name, of)), true) =
            (public.and_then(|it| it.split_once(": ")), line.starts_with("    "))
        {
            let field = Field {
                name: name.to_owned(),
                about: std::mem::take(&mut about),
                of: of.trim_end_matches(',').to_owned(),
            };
            all.last_mut().expect("a structure").fields.push(field);
        } else if !text.starts_with("#[") {
            about.clear();
        }
    }
    all
}

fn inner<'t>(of: &'t str, outer: &str) -> Option<&'t str> {
    of.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>')
}

/// The schema of a type.
fn schema(of: &str) -> Value {
    if let Some(item) = inner(of, "Vec") {
        return json!({"type": "array", "items": schema(item)});
    }
    match inner(of, "Option") {
        Some(some) => json!({"anyOf": [schema(some), {"type": "null"}]}),
        None => json!({"$ref": format!("#/$defs/{of}")}),
    }
}

/// The schema of the documents that are made of these definitions.
fn document(all: &[Definition], root: &str) -> Schema {
    let mut defs = serde_json::Map::new();
    let read = |text| serde_json::from_str(text).expect("a schema");
    for (names, schema, _) in PLAIN {
        defs.extend(names.iter().map(|name| ((*name).to_owned(), read(schema))));
    }
    for Definition { name, fields, .. } in all.iter().filter(|it| !it.fields.is_empty()) {
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let fields = fields.iter().map(|field| (field.name.clone(), schema(&field.of)));
        let properties: serde_json::Map<_, _> = fields.collect();
        let object = json!({"type": "object", "required": names, "additionalProperties": false,
            "properties": properties});
        defs.insert(name.clone(), object);
    }
    Schema::new(&json!({"$ref": format!("#/$defs/{root}"), "$defs": defs}).to_string())
}

/// A type in TypeScript.
fn typescript(of: &str) -> String {
    if let Some(item) = inner(of, "Vec") {
        let item = typescript(item);
        return if item.contains('|') { format!("({item})[]") } else { format!("{item}[]") };
    }
    if let Some(some) = inner(of, "Option") {
        return format!("{} | null", typescript(some));
    }
    let plain = PLAIN.iter().find(|(names, ..)| names.contains(&of));
    let builtin =
        plain.filter(|(.., typescript)| !typescript.contains('|') && !typescript.is_empty());
    builtin.map_or_else(|| of.to_owned(), |(.., typescript)| (*typescript).to_owned())
}

/// All definitions as a module of TypeScript.
fn module(all: &[Definition]) -> String {
    let mut text = "// Written by `UPDATE_DOCS=1 cargo test --test whole page` from the structures in src/report/page/.\n\n\
        /** The index of a text in `strings`. */\nexport type StringId = number\n".to_owned();
    for Definition { name, about, fields } in all.iter().filter(|it| it.name != "Axes") {
        let plain = PLAIN.iter().find(|(names, ..)| names.contains(&name.as_str()));
        let alias =
            plain.map(|(.., typescript)| if typescript.is_empty() { "number" } else { typescript });
        let begin = match alias {
            Some(alias) => format!("type {name} = {alias}\n"),
            None => format!("interface {name} {{\n"),
        };
        let about = about.replace("`None`", "`null`");
        write!(text, "\n/** {about} */\nexport {begin}").expect("room");
        for Field { name, about, of } in fields {
            let about = about.replace("`None`", "`null`");
            write!(text, "  /** {about} */\n  {name}: {}\n", typescript(of)).expect("room");
        }
        text.push_str(if alias.is_none() { "}\n" } else { "" });
    }
    text
}

fn read() -> Vec<Definition> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/page");
    let files = ["model.rs", "table.rs", "comparison.rs"].map(|file| folder.join(file));
    let texts = files.map(|path| fs::read_to_string(path).expect("the structures"));
    texts.iter().flat_map(|text| definitions(text)).collect()
}

/// The schema of a page.
pub fn page() -> Schema {
    document(&read(), "Page")
}

/// The schema of the page of a comparison.
pub fn comparison() -> Schema {
    document(&read(), "ComparisonPage")
}

#[test]
fn typescript_has_the_types_of_the_model() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/src/model.ts");
    let expected = module(&read());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).expect("written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "{}: `UPDATE_DOCS=1 cargo test --test whole page` writes it",
        path.display()
    );
}

#[test]
fn a_schema_refuses_what_is_not_of_the_type() {
    let source = "/// A thing.\n#[derive(Debug)]\npub struct Thing {\n    /// Its size.\n    pub size: Option<Vec<u32>>,\n}\n";
    let all = definitions(source);
    assert!(module(&all).ends_with(
        "/** A thing. */\nexport interface Thing {\n  /** Its size. */\n  size: number[] | null\n}\n"
    ));
    let schema = document(&all, "Thing");
    let errors = |json: &str| schema.errors(&serde_json::from_str(json).expect("JSON")).len();
    assert_eq!(errors(r#"{"size": [1, 2]}"#), 0);
    assert_eq!(errors(r#"{"size": null}"#), 0);
    for wrong in ["{}", r#"{"size": [-1]}"#, r#"{"size": null, "sizes": 1}"#, "[]"] {
        assert!(errors(wrong) > 0, "{wrong}");
    }
}
