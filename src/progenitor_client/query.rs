//! The query parameters of a request.

use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

/// The method with which generated code adds a query parameter. Generated code imports this trait.
pub(crate) trait RequestBuilderExt {
    /// Adds a query parameter. If the value is `None`, the function adds nothing. A list becomes
    /// one parameter for each item.
    #[must_use]
    fn query_param(self, name: &str, value: &impl Serialize) -> Self;
}

impl RequestBuilderExt for reqwest::RequestBuilder {
    fn query_param(self, name: &str, value: &impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(Value::Null) => self,
            value => self.query(&QueryParam { name, value }),
        }
    }
}

/// A query parameter. The parameter serializes as a list of pairs, each with a name and a value.
struct QueryParam<'a> {
    name: &'a str,
    /// An error means that the value cannot be serialized.
    value: serde_json::Result<Value>,
}

impl Serialize for QueryParam<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Ok(Value::Array(items)) => {
                serializer.collect_seq(items.iter().map(|item| (self.name, item)))
            }
            Ok(scalar) => serializer.collect_seq([(self.name, scalar)]),
            Err(error) => Err(S::Error::custom(error)),
        }
    }
}
