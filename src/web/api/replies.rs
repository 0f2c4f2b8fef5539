//! Replies in the description of the API: each refusal described once, and given to every operation that may answer so.
//! A handler names only the statuses of its own; those any read or any send may meet are added here.

use utoipa::Modify;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{Components, Content, Header, ObjectBuilder, OpenApi, Ref, RefOr, Response, Type};

const PROBLEM: &str = "application/problem+json";

/// Status, what it means here, and whether it says when to try again.
const DESCRIBED: [(&str, &str, bool); 14] = [
    ("400", "The request can't be read: broken JSON, wrong encoding, a NUL character.", false),
    ("401", "No access token, or one that is refused; for a sign-in, wrong credentials.", false),
    ("403", "The role does not allow it, or the request comes from another site.", false),
    ("404", "Not there, or not for the caller to know of.", false),
    ("408", "The body did not arrive in time.", false),
    ("409", "Not in the present state of the wave.", false),
    ("413", "The body is larger than what is accepted.", false),
    ("415", "The body is compressed, or of a type that is not accepted.", false),
    ("422", "Read, and refused: `items` says each fault, its place, and what is accepted.", false),
    ("429", "Too many attempts.", true),
    ("500", "A fault of the service, which has logged it.", false),
    ("503", "Too busy for now; nothing was stored.", true),
    ("507", "The disk of the service is full; nothing was stored.", true),
    ("default", "Any other refusal.", false),
];
const OF_ANY: [&str; 3] = ["500", "503", "default"];
const OF_SENDS: [&str; 7] = ["400", "403", "408", "413", "415", "422", "507"];
const OF_TOKENS: [&str; 1] = ["401"];

pub struct Replies;

impl Modify for Replies {
    fn modify(&self, description: &mut OpenApi) {
        let components = description.components.get_or_insert_with(Components::default);
        for (status, meaning, says_when) in DESCRIBED {
            components.responses.insert(name(status), RefOr::T(response(meaning, says_when)));
        }
        for path in description.paths.paths.values_mut() {
            let PathItem { get, put, post, delete, .. } = path;
            for operation in [get.as_mut(), put.as_mut(), post.as_mut(), delete.as_mut()].into_iter().flatten() {
                complete_own(operation);
                set_apart(operation);
                add(operation, &OF_ANY);
                if operation.security.is_some() {
                    add(operation, &OF_TOKENS);
                }
            }
            for operation in [put.as_mut(), post.as_mut(), delete.as_mut()].into_iter().flatten() {
                add(operation, &OF_SENDS);
            }
        }
    }
}

/// What a handler says of a refusal is its status; the rest is said once. A description is required of any reply.
fn complete_own(operation: &mut Operation) {
    for (status, told) in &mut operation.responses.responses {
        if status.starts_with(['4', '5']) {
            *told = reference(status);
        } else if let RefOr::T(reply) = told
            && reply.description.is_empty()
        {
            reply.description = of_success(status).to_owned();
        }
    }
}

fn of_success(status: &str) -> &'static str {
    match status {
        "201" => "Made.",
        "204" => "Done; there is nothing to give.",
        "304" => "Not changed since it was last read.",
        _ => "What was asked for.",
    }
}

/// Handlers of two rooms may share a name; operations may not.
fn set_apart(operation: &mut Operation) {
    let room = operation.tags.as_ref().and_then(|tags| tags.first());
    if let (Some(room), Some(id)) = (room, &operation.operation_id) {
        operation.operation_id = Some([room, "_", id].concat());
    }
}

fn add(operation: &mut Operation, statuses: &[&str]) {
    for status in statuses {
        operation.responses.responses.entry((*status).to_owned()).or_insert_with(|| reference(status));
    }
}

fn reference<T>(status: &str) -> RefOr<T> {
    RefOr::Ref(Ref::from_response_name(name(status)))
}

fn name(status: &str) -> String {
    if status == "default" { "Refusal".to_owned() } else { ["Refusal", status].concat() }
}

fn response(meaning: &str, says_when: bool) -> Response {
    let response =
        Response::builder().description(meaning).content(PROBLEM, Content::new(Some(Ref::from_schema_name("Problem"))));
    if says_when {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).description(Some("Seconds to wait.")).build();
        response.header("Retry-After", Header::new(seconds)).build()
    } else {
        response.build()
    }
}
