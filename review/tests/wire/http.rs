//! The requests that a server accepts, and the responses that a client expects, by a contract.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use crate::schema::Schema;

pub(crate) struct Contract {
    pub(crate) servers: Vec<String>,
    pub(crate) operations: Vec<Operation>,
}

pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: &'static str,
    /// The segments of the path.
    pub(crate) template: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) responses: BTreeMap<String, ResponseRule>,
    /// The alternatives. Each has its credentials, and their scopes.
    pub(crate) security: Vec<Credentials>,
}

pub(crate) type Credentials = BTreeMap<String, BTreeSet<String>>;
pub(crate) type Content = BTreeMap<String, Rc<Schema>>;

/// A parameter or a response header.
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) is_required: bool,
    pub(crate) schema: Rc<Schema>,
}

pub(crate) struct Body {
    pub(crate) is_required: bool,
    pub(crate) content: Content,
}

pub(crate) struct ResponseRule {
    pub(crate) headers: Vec<Parameter>,
    pub(crate) content: Content,
}

#[derive(Clone, Default, Debug)]
pub(crate) struct Request {
    /// The URL of the server, if the contract has one.
    pub(crate) server: Option<String>,
    pub(crate) method: &'static str,
    pub(crate) path: Vec<String>,
    /// The place, the name and the texts of each parameter, except those in the path.
    pub(crate) parameters: BTreeMap<(String, String), Vec<String>>,
    pub(crate) credentials: Credentials,
    pub(crate) body: Option<(String, Value)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// The key of the server's contract that describes the status.
    pub(crate) key: String,
    pub(crate) headers: BTreeMap<String, Vec<String>>,
    pub(crate) body: Option<(String, Value)>,
}

/// An accepted message has `Ok(true)` if the contract describes each part of it.
pub(crate) type Judged = Result<bool, String>;

impl Contract {
    /// Returns the operation that handles a request, and the values in the path.
    fn route(&self, request: &Request) -> Option<(&Operation, BTreeMap<String, String>)> {
        let split = |url: &str| -> Vec<String> {
            url.trim_end_matches('/')
                .split('/')
                .map(str::to_owned)
                .collect()
        };
        let server = request.server.as_deref();
        let sent = [server.map(split).unwrap_or_default(), request.path.clone()].concat();
        let known: Vec<Vec<String>> = match server {
            None => vec![Vec::new()],
            Some(_) => self.servers.iter().map(|url| split(url)).collect(),
        };
        let mut fits = Vec::new();
        for operation in self
            .operations
            .iter()
            .filter(|one| one.method == request.method)
        {
            for base in &known {
                let expected = [base.as_slice(), &operation.template].concat();
                let mut values = BTreeMap::new();
                let mut fit = |(expected, sent): (&String, &String)| {
                    let name = expected
                        .strip_prefix('{')
                        .and_then(|name| name.strip_suffix('}'));
                    name.map(|name| values.insert(name.to_owned(), sent.clone()));
                    name.is_some() || expected == sent
                };
                if expected.len() == sent.len() && expected.iter().zip(&sent).all(&mut fit) {
                    fits.push((operation, values));
                }
            }
        }
        // A path without parameters wins.
        fits.into_iter().min_by_key(|(_, values)| values.len())
    }

    /// Returns the operation that handles a request.
    pub(crate) fn operation(&self, request: &Request) -> Option<&Operation> {
        self.route(request).map(|(operation, _)| operation)
    }

    /// Judges a request as a server of this contract.
    pub(crate) fn accepts(&self, request: &Request) -> Judged {
        let (operation, in_path) = self
            .route(request)
            .ok_or("the server has no such operation")?;
        let mut is_described = operation.accepts_credentials(&request.credentials)?;
        let mut left: BTreeSet<_> = request.parameters.keys().collect();
        for parameter in &operation.parameters {
            let key = (parameter.place.clone(), parameter.name.clone());
            left.remove(&key);
            let texts = match in_path.get(&parameter.name) {
                Some(text) if parameter.place == "path" => Some(std::slice::from_ref(text)),
                _ => request.parameters.get(&key).map(Vec::as_slice),
            };
            parameter.accepts(texts)?;
        }
        is_described &= left.is_empty();
        match (&operation.body, &request.body) {
            (None, Some(_)) => return Err("the operation has no body".to_owned()),
            (Some(rule), None) if rule.is_required => return Err("the body is missing".to_owned()),
            (Some(rule), Some(body)) => is_described &= accepts_body(&rule.content, body)?,
            _ => {}
        }
        Ok(is_described)
    }
}

impl Operation {
    /// More credentials than an alternative needs are accepted.
    fn accepts_credentials(&self, sent: &Credentials) -> Judged {
        let has = |(name, scopes): (&String, &BTreeSet<String>)| {
            sent.get(name).is_some_and(|own| own.is_superset(scopes))
        };
        if !self.security.iter().any(|needed| needed.iter().all(has)) {
            return Err("the credentials are not sufficient".to_owned());
        }
        let is_known = |name: &String| self.security.iter().any(|one| one.contains_key(name));
        Ok(sent.keys().all(is_known))
    }

    /// Judges a response as a client of this contract.
    pub(crate) fn expects(&self, response: &Response) -> Judged {
        let is_success = (200..300).contains(&response.status);
        let Some((key, rule)) = self.rule(response.status) else {
            let error = "the client does not expect the status";
            return if is_success {
                Err(error.to_owned())
            } else {
                Ok(false)
            };
        };
        let mut is_described = *key == response.key;
        match &response.body {
            Some(_) if rule.content.is_empty() => is_described = false,
            Some(body) => is_described &= accepts_body(&rule.content, body)?,
            None if rule.content.is_empty() => {}
            None => return Err("the client expects a body".to_owned()),
        }
        for header in &rule.headers {
            header.accepts(response.headers.get(&header.name).map(Vec::as_slice))?;
        }
        let is_known = |name: &String| rule.headers.iter().any(|header| header.name == *name);
        Ok(is_described && response.headers.keys().all(is_known))
    }

    /// Returns the rule of a status: of its code, of its class, or the default.
    pub(crate) fn rule(&self, status: u16) -> Option<(&String, &ResponseRule)> {
        let class = format!("{}XX", status / 100);
        let keys = [status.to_string(), class, "default".to_owned()];
        keys.iter()
            .find_map(|key| self.responses.get_key_value(key))
    }
}

fn accepts_body(content: &Content, (media_type, value): &(String, Value)) -> Judged {
    let schema = content
        .get(media_type)
        .ok_or("the media type is different")?;
    if !schema.accepts(value) {
        return Err("the body is invalid".to_owned());
    }
    Ok(schema.describes(value))
}

impl Parameter {
    /// Returns the texts that carry a value. A list without items carries nothing.
    pub(crate) fn texts(&self, value: &Value) -> Option<Vec<String>> {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        };
        let Value::Array(items) = value else {
            return Some(vec![text(value)?]);
        };
        let texts: Vec<String> = items.iter().map(text).collect::<Option<_>>()?;
        Some(if self.is_joined() && !texts.is_empty() {
            vec![texts.join(",")]
        } else {
            texts
        })
    }

    /// Returns whether a comma separates the items of a list. In a query, each item is a separate
    /// parameter, because the review refuses all other styles.
    fn is_joined(&self) -> bool {
        self.place != "query"
    }

    fn accepts(&self, texts: Option<&[String]>) -> Result<(), String> {
        let name = &self.name;
        let Some(texts) = texts.filter(|texts| !texts.is_empty()) else {
            let error = || format!("`{name}` is missing");
            return if self.is_required {
                Err(error())
            } else {
                Ok(())
            };
        };
        let items: Vec<String> = if self.is_joined() {
            texts.join(",").split(',').map(str::to_owned).collect()
        } else {
            texts.to_vec()
        };
        // A text can be the text of several values. One of them has to be valid.
        let readings = [Value::is_string, Value::is_number, Value::is_boolean].map(|kind| {
            let read = |text: &String| {
                let json = serde_json::from_str(text).ok().filter(kind);
                json.unwrap_or_else(|| Value::String(text.clone()))
            };
            let one = (texts.len() == 1).then(|| read(&texts[0]));
            one.into_iter().chain([items.iter().map(read).collect()])
        });
        let is_valid = readings
            .into_iter()
            .flatten()
            .any(|value| self.schema.accepts(&value));
        if is_valid {
            Ok(())
        } else {
            Err(format!("`{name}` is invalid"))
        }
    }
}
