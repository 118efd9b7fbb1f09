//! Certificates and servers of HTTP over TLS for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use upload::ClientOptions;

use super::voice::quick;

/// A certificate authority of the test's own.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Authority {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn options(&self) -> ClientOptions {
        let mut options = quick();
        options
            .extra_root_certificates_pem
            .push(self.0.pem().into_bytes());
        options
    }

    pub(crate) fn acceptor(&self, host: &str, expired: bool, alpn: &str) -> TlsAcceptor {
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        if expired {
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }
}

/// An HTTP/2 server whose first connection goes away before it takes a request; counts body bytes.
pub(crate) async fn serve_h2(acceptor: TlsAcceptor) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let received = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&received);
    tokio::spawn(async move {
        for connection in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            let stream = acceptor.accept(stream).await.unwrap();
            let mut h2 = h2::server::handshake(stream).await.unwrap();
            if connection == 0 {
                h2.abrupt_shutdown(h2::Reason::NO_ERROR);
                while h2.accept().await.is_some() {}
                continue;
            }
            let count = Arc::clone(&count);
            tokio::spawn(async move {
                while let Some(Ok((request, respond))) = h2.accept().await {
                    tokio::spawn(take(request.into_body(), respond, Arc::clone(&count)));
                }
            });
        }
    });
    (base, received)
}

async fn take(
    mut body: h2::RecvStream,
    mut respond: h2::server::SendResponse<Bytes>,
    count: Arc<AtomicUsize>,
) {
    while let Some(Ok(data)) = body.data().await {
        count.fetch_add(data.len(), Ordering::SeqCst);
        body.flow_control().release_capacity(data.len()).unwrap();
    }
    let mut send = respond
        .send_response(http::Response::new(()), false)
        .unwrap();
    send.send_data(Bytes::from_static(br#"{"code":0,"msg":""}"#), true)
        .unwrap();
}
