//! A page as a program reads it.

use serde_json::Value;

/// A page that was read back.
pub struct Read {
    pub json: Value,
}

impl Read {
    pub fn new(text: &str) -> Self {
        Read { json: serde_json::from_str(text).expect("JSON") }
    }

    /// The list of this name: `layers.name`.
    pub fn list(&self, path: &str) -> &[Value] {
        let list = self.json.pointer(&format!("/{}", path.replace('.', "/")));
        list.and_then(Value::as_array).unwrap_or_else(|| panic!("no list `{path}`"))
    }

    /// The indices at a place of a list of lists.
    pub fn indices(&self, path: &str, at: usize) -> Vec<usize> {
        self.list(path)[at].as_array().expect("indices").iter().map(index).collect()
    }

    pub fn text(&self, id: &Value) -> &str {
        self.list("strings")[index(id)].as_str().expect("a text")
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.list("layers.name").len()
    }

    /// The path of the scope that a row lies in.
    pub fn scope(&self, row: usize) -> String {
        let mut parts = Vec::new();
        let mut scope = index(&self.list("layers.scope")[row]);
        while let Some(parent) = self.list("scopes.parent")[scope].as_u64() {
            parts.push(self.text(&self.list("scopes.name")[scope]));
            scope = usize::try_from(parent).expect("an index");
        }
        parts.reverse();
        parts.join("/")
    }

    /// The values of the column of this name, if there is one.
    pub fn column(&self, key: &str) -> Option<&Value> {
        self.list("columns").iter().find(|column| column["key"] == key)
    }

    /// The value of a column in a row, as JSON has it: texts in place of their indices, big numbers as
    /// numbers.
    pub fn value(&self, column: &Value, row: usize) -> Value {
        match (&column["values"][row], column["unit"].as_str()) {
            (Value::Null, _) => Value::Null,
            (id, Some("text")) => self.text(id).into(),
            (value, _) => number(value),
        }
    }

    /// The lines of the derivation of a layer: names, whether they are figures, and parts.
    pub fn derivation(&self, layer: usize) -> Vec<(String, bool, Vec<String>)> {
        let text = |id: &Value| self.text(id).to_owned();
        let derivation = index(&self.list("derivations.of")[layer]);
        let sections = self.indices("derivations.sections", derivation).into_iter();
        let lines = sections.flat_map(|section| self.indices("derivations.section.lines", section));
        let line = |line: usize| {
            let parts = self.list("derivations.line.parts")[line].as_array().expect("parts");
            let figure = self.list("derivations.line.figure")[line].as_bool().expect("a flag");
            let name = text(&self.list("derivations.line.name")[line]);
            (name, figure, parts.iter().map(text).collect())
        };
        lines.map(line).collect()
    }
}

pub fn index(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("an index")).expect("an index")
}

/// A number that may be a string of digits.
pub fn number(value: &Value) -> Value {
    match value.as_str() {
        Some(digits) => serde_json::from_str(digits).expect("digits"),
        None => value.clone(),
    }
}
