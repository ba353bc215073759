//! The server: HTTP/1.1 on 127.0.0.1, only for a browser on this machine that was told so.

use super::{View, markdown};
use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::web::live;
use crate::runs::explain;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use std::future::Future;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use tower_http::services::ServeFile;

/// The port that is taken when none is asked for and it is free.
const PORT: u16 = 8017;
/// What the page may load: its own parts; pictures that it makes itself.
const OWN: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
);
/// What a file of the run may do: show itself, without a way to the server.
const APART: HeaderValue = HeaderValue::from_static("sandbox allow-scripts");

/// A socket on 127.0.0.1; a port that was asked for is taken, or nothing.
///
/// # Errors
/// A port that is in use or not allowed.
pub fn listen(port: Option<u16>) -> Result<TcpListener> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let listener = match port {
        Some(port) => bind(port),
        None => bind(PORT).or_else(|_| bind(0)),
    };
    listener.map_err(|error| {
        let port = port.unwrap_or(PORT);
        let what = match error.kind() {
            ErrorKind::AddrInUse => format!("port {port} is in use"),
            _ => format!("port {port} cannot be opened: {error}"),
        };
        Error::output(what)
            .remedy("name another with --port, or leave it out and a free one is found")
    })
}

/// What every answer needs.
struct Served {
    view: View,
    html: String,
    data: Vec<u8>,
}

/// Serves the run until the program is interrupted.
///
/// # Errors
/// When the server cannot be started.
pub fn serve(view: View, listener: TcpListener) -> Result<()> {
    let failed =
        |error: std::io::Error| Error::engine(format!("the server cannot be started: {error}"));
    let port = listener.local_addr().map_err(failed)?.port();
    let served = Arc::new(Served {
        html: live::html(&view.said)?,
        data: live::data(&view.said, &view.files).to_string().into_bytes(),
        view,
    });
    // explanations are asked for soon
    let early = Arc::clone(&served);
    std::thread::spawn(move || early.view.run().is_ok());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    let done = runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let serving = pin!(axum::serve(listener, router(Arc::clone(&served), port)).into_future());
        either(serving, pin!(interrupted())).await
    });
    // answers that are still being worked out are not waited for, and hold the view until the program ends
    runtime.shutdown_background();
    served.view.tidy();
    done.map_err(failed)
}

/// The one of two that is done first.
async fn either<T>(
    mut one: std::pin::Pin<&mut impl Future<Output = T>>,
    mut other: std::pin::Pin<&mut impl Future<Output = T>>,
) -> T {
    std::future::poll_fn(|context| match one.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(done),
        Poll::Pending => other.as_mut().poll(context),
    })
    .await
}

/// Ctrl-C, or a polite request to end.
async fn interrupted() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut ended = signal(SignalKind::terminate())?;
        let ended = async {
            ended.recv().await;
            Ok(())
        };
        either(pin!(tokio::signal::ctrl_c()), pin!(ended)).await
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

fn router(served: Arc<Served>, port: u16) -> Router {
    let tiles = ServeFile::new(&served.view.archive);
    let mut router = Router::new()
        .route("/", get(page))
        .route("/map.json", get(data))
        .route("/village/{code}", get(village))
        .route("/run/{*path}", get(file))
        .route_service("/tiles.pmtiles", tiles);
    for (name, kind, bytes) in live::PARTS {
        let part = move || async move { ([(CONTENT_TYPE, kind)], bytes) };
        router = router.route(&format!("/{name}"), get(part));
    }
    router
        .with_state(served)
        .layer(from_fn_with_state(port, door))
}

/// Lets in who was told the address, not a page elsewhere whose name leads here; says what browsers may do with the answer.
async fn door(State(port): State<u16>, request: Request, next: Next) -> Response {
    let named = |headers: &HeaderMap| {
        let host = headers.get(HOST)?.to_str().ok()?.to_owned();
        let known = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{port}"));
        Some(
            known.contains(&host.to_lowercase())
                || port == 80 && ["127.0.0.1", "localhost"].contains(&host.as_str()),
        )
    };
    if named(request.headers()) != Some(true) {
        return (StatusCode::FORBIDDEN, "ask for 127.0.0.1\n").into_response();
    }
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(OWN);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let same = HeaderValue::from_static("same-origin");
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        same,
    );
    answer
}

async fn page(State(served): State<Arc<Served>>) -> Response {
    (
        [(CONTENT_TYPE, "text/html; charset=utf-8")],
        served.html.clone(),
    )
        .into_response()
}

async fn data(State(served): State<Arc<Served>>) -> Response {
    ([(CONTENT_TYPE, "application/json")], served.data.clone()).into_response()
}

/// Why a village stands where it stands, and what is told of it.
async fn village(State(served): State<Arc<Served>>, Path(code): Path<String>) -> Response {
    let Some(row) = served.view.row(&code) else {
        return (StatusCode::NOT_FOUND, "no such village\n").into_response();
    };
    let worked = tokio::task::spawn_blocking(move || {
        let view = &served.view;
        let language = match view.said["lang"].as_str() {
            Some("en") => Language::En,
            _ => Language::Id,
        };
        let text = match view.run() {
            Ok(run) => explain::explain(run, &code, language)
                .and_then(|facts| explain::page(&facts, language)),
            Err(error) => Err(error.clone()),
        };
        let text = text.unwrap_or_else(|error| error.to_string());
        json!({"facts": live::facts(&view.said, row), "html": markdown::html(&text)}).to_string()
    });
    match worked.await {
        Ok(text) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A file that the manifest lists.
async fn file(
    State(served): State<Arc<Served>>,
    Path(path): Path<String>,
    request: Request,
) -> Response {
    let Some(place) = served.view.file(&path) else {
        return (StatusCode::NOT_FOUND, "no such file of the run\n").into_response();
    };
    match ServeFile::new(place).try_call(request).await {
        Ok(answer) => {
            let mut answer = answer.map(Body::new);
            answer.headers_mut().insert(CONTENT_SECURITY_POLICY, APART);
            answer
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
