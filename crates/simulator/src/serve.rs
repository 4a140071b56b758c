//! The HTTP front: finds the app, asks its faults, asks the app, sends what comes of it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use http::StatusCode;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION};
use tokio_util::sync::CancellationToken;

use crate::app::{After, App, Before, Seen, lock};
use crate::call::Call;
use crate::reply::Reply;
use crate::socket::Line;
use crate::wire;

/// Bytes a request body may have.
const BODY_LIMIT: usize = 32 << 20;

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) apps: Vec<Arc<App>>,
    pub(crate) latency: Option<Duration>,
    pub(crate) stop: CancellationToken,
}

pub(crate) async fn handle(
    State(world): State<Arc<World>>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let Some(app) = world.apps.iter().find(|app| app.id == first).cloned() else {
        let reply = Reply::page(404, "<!doctype html><h1>Not found</h1>");
        return wire::response(reply, &crate::app::Shape::Whole, false);
    };
    let (parts, body) = request.into_parts();
    let header =
        |name| parts.headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    let authorized = header(AUTHORIZATION).and_then(|value| value.split_once(' ')).is_some_and(
        |(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && token == *lock(&app.token),
    );
    let takes_gzip = header(ACCEPT_ENCODING).is_some_and(|value| value.contains("gzip"));
    let Ok(body) = axum::body::to_bytes(body, BODY_LIMIT).await else {
        let mut response = Response::default();
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return response;
    };
    let query = parts.uri.query().unwrap_or_default();
    let call = Call::new(parts.method.as_str(), &path, query, &app.base_path, body);
    answer(&world, &app, &line, call, authorized, takes_gzip).await
}

async fn answer(
    world: &World,
    app: &App,
    line: &Line,
    call: Call,
    authorized: bool,
    takes_gzip: bool,
) -> Response {
    let plan = app.plan(&call, jiff::Timestamp::now());
    let wait = plan.wait + world.latency.unwrap_or_default();
    if !wait.is_zero() {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = world.stop.cancelled() => {}
        }
    }
    let mut seen = Seen {
        method: call.method.clone(),
        path: call.path.clone(),
        query: call.raw_query.clone(),
        body: (!call.body.is_empty()).then(|| String::from_utf8_lossy(&call.body).into_owned()),
        status: None,
        authorized,
    };
    let reply = match plan.before {
        Some(Before::Cut) => None,
        Some(Before::Silence) => {
            app.remember(seen);
            world.stop.cancelled().await;
            line.cut();
            return Response::default();
        }
        Some(Before::Answer(ref reply)) => Some(reply.clone()),
        None => {
            let reply = app.answer(&call, authorized, &plan);
            match plan.after {
                None => Some(reply),
                Some(After::Cut) => None,
                Some(After::Answer(ref instead)) => Some(instead.clone()),
            }
        }
    };
    let Some(reply) = reply else {
        app.remember(seen);
        line.cut();
        return Response::default();
    };
    seen.status = Some(reply.status);
    app.remember(seen);
    let pack = takes_gzip && (plan.gzip || app.packs);
    wire::response(reply, &plan.shape, pack)
}
