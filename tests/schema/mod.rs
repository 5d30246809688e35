//! A validator for the subset of JSON Schema that our schemas and that of SARIF use. It panics on keywords
//! that it does not implement, so that no part of a schema is ignored.

use std::collections::BTreeSet;

use regex_lite::Regex;
use serde_json::{Map, Value};

/// Keywords without constraints.
const REMARKS: [&str; 8] =
    ["$schema", "$id", "title", "description", "default", "examples", "$defs", "definitions"];

/// Keywords that are implemented.
const CHECKED: [&str; 19] = [
    "$ref",
    "type",
    "const",
    "enum",
    "oneOf",
    "anyOf",
    "properties",
    "required",
    "dependentRequired",
    "additionalProperties",
    "unevaluatedProperties",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minimum",
    "maximum",
    "pattern",
    "format",
];

/// A schema.
pub struct Schema {
    root: Value,
}

/// Names of the properties that a schema has evaluated, which `unevaluatedProperties` needs.
type Evaluated = BTreeSet<String>;

impl Schema {
    /// Reads a schema.
    pub fn new(text: &str) -> Self {
        let schema = Schema { root: serde_json::from_str(text).expect("JSON") };
        schema.understand(&schema.root);
        schema
    }

    /// Whether a value conforms to the schema.
    pub fn is_valid(&self, value: &Value) -> bool {
        self.errors(value).is_empty()
    }

    /// The violations of the schema, each with its place.
    pub fn errors(&self, value: &Value) -> Vec<String> {
        let mut errors = Vec::new();
        self.check(&self.root, value, "", &mut errors);
        errors
    }

    /// Panics if the schema or one of its subschemas contains a keyword that is not implemented.
    fn understand(&self, schema: &Value) {
        let Value::Object(keywords) = schema else {
            return assert!(schema.is_boolean(), "not a schema: {schema}");
        };
        for (keyword, demand) in keywords {
            let is_known = |known: &[&str]| known.contains(&keyword.as_str());
            assert!(is_known(&REMARKS) || is_known(&CHECKED), "`{keyword}` is not implemented");
            match keyword.as_str() {
                "properties" | "$defs" | "definitions" => {
                    demand
                        .as_object()
                        .expect("schemas")
                        .values()
                        .for_each(|it| self.understand(it));
                }
                "oneOf" | "anyOf" => array(demand).iter().for_each(|it| self.understand(it)),
                "items" | "additionalProperties" | "unevaluatedProperties" => {
                    self.understand(demand);
                }
                "$ref" => assert!(self.referred(demand).is_some(), "unresolved reference {demand}"),
                "pattern" => drop(regex(demand)),
                "format" => {
                    assert!(format(demand).is_some(), "the format {demand} is not implemented")
                }
                _ => {}
            }
        }
    }

    fn referred(&self, reference: &Value) -> Option<&Value> {
        self.root.pointer(reference.as_str()?.strip_prefix('#')?)
    }

    fn check(
        &self,
        schema: &Value,
        value: &Value,
        place: &str,
        errors: &mut Vec<String>,
    ) -> Evaluated {
        let mut evaluated = Evaluated::new();
        let Value::Object(keywords) = schema else {
            if schema == false {
                errors.push(format!("{place}: no value is allowed here"));
            }
            return evaluated;
        };
        for (keyword, demand) in keywords {
            let holds = match keyword.as_str() {
                "$ref" => {
                    let schema = self.referred(demand).expect("a resolved reference");
                    evaluated.extend(self.check(schema, value, place, errors));
                    true
                }
                "oneOf" | "anyOf" => {
                    let tried = array(demand).iter().map(|schema| {
                        let mut errors = Vec::new();
                        let evaluated = self.check(schema, value, place, &mut errors);
                        errors.is_empty().then_some(evaluated)
                    });
                    let valid: Vec<Evaluated> = tried.flatten().collect();
                    let count = valid.len();
                    evaluated.extend(valid.into_iter().flatten());
                    count == 1 || keyword == "anyOf" && count > 1
                }
                keyword => holds(keyword, demand, value),
            };
            if !holds {
                errors.push(format!("{place}: {value} and `{keyword}`: {demand}"));
            }
        }
        match value {
            Value::Array(items) => {
                let Some(schema) = keywords.get("items") else { return evaluated };
                for (index, item) in items.iter().enumerate() {
                    self.check(schema, item, &format!("{place}/{index}"), errors);
                }
            }
            Value::Object(members) => {
                self.check_members(keywords, members, place, errors, &mut evaluated);
            }
            _ => {}
        }
        evaluated
    }

    fn check_members(
        &self,
        keywords: &Map<String, Value>,
        members: &Map<String, Value>,
        place: &str,
        errors: &mut Vec<String>,
        evaluated: &mut Evaluated,
    ) {
        for (name, member) in members {
            let property = keywords.get("properties").and_then(|schemas| schemas.get(name));
            let schema = property.or_else(|| keywords.get("additionalProperties"));
            if let Some(schema) = schema {
                evaluated.insert(name.clone());
                self.check(schema, member, &format!("{place}/{name}"), errors);
            }
        }
        // All other keywords have been evaluated by now.
        if let Some(schema) = keywords.get("unevaluatedProperties") {
            for (name, member) in members.iter().filter(|(name, _)| !evaluated.contains(*name)) {
                self.check(schema, member, &format!("{place}/{name}"), errors);
            }
        }
    }
}

/// Checks a keyword without subschemas. Most keywords constrain values of one type, and accept all others.
fn holds(keyword: &str, demand: &Value, value: &Value) -> bool {
    let number = || Some((value.as_f64()?, demand.as_f64().expect("a number")));
    let length = || Some((value.as_array()?.len() as u64, demand.as_u64().expect("a length")));
    let holds = match keyword {
        "type" => match demand {
            Value::Array(types) => Some(types.iter().any(|demand| is_of_type(value, demand))),
            demand => Some(is_of_type(value, demand)),
        },
        "const" => Some(value == demand),
        "enum" => Some(array(demand).contains(value)),
        "minimum" => number().map(|(value, least)| value >= least),
        "maximum" => number().map(|(value, most)| value <= most),
        "minItems" => length().map(|(length, least)| length >= least),
        "maxItems" => length().map(|(length, most)| length <= most),
        "uniqueItems" => value.as_array().map(|items| {
            let is_new = |(index, item)| !items[..index].contains(item);
            demand == false || items.iter().enumerate().all(is_new)
        }),
        "required" => value.as_object().map(|members| has_all(members, demand)),
        "dependentRequired" => value.as_object().map(|members| {
            let mut demands = demand.as_object().expect("lists of names").iter();
            demands.all(|(name, others)| !members.contains_key(name) || has_all(members, others))
        }),
        "pattern" => value.as_str().map(|text| regex(demand).is_match(text)),
        "format" => value.as_str().map(|text| {
            let pattern = format(demand).expect("a format that is known");
            Regex::new(&pattern).expect("a pattern").is_match(text)
        }),
        _ => None,
    };
    holds.unwrap_or(true)
}

fn has_all(members: &Map<String, Value>, names: &Value) -> bool {
    array(names).iter().all(|name| members.contains_key(name.as_str().expect("a name")))
}

fn is_of_type(value: &Value, demand: &Value) -> bool {
    match demand.as_str().expect("a type") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("unknown type `{other}`"),
    }
}

/// A regular expression for a format, after RFC 3986 and RFC 3339.
fn format(name: &Value) -> Option<String> {
    let scheme = "[A-Za-z][A-Za-z0-9+.-]*:";
    let letter = "[A-Za-z0-9._~@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}";
    let any = format!(r"([:/?#\[\]]|{letter})*");
    let pattern = match name.as_str()? {
        "uri" => format!("{scheme}{any}"),
        // A relative reference has no colon in its first segment.
        "uri-reference" => format!("({scheme}{any}|({letter})*([/?#]{any})?)"),
        "date-time" => {
            let date = r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])";
            let time = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d\d:\d\d)";
            format!("{date}[Tt]{time}")
        }
        _ => return None,
    };
    Some(format!("^{pattern}$"))
}

fn regex(pattern: &Value) -> Regex {
    Regex::new(pattern.as_str().expect("a pattern")).expect("a pattern that can be read")
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

#[test]
fn keywords_are_checked() {
    // A schema, values that conform to it, and values that do not.
    for (schema, good, bad) in [
        (r#"{"type": "integer"}"#, "[1, -1, 2.0]", "[1.5, \"1\", null, true]"),
        (r#"{"type": ["null", "number"]}"#, "[null, 1.5]", "[false, [], {}]"),
        (r#"{"type": "object"}"#, "[{}]", "[[], 1]"),
        (r#"{"const": "all"}"#, r#"["all"]"#, r#"["al", 1]"#),
        (r#"{"enum": ["a", 1]}"#, r#"["a", 1]"#, r#"["b", 2, null]"#),
        (r#"{"minimum": 1, "maximum": 3}"#, r#"[1, 3, "0"]"#, "[0, 3.5]"),
        (r#"{"minItems": 1, "maxItems": 2}"#, r#"[[1], [1, 2], ""]"#, "[[], [1, 2, 3]]"),
        (r#"{"uniqueItems": true}"#, "[[1, 2], []]", "[[1, 2, 1]]"),
        (r#"{"items": {"type": "string"}}"#, r#"[["a"], [], 1]"#, r#"[["a", 1]]"#),
        (r#"{"required": ["a"]}"#, r#"[{"a": null}, 1]"#, r#"[{}, {"b": 1}]"#),
        (r#"{"dependentRequired": {"a": ["b"]}}"#, r#"[{"a": 1, "b": 2}, {}]"#, r#"[{"a": 1}]"#),
        (r#"{"pattern": "^a+$"}"#, r#"["aa", 1]"#, r#"["ab", ""]"#),
        (r#"{"oneOf": [{"type": "number"}, {"minimum": 3}]}"#, "[1]", "[3]"),
        (r#"{"oneOf": [{"type": "null"}, {"type": "number"}]}"#, "[1, null]", r#"["a"]"#),
        (r#"{"anyOf": [{"type": "number"}, {"minimum": 3}]}"#, "[1, 3]", "[]"),
        (r#"{"anyOf": [{"const": 1}, {"const": 2}]}"#, "[1, 2]", "[3]"),
        (
            r#"{"properties": {"a": {"type": "null"}}, "additionalProperties": false}"#,
            r#"[{}, {"a": null}]"#,
            r#"[{"a": 1}, {"b": null}]"#,
        ),
        (
            r#"{"properties": {"a": {}}, "additionalProperties": {"type": "null"}}"#,
            r#"[{"a": 1, "b": null}]"#,
            r#"[{"a": 1, "b": 1}]"#,
        ),
        (
            r##"{"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}"##,
            "[[[]]]",
            "[]",
        ),
        (
            r##"{"$ref": "#/$defs/a", "properties": {"b": {}}, "unevaluatedProperties": false,
                "$defs": {"a": {"properties": {"a": {"type": "null"}}}}}"##,
            r#"[{"a": null, "b": 1}, {}]"#,
            r#"[{"a": 1}, {"a": null, "c": 1}]"#,
        ),
        (
            r#"{"format": "uri"}"#,
            r##"["https://a.b/c%20d?e=f#g", "urn:x"]"##,
            r#"["a/b", "http://a b", "a:%2", ":x"]"#,
        ),
        (
            r#"{"format": "uri-reference"}"#,
            r#"["a/b", "", "../a%20b", "https://a.b/c", "a/b:c"]"#,
            r#"["a b", "%zz", "é", "a\\b", "1:2"]"#,
        ),
        (
            r#"{"format": "date-time"}"#,
            r#"["2024-02-29T23:59:60Z", "2024-01-01T00:00:00.5+01:00"]"#,
            r#"["2024-01-01", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z"]"#,
        ),
    ] {
        let read = Schema::new(schema);
        for (values, expected) in [(good, true), (bad, false)] {
            let values: Vec<Value> = serde_json::from_str(values).expect("JSON");
            for value in values {
                assert_eq!(read.is_valid(&value), expected, "{schema}: {value}");
            }
        }
    }
}

#[test]
fn unknown_keywords_and_formats_are_rejected() {
    for schema in [
        r#"{"minLength": 1}"#,
        r#"{"items": {"not": {}}}"#,
        r#"{"properties": {"a": {"format": "email"}}}"#,
        r##"{"anyOf": [{"$ref": "#/gone"}]}"##,
    ] {
        let read = std::panic::catch_unwind(|| Schema::new(schema));
        assert!(read.is_err(), "{schema}");
    }
}
