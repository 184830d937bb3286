//! Reads a contract: its operations, parameters, bodies, responses and credentials.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde_json::Value;
use tallyfy_codegen::HTTP_METHODS;

use crate::http::{Body, Content, Contract, Credentials, Operation, Parameter, ResponseRule};
use crate::schema::{Schema, list};

impl Contract {
    pub(crate) fn of(text: &str) -> Contract {
        let root = tallyfy_codegen::parse(text).unwrap();
        let reader = Reader {
            root: &root,
            schemas: HashMap::new(),
        };
        reader.contract()
    }
}

struct Reader<'a> {
    root: &'a Value,
    schemas: HashMap<String, Rc<Schema>>,
}

impl Reader<'_> {
    fn contract(mut self) -> Contract {
        let servers = list(self.root, "servers").iter();
        let mut contract = Contract {
            servers: servers.map(|server| text(server, "url")).collect(),
            operations: Vec::new(),
        };
        let paths = self.root["paths"].as_object().unwrap();
        for (path, item) in paths {
            for method in HTTP_METHODS {
                if let Some(operation) = item.get(method) {
                    contract
                        .operations
                        .push(self.operation((path, item), method, operation));
                }
            }
        }
        contract
    }

    fn operation(
        &mut self,
        (path, item): (&str, &Value),
        method: &'static str,
        node: &Value,
    ) -> Operation {
        let mut parameters: BTreeMap<(String, String), Parameter> = BTreeMap::new();
        for parameter in list(item, "parameters")
            .iter()
            .chain(list(node, "parameters"))
        {
            let parameter = self.resolved(parameter);
            let place = text(parameter, "in");
            let read = self.parameter(&text(parameter, "name"), &place, parameter);
            // OpenAPI ignores these three names.
            let is_ignored = ["accept", "content-type", "authorization"].contains(&&*read.name);
            if place != "header" || !is_ignored {
                parameters.insert((place, read.name.clone()), read);
            }
        }
        let body = node.get("requestBody").map(|body| {
            let body = self.resolved(body);
            Body {
                is_required: body["required"] == true,
                content: self.content(body),
            }
        });
        let responses = node["responses"].as_object().unwrap().iter();
        let responses = responses.filter(|(status, _)| !status.starts_with("x-"));
        let responses = responses.map(|(status, response)| {
            let response = self.resolved(response);
            let headers = response.get("headers").and_then(Value::as_object);
            let headers = headers.into_iter().flatten().map(|(name, header)| {
                let header = self.resolved(header);
                self.parameter(name, "header", header)
            });
            let headers = headers.collect();
            (
                status.clone(),
                ResponseRule {
                    headers,
                    content: self.content(response),
                },
            )
        });
        let responses = responses.collect();
        let security = node.get("security").or_else(|| self.root.get("security"));
        let security = security
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let mut security: Vec<Credentials> =
            security.iter().map(|one| self.credentials(one)).collect();
        if security.is_empty() {
            security.push(Credentials::new());
        }
        Operation {
            id: text(node, "operationId"),
            method,
            template: path.split('/').skip(1).map(str::to_owned).collect(),
            parameters: parameters.into_values().collect(),
            body,
            responses,
            security,
        }
    }

    fn parameter(&mut self, name: &str, place: &str, node: &Value) -> Parameter {
        let name = if place == "header" {
            name.to_lowercase()
        } else {
            name.to_owned()
        };
        Parameter {
            name,
            place: place.to_owned(),
            is_required: node["required"] == true,
            schema: self.schema(&node["schema"]),
        }
    }

    fn content(&mut self, node: &Value) -> Content {
        let content = node
            .get("content")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        let media = |name: &str| name.split(';').next().unwrap().trim().to_lowercase();
        content
            .map(|(name, of)| (media(name), self.schema(&of["schema"])))
            .collect()
    }

    fn schema(&mut self, node: &Value) -> Rc<Schema> {
        let root = self.root;
        let schema = self
            .schemas
            .entry(node.to_string())
            .or_insert_with(|| Schema::of(root, node));
        Rc::clone(schema)
    }

    fn credentials(&self, alternative: &Value) -> Credentials {
        let alternative = alternative.as_object().unwrap().iter();
        let named = alternative.map(|(name, scopes)| {
            let scheme = self.resolved(&self.root["components"]["securitySchemes"][name]);
            let keys = ["type", "scheme", "in", "name", "openIdConnectUrl"];
            let parts = keys.map(|key| match (key, text(scheme, key)) {
                ("scheme", scheme) => scheme.to_lowercase(),
                ("name", name) if scheme["in"] == "header" => name.to_lowercase(),
                (_, text) => text,
            });
            let scopes = scopes.as_array().unwrap().iter();
            (
                parts.join(" "),
                scopes
                    .map(|scope| scope.as_str().unwrap().to_owned())
                    .collect(),
            )
        });
        named.collect()
    }

    /// Follows the `$ref` of a component.
    fn resolved<'a>(&self, mut node: &'a Value) -> &'a Value
    where
        Self: 'a,
    {
        while let Some(target) = node.get("$ref").and_then(Value::as_str) {
            node = self.root.pointer(target.trim_start_matches('#')).unwrap();
        }
        node
    }
}

fn text(node: &Value, key: &str) -> String {
    node.get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
