//! What the service says over HTTP: respondents' pages, the console, results and the API. The only room that names
//! actix; it calls deeds of `app` and never sees the database.

mod api;
mod assets;
mod body;
mod console;
mod error;
mod feeds;
mod forms;
mod guard;
mod html;
mod identity;
mod limits;
mod pace;
mod problem;
mod reply;
mod respond;
mod results;
pub mod routes;
mod server;
mod space;
mod words;

pub use api::openapi_json;
pub use error::Refusal;
pub use guard::panics_caught;
pub use server::{BindError, Server};
