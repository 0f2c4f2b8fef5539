//! The API, `/api/v1`: JSON in snake_case, wrapped in a named object; every refusal is a problem document.

pub mod accounts;
pub mod auth;
pub mod bounces;
pub mod keys;
pub mod letters;
mod openapi;
mod paging;
pub mod published;
pub mod quality;
pub mod releases;
mod replies;
mod shapes;
pub mod verbs;
pub mod waves;

pub use openapi::{openapi_json, show as show_openapi};
