//! Host names -> addresses, with a failure that can be told from all others.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The system's resolver; `localhost` is always this machine, whatever a resolver says.
pub(crate) struct SystemResolver;

/// A name without an address.
#[derive(Debug)]
pub(crate) struct NoAddress(String);

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            if name.as_str().eq_ignore_ascii_case("localhost") {
                let addresses = [
                    IpAddr::V4(Ipv4Addr::LOCALHOST),
                    IpAddr::V6(Ipv6Addr::LOCALHOST),
                ];
                return Ok(
                    Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs,
                );
            }
            let addresses: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map_err(|error| NoAddress(error.to_string()))?
                .collect();
            if addresses.is_empty() {
                return Err(NoAddress("no address".to_owned()).into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoAddress {}
