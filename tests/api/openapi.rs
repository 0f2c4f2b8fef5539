//! The description of the API against the table of routes, both ways.

use std::collections::BTreeSet;

/// Machines' routes outside `/api/v1/`.
const ELSEWHERE: [&str; 3] = ["/e/{wave}/reponse", "/.well-known/jwks.json", "/.well-known/sonde-signature.json"];

fn routed() -> BTreeSet<(String, String)> {
    sonde::web::routes::table()
        .iter()
        .filter(|route| route.pattern.starts_with("/api/v1/") || ELSEWHERE.contains(&route.pattern))
        .map(|route| (route.method.as_str().to_lowercase(), route.pattern.to_owned()))
        .collect()
}

fn described() -> BTreeSet<(String, String)> {
    let description: serde_json::Value = serde_json::from_str(sonde::web::openapi_json()).unwrap();
    let mut found = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        found.extend(methods.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())));
    }
    found
}

#[test]
fn every_route_of_the_api_is_described_and_nothing_else_is() {
    assert_eq!(routed(), described());
}

#[test]
fn every_operation_describes_the_refusals_it_may_meet() {
    let description: serde_json::Value = serde_json::from_str(sonde::web::openapi_json()).unwrap();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let mut expected = vec!["500", "503", "default"];
            if method != "get" {
                expected.extend(["400", "403", "408", "413", "415", "422", "507"]);
            }
            if operation.get("security").is_some() {
                expected.push("401");
            }
            if path.ends_with("/sign-in") {
                expected.extend(["401", "429"]);
            }
            if path.ends_with("/bounces") {
                expected.push("429");
            }
            for status in expected {
                assert!(operation["responses"].get(status).is_some(), "{method} {path}: {status}");
            }
            for (status, told) in
                operation["responses"].as_object().unwrap().iter().filter(|(status, _)| *status >= &"4".to_owned())
            {
                let name =
                    told["$ref"].as_str().and_then(|to| to.strip_prefix("#/components/responses/")).unwrap_or("");
                let content = &description["components"]["responses"][name]["content"];
                let schema = &content["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{method} {path} {status}: {told}");
            }
        }
    }
    for status in ["429", "503", "507"] {
        let headers = &description["components"]["responses"][format!("Refusal{status}")]["headers"];
        assert!(headers.get("Retry-After").is_some(), "{status}: {headers}");
    }
}

#[test]
fn every_operation_has_a_name_of_its_own_and_every_reply_a_description() {
    let description: serde_json::Value = serde_json::from_str(sonde::web::openapi_json()).unwrap();
    let mut names = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap_or("");
            assert!(!name.is_empty() && names.insert(name.to_owned()), "{method} {path}: {name}");
            for (status, reply) in operation["responses"].as_object().unwrap() {
                let is_told =
                    reply.get("$ref").is_some() || reply["description"].as_str().is_some_and(|text| !text.is_empty());
                assert!(is_told, "{method} {path} {status}: {reply}");
            }
        }
    }
}

#[test]
fn the_description_says_openapi_3_1_and_refuses_unknown_fields() {
    let description: serde_json::Value = serde_json::from_str(sonde::web::openapi_json()).unwrap();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"), "{}", description["openapi"]);
    for body in ["Credentials", "RefreshToken", "NewAccount", "NewWave", "HowOpened", "HowMany", "EarlyReader"] {
        let schema = &description["components"]["schemas"][body];
        assert_eq!(schema["additionalProperties"], false, "{body}: {schema}");
    }
}

#[test]
fn no_two_rows_of_the_table_are_the_same_route() {
    let mut seen = BTreeSet::new();
    for route in sonde::web::routes::table() {
        assert!(seen.insert((route.method.to_string(), route.pattern)), "{} {}", route.method, route.pattern);
    }
}
