//! Trusted roots -> the settings of every secure connection.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::error::Error;

/// TLS 1.2 and 1.3 with ring; the system's roots and the extra ones, or Mozilla's where the system has none.
pub(crate) fn settings(encrypted: bool, extra_pem: &[Vec<u8>]) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::invalid("no TLS version is available"))?;
    let mut extra: Vec<CertificateDer<'static>> = Vec::new();
    for pem in extra_pem {
        let before = extra.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            extra.push(certificate.map_err(|_| {
                Error::invalid((
                    "an extra root certificate is no PEM",
                    "附加的根证书不是 PEM 格式",
                ))
            })?);
        }
        if extra.len() == before {
            return Err(Error::invalid((
                "an extra root certificate file holds no certificate",
                "附加的根证书文件中没有证书",
            )));
        }
    }
    let mut config = if !encrypted {
        // Plain http to this machine: no system store is read for it.
        builder
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth()
    } else if let Ok(verifier) = Verifier::new(Arc::clone(&provider)) {
        let verifier = if extra.is_empty() {
            verifier
        } else {
            Verifier::new_with_extra_roots(extra, provider).map_err(|_| {
                Error::invalid((
                    "an extra root certificate cannot be used",
                    "附加的根证书无法使用",
                ))
            })?
        };
        builder
            .dangerous() // The name of the method; the verifier is the system's own.
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth()
    } else {
        let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for certificate in extra {
            roots.add(certificate).map_err(|_| {
                Error::invalid((
                    "an extra root certificate cannot be used",
                    "附加的根证书无法使用",
                ))
            })?;
        }
        builder.with_root_certificates(roots).with_no_client_auth()
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
