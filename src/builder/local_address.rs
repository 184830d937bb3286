//! Sets and validates the local address of the connections.

use std::net::IpAddr;

use super::ClientBuilder;
use crate::error::Error;

impl ClientBuilder {
    /// Sets the local IP address from which the client connects to the server or to the proxy.
    ///
    /// By default, the operating system selects the address. With an IPv4 address, the client
    /// connects only to IPv4 addresses of the server. The same applies to IPv6. The address must
    /// not be a multicast address. If the address does not belong to this machine, each call fails.
    /// The method [`is_connect`](Error::is_connect) of the returned error returns `true`.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .local_address([192, 0, 2, 7])
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn local_address(mut self, address: impl Into<IpAddr>) -> Self {
        self.http.local_address = Some(address.into());
        self
    }
}

/// Returns the address. Returns an error if no connection can begin at this address.
pub(super) fn check(address: Option<IpAddr>) -> Result<Option<IpAddr>, Error> {
    match address {
        Some(address) if address.is_multicast() => Err(Error::configuration(format!(
            "the address {address} in `local_address` is a multicast address; use an address of \
             this machine"
        ))),
        _ => Ok(address),
    }
}
