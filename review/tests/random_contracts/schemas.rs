//! The schemas of random contracts.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::generator::{Generator, Use};

const ENUM: &str =
    "a|b|c|d e|| |1|2x|type|Self|a b|a-b|+|-a|é|日本|\"|\\|{}|None|Some|true|null|*/";
const FORMATS: &str = "int32|int64|uint8|int8|uint64|int128|float|double|byte|binary|password|\
                       email|uri|custom";
/// Formats that `lint` rejects.
const STRICT: &str = "uuid|date|date-time|ipv4|ipv6|ip";

impl Generator {
    /// Returns a schema, or a reference to a component.
    pub(crate) fn child(&mut self, of: Use, depth: usize) -> Value {
        let fit = self.schemas.iter().filter(|(_, other)| *other == of);
        let fit: Vec<String> = fit.map(|(name, _)| name.clone()).collect();
        if fit.is_empty() || !self.one_in(3) {
            return self.schema(of, depth);
        }
        let name = &fit[self.random.usize(..fit.len())];
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    pub(crate) fn schema(&mut self, of: Use, depth: usize) -> Value {
        let is_body = matches!(of, Use::Sent | Use::Received);
        let mut schema = match self.random.u32(..if of == Use::Header { 7 } else { 17 }) {
            0..=2 => self.string(of),
            3 | 4 => self.number(of),
            5 => json!({ "type": "boolean" }),
            7..=9 if depth > 0 => self.array(of, depth),
            10..=13 if depth > 0 && is_body => self.object(of, depth),
            14 if depth > 0 => {
                let is_object = is_body && self.one_in(4);
                let mut schema = if is_object {
                    self.object(of, depth)
                } else {
                    json!({})
                };
                let list = self.word("allOf|oneOf|anyOf");
                let count = self.random.usize(1..4);
                schema[list] = (0..count).map(|_| self.child(of, depth - 1)).collect();
                schema
            }
            15 if of != Use::Received => {
                json!({ "enum": self.pick(&json!([["a"], ["a", "b"], [1, 2.5], [3, 4], [true]])) })
            }
            16 => json!({}),
            _ => json!({ "type": "string" }),
        };
        for (key, chance) in [("nullable", 5), ("deprecated", 40), ("readOnly", 40)] {
            if of != Use::Header {
                self.maybe(&mut schema, chance, key, &json!([true]));
            }
        }
        if self.one_in(12) {
            schema["title"] = self.name(&mut Vec::new()).into();
        }
        for key in ["default", "example"] {
            if self.one_in(5)
                && let Some(value) = self.sample(&schema)
            {
                schema[key] = value;
            }
        }
        schema
    }

    fn format(&mut self, schema: &mut Value, chance: u32) {
        let formats = if self.one_in(30) { STRICT } else { FORMATS };
        let format = self.word(formats);
        self.maybe(schema, chance, "format", &json!([format]));
    }

    fn string(&mut self, of: Use) -> Value {
        let mut schema = json!({ "type": "string" });
        self.format(&mut schema, 4);
        if of != Use::Received && self.one_in(3) {
            let count = self.random.usize(1..5);
            let values: BTreeSet<&str> = (0..count).map(|_| self.word(ENUM)).collect();
            schema["enum"] = json!(values);
        } else if of != Use::Received {
            self.maybe(&mut schema, 4, "minLength", &json!([0, 1, 3]));
            self.maybe(&mut schema, 4, "maxLength", &json!([3, 255, 1_u64 << 40]));
        }
        schema
    }

    fn number(&mut self, of: Use) -> Value {
        let mut schema = json!({ "type": self.word("integer|number") });
        self.format(&mut schema, 2);
        if of != Use::Received {
            self.maybe(&mut schema, 6, "enum", &json!([[3], [3, 4]]));
            self.maybe(&mut schema, 6, "multipleOf", &json!([1, 3]));
            self.maybe(
                &mut schema,
                3,
                "minimum",
                &json!([0, 1, -5, 2, -1_i64 << 62]),
            );
            self.maybe(
                &mut schema,
                3,
                "maximum",
                &json!([4, 255, 256, 1_u64 << 31, i64::MAX]),
            );
            if schema.get("minimum").is_some() {
                self.maybe(&mut schema, 3, "exclusiveMinimum", &json!([true]));
            }
        }
        schema
    }

    fn array(&mut self, of: Use, depth: usize) -> Value {
        let depth = if of == Use::Query { 0 } else { depth - 1 };
        let mut schema = json!({ "type": "array", "items": self.child(of, depth) });
        if of == Use::Sent {
            schema["nullable"] = true.into();
        }
        if of != Use::Received {
            self.maybe(&mut schema, 4, "minItems", &json!([0, 1, 2]));
            self.maybe(&mut schema, 4, "maxItems", &json!([2, 7]));
            self.maybe(&mut schema, 6, "uniqueItems", &json!([true]));
        }
        schema
    }

    fn object(&mut self, of: Use, depth: usize) -> Value {
        let (mut names, mut properties) = (Vec::new(), Map::new());
        for _ in 0..self.random.usize(..5) {
            let name = self.name(&mut names);
            let mut property = self.child(of, depth - 1);
            if property.get("$ref").is_none() {
                property = self.described(property);
            }
            properties.insert(name, property);
        }
        let mut schema = json!({ "type": "object" });
        let rest = json!([{}, true, false, self.child(of, depth - 1)]);
        if of == Use::Received && !properties.is_empty() {
            schema["additionalProperties"] = json!({});
        } else {
            self.maybe(&mut schema, 2, "additionalProperties", &rest);
        }
        names.retain(|_| self.random.bool());
        if !names.is_empty() {
            schema["required"] = json!(names);
        }
        if !properties.is_empty() {
            schema["properties"] = properties.into();
        }
        schema
    }

    /// Returns a value that matches a schema, or `None` if the schema is not simple.
    pub(crate) fn sample(&mut self, schema: &Value) -> Option<Value> {
        if schema.get("nullable").is_some() && self.one_in(4) {
            return Some(Value::Null);
        }
        if let Some(values) = schema.get("enum") {
            return Some(self.pick(values));
        }
        match schema.get("type")?.as_str()? {
            "string" => schema.get("format").is_none().then(|| json!("abc")),
            "integer" => Some(json!(3)),
            "number" => Some(self.pick(&json!([3, 3.0]))),
            "boolean" => Some(self.random.bool().into()),
            "array" => {
                let count = if schema.get("uniqueItems").is_some() {
                    1
                } else {
                    2
                };
                (0..count).map(|_| self.sample(&schema["items"])).collect()
            }
            _ => {
                let properties = schema.get("properties").and_then(Value::as_object);
                let properties = properties.into_iter().flatten();
                let values = properties.map(|(name, of)| Some((name.clone(), self.sample(of)?)));
                Some(Value::Object(values.collect::<Option<_>>()?))
            }
        }
    }
}
