//! The description of the API against the table of routes, both ways.

use std::collections::BTreeSet;

fn routed() -> BTreeSet<(String, String)> {
    sonde::web::routes::table()
        .iter()
        .filter(|route| route.pattern.starts_with("/api/v1/"))
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
