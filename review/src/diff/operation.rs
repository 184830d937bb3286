//! The operations of a contract, and their parameters.

use tallyfy_codegen::{Entry, Node, Position};

use super::merged_schema::component;
use crate::openapi::outline::{entries, items, methods};

/// An operation, with its path.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) path: &'a Entry,
    pub(super) method: &'a Entry,
}

impl<'a> Operation<'a> {
    pub(super) fn all(root: &'a Node) -> impl Iterator<Item = Operation<'a>> {
        let paths = entries(root, "paths").iter();
        paths.flat_map(|path| methods(&path.value).map(move |method| Operation { path, method }))
    }

    /// Returns the path and the method. The names of placeholders mean nothing to a server.
    pub(super) fn key(self) -> (String, &'a str) {
        let parts = self.path.key.split(['{', '}']).enumerate();
        let parts = parts.map(|(index, part)| if index % 2 == 1 { "" } else { part });
        (
            parts.collect::<Vec<_>>().join("{}"),
            self.method.key.as_str(),
        )
    }

    pub(super) fn id(self) -> &'a str {
        let id = self.method.value.get("operationId").and_then(Node::text);
        id.unwrap_or(&self.method.key)
    }

    pub(super) fn placeholders(self) -> Vec<&'a str> {
        let parts = self.path.key.split(['{', '}']);
        parts.skip(1).step_by(2).collect()
    }

    /// Returns the resolved parameters of the operation and of its path.
    pub(super) fn parameters(self, root: &'a Node) -> Vec<Parameter<'a>> {
        let lists = [&self.path.value, &self.method.value];
        let nodes = lists.into_iter().flat_map(|node| items(node, "parameters"));
        let mut parameters: Vec<Parameter<'a>> = Vec::new();
        for node in nodes {
            let of = root.referenced_by(node).unwrap_or(node);
            let text = |key| of.get(key).and_then(Node::text).unwrap_or_default();
            let parameter = Parameter {
                position: node.position,
                component: node.entry("$ref").map(component),
                node: of,
                name: text("name"),
                is_in: text("in"),
            };
            // A parameter of the operation replaces the same parameter of the path.
            parameters.retain(|one| (one.name, one.is_in) != (parameter.name, parameter.is_in));
            parameters.push(parameter);
        }
        parameters
    }
}

#[derive(Clone, Copy)]
pub(super) struct Parameter<'a> {
    /// The position in the operation or the path.
    pub(super) position: Position,
    /// The name of the component, if the parameter is one.
    pub(super) component: Option<&'a str>,
    pub(super) node: &'a Node,
    pub(super) name: &'a str,
    pub(super) is_in: &'a str,
}
