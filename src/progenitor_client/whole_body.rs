//! Decodes the response of an endpoint that the contract does not describe.

use serde::de::DeserializeOwned;

use super::Response;
use super::decode::decode_whole;
use crate::error::Error;
use crate::http::Metadata;

impl Response {
    /// Decodes the complete response body as `T`. Also returns the metadata. An empty body is
    /// decoded as JSON `null`.
    ///
    /// The operations of the contract may omit unreadable items of a list. This function never
    /// omits a part of the body.
    pub(crate) fn decode_whole<T: DeserializeOwned>(self) -> Result<(T, Metadata), Error> {
        match decode_whole(&self.response.body) {
            Ok(value) => Ok((value, self.response.into())),
            Err(message) => Err(self.undecodable(message)),
        }
    }
}
