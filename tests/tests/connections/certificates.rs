//! Whom a connection trusts: the authorities of this computer, for the right name and in time;
//! nobody else. Through the engine, and with an authority that this computer does trust, so that a
//! refusal is about the certificate and not about everything.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rollcall_engine::view::{Rung, RungState};
use rollcall_engine::{ProblemCode, Side};
use rollcall_tests::apart::Place;
use rollcall_tests::world::{World, assert_told};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

const TOKEN: &str = "a-token-that-must-not-travel";

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn certificate(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).unwrap()
}

/// A TLS server that answers 401 to everything that it can read; gives its address and what it
/// read.
async fn serve(
    authority: &Authority,
    params: CertificateParams,
) -> (String, tokio::sync::watch::Receiver<String>) {
    rollcall_engine::install_crypto();
    let key = KeyPair::generate().unwrap();
    let signed = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![signed.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (heard, hears) = tokio::sync::watch::channel(String::new());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, heard) = (acceptor.clone(), heard.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut chunk = [0; 4096];
                let read = stream.read(&mut chunk).await.unwrap_or(0);
                let text = String::from_utf8_lossy(&chunk[..read]).into_owned();
                heard.send_modify(|all| all.push_str(&text));
                let answer = "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/scim+json\r\n\
                              content-length: 2\r\nconnection: close\r\n\r\n{}";
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (format!("https://localhost:{port}/scim/v2"), hears)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_nobody_here_knows_is_refused_before_the_token_leaves() {
    let (address, heard) = serve(&authority("Stranger"), certificate("localhost")).await;
    let world = World::new().await;
    let made = world.try_connect("scim", "TLS", (&address, TOKEN)).await.unwrap();
    assert!(made.connection.is_none());
    let failed = made.test.rungs.iter().find(|rung| rung.state == RungState::Failed).unwrap();
    assert_eq!(failed.rung, Rung::TlsTrusted);
    let problem = failed.problem.as_ref().unwrap();
    assert_told(problem, TOKEN);
    assert_eq!((problem.code, problem.side), (ProblemCode::NotTrusted, Side::Between));
    assert!(problem.side_words.contains("does not trust"), "{}", problem.side_words);
    assert!(problem.side_words.contains("nothing was sent"), "{}", problem.side_words);
    assert_eq!(*heard.borrow(), "", "not a byte of a request");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_authority_does_not_excuse_another_name_or_another_time() {
    let authority = authority("House");
    let place = Place::default();
    let roots: PathBuf = place.0.path().join("roots.pem");
    std::fs::write(&roots, authority.as_ref().pem()).unwrap();
    let mut expired = certificate("localhost");
    expired.not_before = date_time_ymd(2001, 1, 1);
    expired.not_after = date_time_ymd(2002, 1, 1);
    let mut future = certificate("localhost");
    future.not_before = date_time_ymd(2090, 1, 1);
    future.not_after = date_time_ymd(2091, 1, 1);
    let trusted = [("SSL_CERT_FILE", roots.as_path())];
    let mut apart = place.start_with(env!("CARGO_BIN_EXE_house"), &trusted).await;
    for (params, rung, words, heard_of) in [
        // This one fits: it is refused for its token, with a 401 that is no SCIM error.
        (certificate("localhost"), "rung TokenAccepted TokenRefused Between", "answered 401", true),
        (certificate("example.org"), "rung TlsTrusted NotTrusted Between", "another host", false),
        (expired, "rung TlsTrusted NotTrusted Between", "has expired", false),
        (future, "rung TlsTrusted NotTrusted Between", "not valid yet", false),
    ] {
        let (address, heard) = serve(&authority, params).await;
        apart.order(&format!("connect scim {address} {TOKEN}")).await;
        let said = apart.says(&["rung", "connected"]).await;
        assert!(said.starts_with(rung) && said.contains(words), "{said}");
        assert_eq!(heard.borrow().contains(TOKEN), heard_of, "{said}");
    }
}
