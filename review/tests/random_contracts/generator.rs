//! Random contracts. The same seed always gives the same contract.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::{places, text, without};

const WORDS: &str = "group|User|page|task|list|Guest|name|state|owner|limit|Row|id";
/// Rust keywords, names of generated code or of the standard library, and names that Rust does not
/// allow.
const AWKWARD: &str = "\
     type|Self|self|crate|super|dyn|gen|async|fn|_|__|r#type|extra|builder|types|error|defaults|\
     Option|String|Vec|Result|Error|Box|Default|Client|Value|None|Some|Ok|Err|Nullable|ByteStream|\
     ResponseValue|Clone|i64|str|bool|client|url|request|result|query|response|body|value|info|\
     header_map|path|content|status|default|example|examples|subtype_0|variant0|123|1st|+1|-1|| |\
     a b|a.b|a-b|@type|$ref|'|\"|a\\b|{}|{a}|*/|é|ß|日本|İd|groupId|receivedText";
const TEXTS: &str = "Plain.|*/|/*|{}|{0}|\"|\"#|\\|\\u{41}|`|```|#|# allow(x)|\n|\n\n    code|\
                     //! x|---|${x}|é日本\u{1f600}|\u{2028}";
const KEYS: &str = "pattern|not|style|allowReserved|x-dropshot-pagination|type|format|default|\
                    nullable|enum|title|required|items|properties|minLength|maximum|uniqueItems|\
                    $ref|additionalProperties|example|explode|allOf|security|content";
const SENDABLE: &str = "get|put|post|delete|patch|head";
const METHODS: &str = "get|put|post|delete|patch|head|options|trace";

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Use {
    Sent,
    Received,
    Query,
    Header,
}

/// Returns the contract of a seed.
pub(crate) fn contract(seed: u64) -> Value {
    let (random, schemas) = (Rng::with_seed(seed), Vec::new());
    let mut generator = Generator { random, schemas };
    let contract = generator.document();
    if generator.one_in(4) {
        generator.mutated(contract)
    } else {
        contract
    }
}

pub(crate) struct Generator {
    pub(crate) random: Rng,
    /// The names of the components, and where they are used.
    pub(crate) schemas: Vec<(String, Use)>,
}

impl Generator {
    pub(crate) fn one_in(&mut self, count: u32) -> bool {
        self.random.u32(..count) == 0
    }

    pub(crate) fn word(&mut self, words: &'static str) -> &'static str {
        let words: Vec<&str> = words.split('|').collect();
        words[self.random.usize(..words.len())]
    }

    pub(crate) fn pick(&mut self, values: &Value) -> Value {
        values[self.random.usize(..values.as_array().unwrap().len())].clone()
    }

    /// Sometimes adds a key with one of the values.
    pub(crate) fn maybe(&mut self, part: &mut Value, chance: u32, key: &str, values: &Value) {
        if self.one_in(chance) {
            part[key] = self.pick(values);
        }
    }

    pub(crate) fn name(&mut self, taken: &mut Vec<String>) -> String {
        loop {
            let words = [WORDS, "|_|-|.", WORDS].map(|words| self.word(words));
            let is_awkward = self.one_in(8);
            let name = is_awkward.then(|| self.word(AWKWARD).to_owned());
            let name = name.unwrap_or_else(|| words.concat());
            let is_taken = taken.iter().any(|other| other.eq_ignore_ascii_case(&name));
            if !is_taken {
                taken.push(name.clone());
                return name;
            }
        }
    }

    fn prose(&mut self) -> String {
        let count = [self.random.usize(1..4), 80][usize::from(self.one_in(20))];
        let parts: Vec<&str> = (0..count).map(|_| self.word(TEXTS)).collect();
        format!("Text {}", parts.join(" "))
    }

    pub(crate) fn described(&mut self, mut part: Value) -> Value {
        part["description"] = self.prose().into();
        part["x-source"] = json!(["S0"]);
        part
    }

    /// Changes a part in a way that `lint` often rejects.
    fn mutated(&mut self, mut contract: Value) -> Value {
        let places = places(&contract);
        let place = &places[self.random.usize(..places.len())];
        let value = self.pick(&json!([true, 3, "string", null, -1.5, {}, [], "int64"]));
        let key = self.word(KEYS);
        match (self.random.u32(..3), contract.pointer_mut(place).unwrap()) {
            (0, _) => return without(&contract, place),
            (1, Value::Object(map)) => drop(map.insert(key.to_owned(), value)),
            (_, part) => *part = value,
        }
        contract
    }

    fn parameter(&mut self, of: Use, names: &mut Vec<String>) -> Value {
        let place = if of == Use::Query { "query" } else { "header" };
        let mut name = self.name(names);
        if of == Use::Header && !self.one_in(9) {
            name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "") + "H";
        }
        let schema = self.child(of, 2);
        let mut parameter = json!({ "name": name, "in": place, "schema": schema });
        self.maybe(&mut parameter, 3, "required", &json!([true, false]));
        for key in ["deprecated", "allowEmptyValue", "explode"] {
            self.maybe(&mut parameter, 9, key, &json!([true]));
        }
        if let Some(value) = self.sample(&schema) {
            self.maybe(&mut parameter, 3, "example", &json!([value]));
        }
        self.described(parameter)
    }

    /// Returns a path template and the parameters in the template.
    fn path(&mut self, number: usize) -> (String, Vec<Value>) {
        let between = self.word("/|/a.b/|/a b/|/é/|/\"/|/a%20b/|/*/|/x-|/'");
        let mut path = format!("/p{number}{between}");
        let (mut names, mut parameters) = (Vec::new(), Vec::new());
        for _ in 0..self.random.usize(..3) {
            let name = self.name(&mut names);
            path += &format!("{{{name}}}{}", self.word("/|.json/|:x/|-"));
            let schema = self.pick(&json!([
                { "type": "boolean" },
                { "type": "integer", "format": "int32", "minimum": 1 },
                { "type": "string", "enum": ["a", "b-c", "type", "1"] },
                { "$ref": "#/components/schemas/groupId" },
            ]));
            let parameter =
                json!({ "name": name, "in": "path", "required": true, "schema": schema });
            parameters.push(self.described(parameter));
        }
        (path.trim_end_matches(['/', '-']).to_owned(), parameters)
    }

    fn json_body(&mut self, of: Use) -> Value {
        let mut media_type = json!({ "schema": self.child(of, 3) });
        if let Some(value) = self.sample(&media_type["schema"]) {
            self.maybe(&mut media_type, 3, "example", &json!([value]));
        }
        json!({ self.word("application/json|application/json; charset=utf-8"): media_type })
    }

    fn operation(
        &mut self,
        ids: &mut Vec<String>,
        mut parameters: Vec<Value>,
        responses: &mut Map<String, Value>,
    ) -> Value {
        let mut names = Vec::new();
        for _ in 0..self.random.usize(..4) {
            let of = [Use::Query, Use::Header][usize::from(self.one_in(3))];
            parameters.push(self.parameter(of, &mut names));
        }
        if self.one_in(4) {
            parameters.push(json!({ "$ref": "#/components/parameters/shared" }));
        }
        let mut operation = json!({
            "operationId": self.name(ids), "tags": ["groups"], "summary": self.prose(),
            "parameters": parameters, "responses": {},
        });
        if self.one_in(2) {
            let json = self.json_body(Use::Sent);
            let mut body = json!({});
            let text = json!({ "type": "string" });
            let bytes = json!({ "type": "string", "format": "binary" });
            let contents = json!([
                json, json, json,
                { "text/plain": { "schema": text } },
                { "text/x-markdown": { "schema": text } },
                { "application/octet-stream": { "schema": bytes } },
            ]);
            self.maybe(&mut body, 1, "content", &contents);
            self.maybe(&mut body, 2, "required", &json!([true, false]));
            operation["requestBody"] = self.described(body);
        }
        let all = ["2XX|401|429|4XX|5XX|default"];
        let apart = ["2XX|200|204", "4XX|401|429|5XX"];
        let is_default = self.one_in(12);
        for statuses in if is_default { &all[..] } else { &apart } {
            let mut response = json!({});
            let header = json!({ "schema": self.schema(Use::Header, 0) });
            let header = self.described(header);
            self.maybe(&mut response, 3, "headers", &json!([{ "X-Rate": header }]));
            let json = self.json_body(Use::Received);
            let contents = json!([json, json, { "text/csv": {} }, {}]);
            self.maybe(&mut response, 1, "content", &contents);
            let name = format!("r{}", responses.len());
            for status in statuses.split('|') {
                operation["responses"][status] =
                    json!({ "$ref": format!("#/components/responses/{name}") });
            }
            responses.insert(name, self.described(response));
        }
        self.maybe(&mut operation, 6, "deprecated", &json!([true]));
        self.maybe(&mut operation, 6, "security", &json!([[], [{ "key": [] }]]));
        self.described(operation)
    }

    fn document(&mut self) -> Value {
        let mut names = vec!["groupId".to_owned()];
        for of in [Use::Sent, Use::Received, Use::Query, Use::Header] {
            for _ in 0..self.random.usize(..4) {
                let name = self.name(&mut names);
                self.schemas.push((name.replace(['/', ' '], ""), of));
            }
        }
        let id = json!({ "type": "string", "pattern": "^[a-z]{1,9}$" });
        let mut schemas = json!({ "groupId": self.described(id) });
        for (name, of) in self.schemas.clone() {
            let schema = self.schema(of, 3);
            schemas[name] = self.described(schema);
        }
        let shared = self.parameter(Use::Query, &mut names);
        let (mut paths, mut ids, mut responses) = (json!({}), Vec::new(), Map::new());
        for number in 0..self.random.usize(1..4) {
            let (path, mut parameters) = self.path(number);
            if self.one_in(3) {
                paths[&path]["parameters"] = parameters.drain(..).collect();
            }
            for _ in 0..self.random.usize(1..3) {
                let methods = [SENDABLE, METHODS][usize::from(self.one_in(40))];
                let method = self.word(methods);
                paths[&path][method] = self.operation(&mut ids, parameters.clone(), &mut responses);
            }
        }
        let bearer = json!({ "type": "http", "scheme": "bearer" });
        let key = json!({ "type": "apiKey", "in": "header", "name": "X-Key" });
        let document = json!({
            "openapi": "3.0.3",
            "info": {
                "title": self.prose(),
                "description": self.prose(),
                "version": self.word("1.0.0|\"|{}|2|"),
            },
            "x-sources": { "S0": "A page" },
            "servers": [{ "url": "https://example.com/a\"" }],
            "security": [{ "bearer": [] }, { "key": [] }],
            "tags": [{ "name": "groups", "description": self.prose() }],
            "paths": paths,
            "components": {
                "securitySchemes": { "bearer": self.described(bearer), "key": self.described(key) },
                "parameters": { "shared": shared },
                "responses": responses,
                "schemas": schemas,
            },
        });
        // `lint` rejects unused components.
        if self.one_in(16) {
            document
        } else {
            used(document)
        }
    }
}

/// Removes all components that nothing uses.
fn used(mut document: Value) -> Value {
    loop {
        let all = text(&document);
        let mut is_changed = false;
        for section in ["parameters", "responses", "schemas"] {
            let parts = document["components"][section].as_object_mut().unwrap();
            let before = parts.len();
            parts.retain(|name, _| {
                all.contains(&json!(format!("#/components/{section}/{name}")).to_string())
            });
            is_changed |= parts.len() < before;
        }
        if !is_changed {
            return document;
        }
    }
}
