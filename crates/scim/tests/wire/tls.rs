//! Who is trusted: the system's authorities and the connection's own, for the right name and in
//! time; nobody else.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rollcall_scim::{Client, ClientOptions, Endpoint, FailureKind, Reached, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_util::sync::CancellationToken;

use crate::server::{Act, Server, answer, options};

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

/// A TLS server that answers every request with `{}`; gives its port.
async fn serve(authority: &Authority, params: CertificateParams) -> u16 {
    rollcall_scim::install_crypto();
    let key = KeyPair::generate().unwrap();
    let signed = params.signed_by(&key, authority).unwrap();
    let chain: Vec<CertificateDer<'static>> = vec![signed.der().clone()];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut chunk = [0; 4096];
                let _ = stream.read(&mut chunk).await;
                let _ = stream.write_all(&answer("200 OK", &[], b"{}")).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    port
}

/// What a TLS server for localhost needs, which speaks these protocols, and the certificate (PEM) of
/// the authority to trust.
pub fn acceptor(protocols: &[&[u8]]) -> (TlsAcceptor, String) {
    rollcall_scim::install_crypto();
    let authority = authority("Own");
    let key = KeyPair::generate().unwrap();
    let signed = certificate("localhost").signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![signed.der().clone()], key)
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    (TlsAcceptor::from(Arc::new(config)), authority.as_ref().pem())
}

fn client(address: &str, authority: Option<&Authority>) -> Client {
    let extra_roots_pem = authority.map(|it| it.as_ref().pem().into_bytes());
    let seconds = std::time::Duration::from_secs;
    let options = ClientOptions {
        extra_roots_pem,
        request_timeout: seconds(5),
        connect_timeout: seconds(5),
        ..options()
    };
    Client::new(Endpoint::parse(address).unwrap(), options).unwrap()
}

/// Both ways of finding out, `reach` and a request, must say the same.
async fn refused(client: &Client, words: &str) {
    let request = Request::delete(["Users", "1"]);
    let by_request = client.send(&request, &CancellationToken::new()).await.unwrap_err();
    let by_reach = client.reach().await.unwrap_err();
    for failure in [by_request, by_reach] {
        let FailureKind::TlsNotTrusted(why) = &failure.kind else { panic!("{failure:?}") };
        assert!(why.contains(words), "{why}");
        assert_eq!(failure.reached, Reached::NotSent);
    }
}

#[tokio::test]
async fn an_own_authority_is_trusted_when_it_is_named() {
    let authority = authority("Own");
    let port = serve(&authority, certificate("localhost")).await;
    let client = client(&format!("https://localhost:{port}/"), Some(&authority));
    client.reach().await.unwrap();
    let request = Request::get(["Users"]);
    let answer = client.get(&request, &CancellationToken::new()).await.unwrap();
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn an_unknown_authority_is_refused() {
    let authority = authority("Own");
    let port = serve(&authority, certificate("localhost")).await;
    refused(&client(&format!("https://localhost:{port}/"), None), "does not trust").await;
    let other = self::authority("Other");
    refused(&client(&format!("https://localhost:{port}/"), Some(&other)), "does not trust").await;
    // One that calls itself the same, but has not the key.
    let impostor = self::authority("Own");
    refused(&client(&format!("https://localhost:{port}/"), Some(&impostor)), "not signed by").await;
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let authority = authority("Own");
    let port = serve(&authority, certificate("example.org")).await;
    let client = client(&format!("https://localhost:{port}/"), Some(&authority));
    refused(&client, "another host name").await;
}

#[tokio::test]
async fn an_expired_certificate_and_one_of_the_future_are_refused() {
    let authority = authority("Own");
    let mut expired = certificate("localhost");
    expired.not_before = date_time_ymd(2001, 1, 1);
    expired.not_after = date_time_ymd(2002, 1, 1);
    let port = serve(&authority, expired).await;
    let address = format!("https://localhost:{port}/");
    refused(&client(&address, Some(&authority)), "expired").await;
    let mut future = certificate("localhost");
    future.not_before = date_time_ymd(2090, 1, 1);
    future.not_after = date_time_ymd(2091, 1, 1);
    let port = serve(&authority, future).await;
    let address = format!("https://localhost:{port}/");
    refused(&client(&address, Some(&authority)), "not valid yet").await;
}

#[tokio::test]
async fn a_server_without_tls_is_told_apart() {
    let server = Server::start(|_, _| Act::Send(answer("200 OK", &[], b"{}"))).await;
    // The greeting of TLS is no HTTP request, so the server is made to answer at once.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut chunk = [0; 4096];
            let _ = stream.read(&mut chunk).await;
            let _ = stream.write_all(&answer("400 Bad Request", &[], b"")).await;
        }
    });
    refused(&client(&format!("https://127.0.0.1:{port}/"), None), "does not speak TLS").await;
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn certificates_that_cannot_be_read_are_refused_at_once() {
    for pem in [
        &b"not a certificate"[..],
        b"",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let endpoint = Endpoint::parse("https://localhost:1/").unwrap();
        let options = ClientOptions { extra_roots_pem: Some(pem.to_vec()), ..options() };
        let failure = Client::new(endpoint, options).unwrap_err();
        assert!(matches!(failure.kind, FailureKind::Setup(_)), "{failure}");
    }
}
