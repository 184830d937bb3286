//! Decodes the response of an endpoint that the contract does not describe.

use serde::de::DeserializeOwned;

use super::Response;
use super::decode::decode_whole;
use crate::error::Error;

impl Response {
    /// Decodes the complete response body as `T`. An empty body is decoded as JSON `null`.
    ///
    /// The operations of the contract may omit unreadable items of a list. This function never
    /// omits a part of the body.
    pub(crate) fn decode_whole<T: DeserializeOwned>(self) -> Result<T, Error> {
        match decode_whole(&self.response.body) {
            Ok(value) => Ok(value),
            Err(message) => Err(self.undecodable(message)),
        }
    }
}
