//! Compares two contracts by the messages that their clients and servers send.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde_json::Value;
use tallyfy_review::{Bump, Direction};

use crate::http::{Contract, Credentials, Judged, Operation, Parameter, Request, Response};
use crate::samples::Sampler;
use crate::schema::Schema;

/// The direction of a message, and the operations that the client and the server have for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Route {
    pub(crate) direction: Direction,
    pub(crate) client: String,
    pub(crate) server: Option<String>,
}

/// The result of a client of one contract and a server of the other contract.
#[derive(Clone, Default)]
pub(crate) struct Exchange {
    /// The first message of each route that the receiver rejects.
    pub(crate) rejected: BTreeMap<Route, String>,
    /// The first message that the receiver accepts, although its contract does not describe it.
    pub(crate) undescribed: Option<(Route, String)>,
    /// The number of messages of each route.
    pub(crate) sent: BTreeMap<Route, usize>,
    /// The number of values of bodies that were tried with both schemas.
    pub(crate) tried: usize,
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

    /// Returns the number of messages and values that were judged.
    pub(crate) fn judged(&self) -> usize {
        let both = [&self.forth, &self.back];
        let count = |one: &Exchange| one.tried + one.sent.values().sum::<usize>();
        both.map(count).iter().sum()
    }

    /// Returns the routes for which no valid message was found.
    pub(crate) fn unsent(&self) -> impl Iterator<Item = &Route> {
        let routes = self.forth.sent.iter().chain(&self.back.sent);
        routes
            .filter(|(_, count)| **count == 0)
            .map(|(route, _)| route)
    }

    pub(crate) fn bump(&self) -> Bump {
        let (forth, back) = (&self.forth, &self.back);
        let is_described = forth.undescribed.is_none() && back.undescribed.is_none();
        if !forth.rejected.is_empty() {
            Bump::Major
        } else if !back.rejected.is_empty() || !is_described {
            Bump::Minor
        } else {
            Bump::None
        }
    }

    /// Returns the first message that shows the verdict.
    pub(crate) fn shown(&self) -> String {
        let (forth, back) = (&self.forth, &self.back);
        let rejected = |one: &Exchange| {
            let (route, message) = one.rejected.first_key_value()?;
            Some((route.clone(), message.clone()))
        };
        let ways = [
            ("rejected", rejected(forth)),
            ("rejected in the other direction", rejected(back)),
            ("not described", forth.undescribed.clone()),
            (
                "not described in the other direction",
                back.undescribed.clone(),
            ),
        ];
        let mut first = ways.into_iter().filter_map(|(way, shown)| {
            let (route, message) = shown?;
            Some(format!("{way}: {route:?}: {message}"))
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
        let mut route = Route {
            direction: Direction::Request,
            client: operation.id.clone(),
            server: peer.map(|peer| peer.id.clone()),
        };
        self.found.sent.insert(route.clone(), 0);
        for request in &requests {
            // The client sends only what its own contract allows and describes.
            if client.accepts(request) == Ok(true) {
                self.note(&route, server.accepts(request), request);
            }
        }
        if let Some(peer) = peer {
            route.direction = Direction::Response;
            self.responses(&route, operation, peer);
        }
    }

    /// Judges the responses of the server's operation.
    fn responses(&mut self, route: &Route, client: &Operation, server: &Operation) {
        self.found.sent.insert(route.clone(), 0);
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
                self.note(route, client.expects(response), response);
            }
        }
    }

    fn note(&mut self, route: &Route, judged: Judged, message: &impl std::fmt::Debug) {
        let found = &mut self.found;
        *found.sent.get_mut(route).unwrap() += 1;
        match judged {
            Ok(true) => {}
            Ok(false) => {
                let new = || (route.clone(), format!("{message:?}"));
                found.undescribed.get_or_insert_with(new);
            }
            Err(why) => {
                let rejected = found.rejected.entry(route.clone());
                rejected.or_insert_with(|| format!("{why} {message:?}"));
            }
        }
    }

    /// Returns a request that has only the required parts.
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
        self.found.tried += values.len();
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

/// Returns the statuses that the server may send, each with the key that describes it.
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
