//! Compares two contracts by the messages that their clients and servers send.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde_json::Value;
use tallyfy_review::{Bump, Direction};

use crate::http::{Contract, Credentials, Judged, Operation, Parameter, Request, Response};
use crate::samples::Sampler;
use crate::schema::Schema;

/// A message that shows a difference of two contracts.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) direction: Direction,
    pub(crate) operation: String,
    pub(crate) message: String,
}

/// The result of a client of one contract and a server of the other contract.
#[derive(Clone, Default)]
pub(crate) struct Exchange {
    /// Messages that the receiver rejects.
    pub(crate) rejected: Vec<Shown>,
    /// Messages that the receiver accepts, although its contract does not describe each part.
    pub(crate) undescribed: Vec<Shown>,
    pub(crate) sent: usize,
}

/// The verdict on WIRE: the messages that show it, from the old client and from the new client.
#[derive(Clone)]
pub(crate) struct Verdict {
    pub(crate) forth: Exchange,
    pub(crate) back: Exchange,
}

impl Verdict {
    pub(crate) fn of(old: &Contract, new: &Contract, kept: usize) -> Verdict {
        Verdict {
            forth: exchange(old, new, kept),
            back: exchange(new, old, kept),
        }
    }

    /// Returns the verdict on the reverse change.
    pub(crate) fn reversed(self) -> Verdict {
        Verdict {
            forth: self.back,
            back: self.forth,
        }
    }

    pub(crate) fn sent(&self) -> usize {
        self.forth.sent + self.back.sent
    }

    pub(crate) fn bump(&self) -> Bump {
        let is_compatible = self.forth.rejected.is_empty();
        let lists = [
            &self.back.rejected,
            &self.forth.undescribed,
            &self.back.undescribed,
        ];
        if !is_compatible {
            Bump::Major
        } else if lists.iter().any(|shown| !shown.is_empty()) {
            Bump::Minor
        } else {
            Bump::None
        }
    }

    /// Returns the first message that shows the verdict.
    pub(crate) fn shown(&self) -> String {
        let lists = [
            &self.forth.rejected,
            &self.back.rejected,
            &self.forth.undescribed,
            &self.back.undescribed,
        ];
        let ways = [
            "rejected",
            "rejected in the other direction",
            "not described",
            "not described in the other direction",
        ];
        let mut first = lists.iter().zip(ways).filter_map(|(list, way)| {
            let Shown {
                direction,
                operation,
                message,
            } = list.first()?;
            Some(format!("{way}: {direction:?} {operation}: {message}"))
        });
        let message = first
            .next()
            .unwrap_or_else(|| "no message shows a difference".to_owned());
        message.chars().take(400).collect()
    }
}

struct Exchanger {
    kept: usize,
    telling: HashMap<(*const Schema, *const Schema), Rc<Vec<Value>>>,
    found: Exchange,
}

fn exchange(client: &Contract, server: &Contract, kept: usize) -> Exchange {
    let mut exchanger = Exchanger {
        kept,
        telling: HashMap::new(),
        found: Exchange::default(),
    };
    for operation in &client.operations {
        exchanger.operation(client, server, operation);
    }
    exchanger.found
}

impl Exchanger {
    fn operation(&mut self, client: &Contract, server: &Contract, operation: &Operation) {
        let least = self.least_request(client, operation);
        let peer = server.operation(&least);
        let mut requests = vec![least.clone()];
        let mut vary = |change: &mut dyn FnMut(&mut Request)| {
            let mut request = least.clone();
            change(&mut request);
            requests.push(request);
        };
        for url in &client.servers {
            vary(&mut |request| request.server = Some(url.clone()));
        }
        for credentials in &operation.security {
            vary(&mut |request| request.credentials = Credentials::clone(credentials));
        }
        for parameter in &operation.parameters {
            let mut others = peer.iter().flat_map(|peer| &peer.parameters);
            let other =
                others.find(|other| other.name == parameter.name && other.place == parameter.place);
            let other = match parameter.place.as_str() {
                "path" => peer.and_then(|peer| at_same_place(operation, parameter, peer)),
                _ => other,
            };
            for value in values(parameter, other, self.kept) {
                if let Some(texts) = parameter.texts(&value) {
                    vary(&mut |request| set(request, operation, parameter, &texts));
                }
            }
        }
        if let Some(body) = &operation.body {
            if !body.is_required {
                vary(&mut |request| request.body = None);
            }
            for (media_type, schema) in &body.content {
                let other = peer.and_then(|peer| peer.body.as_ref()?.content.get(media_type));
                for value in self.telling(schema, other).iter() {
                    vary(&mut |request| request.body = Some((media_type.clone(), value.clone())));
                }
            }
        }
        for request in &requests {
            // The client sends only what its own contract allows and describes.
            if client.accepts(request) == Ok(true) {
                let judged = server.accepts(request);
                self.note(Direction::Request, operation, judged, request);
            }
        }
        if let Some(peer) = peer {
            self.responses(operation, peer);
        }
    }

    /// Judges the responses of the server's operation.
    fn responses(&mut self, client: &Operation, server: &Operation) {
        for (status, key, rule) in statuses(client, server) {
            let expected = client.rule(status).map(|(_, rule)| rule);
            let mut responses = Vec::new();
            let least = |body: Option<(String, Value)>| {
                let required = rule.headers.iter().filter(|header| header.is_required);
                let headers = required.filter_map(|header| {
                    let value = values(header, None, 1).into_iter().next()?;
                    Some((header.name.clone(), header.texts(&value)?))
                });
                Response {
                    status,
                    key: key.clone(),
                    headers: headers.collect(),
                    body,
                }
            };
            for (media_type, schema) in &rule.content {
                let other = expected.and_then(|expected| expected.content.get(media_type));
                let telling = self.telling(schema, other);
                let bodies = telling.iter();
                responses
                    .extend(bodies.map(|body| least(Some((media_type.clone(), body.clone())))));
            }
            if rule.content.is_empty() {
                responses.push(least(None));
            }
            let first = responses.first().cloned();
            for header in &rule.headers {
                let mut others = expected.iter().flat_map(|expected| &expected.headers);
                let other = others.find(|other| other.name == header.name);
                for value in values(header, other, self.kept) {
                    let mut response = first.clone();
                    let texts = header.texts(&value);
                    response.as_mut().zip(texts).map(|(response, texts)| {
                        response.headers.insert(header.name.clone(), texts)
                    });
                    responses.extend(response);
                }
            }
            for response in &responses {
                self.note(
                    Direction::Response,
                    client,
                    client.expects(response),
                    response,
                );
            }
        }
    }

    fn note(
        &mut self,
        direction: Direction,
        operation: &Operation,
        judged: Judged,
        message: &impl std::fmt::Debug,
    ) {
        self.found.sent += 1;
        let (list, why) = match judged {
            Ok(true) => return,
            Ok(false) => (&mut self.found.undescribed, String::new()),
            Err(why) => (&mut self.found.rejected, why),
        };
        let message = format!("{why} {message:?}");
        list.push(Shown {
            direction,
            operation: operation.id.clone(),
            message,
        });
    }

    /// A request with only the required parts.
    fn least_request(&mut self, client: &Contract, operation: &Operation) -> Request {
        let mut request = Request {
            server: client.servers.first().cloned(),
            method: operation.method,
            path: operation.template.clone(),
            credentials: operation.security[0].clone(),
            ..Request::default()
        };
        for parameter in operation.parameters.iter().filter(|one| one.is_required) {
            let mut texts = values(parameter, None, 1)
                .into_iter()
                .filter_map(|value| parameter.texts(&value));
            if let Some(texts) = texts.next() {
                set(&mut request, operation, parameter, &texts);
            }
        }
        let body = operation.body.as_ref().filter(|body| body.is_required);
        request.body = body.and_then(|body| {
            let (media_type, schema) = body.content.iter().next()?;
            let value = self.telling(schema, Some(schema)).first()?.clone();
            Some((media_type.clone(), value))
        });
        request
    }

    /// Tries the values of one schema with another schema. Returns one value for each result: a
    /// value that the receiver describes, one that it rejects, one that it does not describe.
    fn telling(&mut self, of: &Rc<Schema>, other: Option<&Rc<Schema>>) -> Rc<Vec<Value>> {
        let other = other.unwrap_or(of);
        let key = (Rc::as_ptr(of), Rc::as_ptr(other));
        if let Some(telling) = self.telling.get(&key) {
            return Rc::clone(telling);
        }
        let (mut first, mut rejected, mut undescribed) = (None, None, None);
        let values = Sampler::values(of, other, self.kept);
        self.found.sent += values.len();
        for value in values {
            let found = match (other.accepts(&value), other.describes(&value)) {
                (false, _) => &mut rejected,
                (true, false) => &mut undescribed,
                (true, true) => &mut first,
            };
            found.get_or_insert(value);
        }
        let telling = Rc::new(
            [first, rejected, undescribed]
                .into_iter()
                .flatten()
                .collect(),
        );
        self.telling.insert(key, Rc::clone(&telling));
        telling
    }
}

/// Returns the values of a parameter to try with the receiver's parameter.
fn values(parameter: &Parameter, other: Option<&Parameter>, kept: usize) -> Vec<Value> {
    let of = &parameter.schema;
    Sampler::values(of, other.map_or(of, |other| &other.schema), kept)
}

fn at_same_place<'a>(
    operation: &Operation,
    parameter: &Parameter,
    peer: &'a Operation,
) -> Option<&'a Parameter> {
    let name = format!("{{{}}}", parameter.name);
    let from_end = operation
        .template
        .iter()
        .rev()
        .position(|segment| *segment == name)?;
    let other = peer.template.iter().rev().nth(from_end)?;
    peer.parameters
        .iter()
        .find(|one| one.place == "path" && format!("{{{}}}", one.name) == *other)
}

fn set(request: &mut Request, operation: &Operation, parameter: &Parameter, texts: &[String]) {
    if parameter.place != "path" {
        let key = (parameter.place.clone(), parameter.name.clone());
        request.parameters.insert(key, texts.to_vec());
        return;
    }
    let name = format!("{{{}}}", parameter.name);
    let place = operation
        .template
        .iter()
        .position(|segment| *segment == name);
    // A client cannot send an empty segment.
    if let (Some(place), [text]) = (place, texts)
        && !text.is_empty()
    {
        request.path[place].clone_from(text);
    }
}

type Status<'a> = (u16, String, &'a crate::http::ResponseRule);

/// The statuses that the server may send, each with the key that describes it.
fn statuses<'a>(client: &Operation, server: &'a Operation) -> Vec<Status<'a>> {
    let keys = client.responses.keys().chain(server.responses.keys());
    let classes = ["2XX", "4XX", "5XX"].map(str::to_owned);
    let codes = keys
        .chain(&classes)
        .filter_map(|key| key.replace("XX", "98").parse().ok());
    let all: BTreeMap<u16, _> = codes
        .filter_map(|status| Some((status, server.rule(status)?)))
        .collect();
    all.into_iter()
        .map(|(status, (key, rule))| (status, key.clone(), rule))
        .collect()
}
