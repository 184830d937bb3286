//! A contract without the optional query parameters that a caller does not name. The benchmarks
//! generate other clients from it. The methods of these clients have an argument for each
//! parameter, so a new optional parameter would change each call.

use serde_json::Value;

/// Removes the optional query parameters whose names `kept` does not contain.
pub(crate) fn remove_optional_parameters(contract: &mut Value, kept: &[&str]) {
    let shared = contract["components"]["parameters"].clone();
    let is_kept = |parameter: &Value| {
        let reference = parameter["$ref"]
            .as_str()
            .and_then(|to| to.rsplit('/').next());
        let parameter = reference.map_or(parameter, |name| &shared[name]);
        parameter["in"] != "query"
            || parameter["required"] == true
            || parameter["name"]
                .as_str()
                .is_some_and(|name| kept.contains(&name))
    };
    let paths = contract["paths"].as_object_mut().into_iter();
    for item in paths.flat_map(|paths| paths.values_mut()) {
        let keep = |part: &mut Value| {
            let parameters = part.get_mut("parameters").and_then(Value::as_array_mut);
            if let Some(parameters) = parameters {
                parameters.retain(is_kept);
            }
        };
        keep(item);
        let operations = item.as_object_mut().into_iter();
        operations.flat_map(|item| item.values_mut()).for_each(keep);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn subset_optional_query_parameters_keeps_named_and_required() {
        let query =
            |name: &str, required: bool| json!({"in": "query", "name": name, "required": required});
        let reference = |name: &str| json!({"$ref": format!("#/components/parameters/{name}")});
        let mut contract = json!({
            "components": {"parameters": {
                "id": {"in": "path", "name": "id", "required": true},
                "page": query("page", false),
                "size": query("per_page", false),
            }},
            "paths": {"/groups/{id}": {"get": {"parameters": [
                reference("id"), reference("page"), reference("size"), query("sort", false),
                query("kind", true),
            ]}, "delete": {}, "parameters": [reference("id"), query("sort", false)]}},
        });
        super::remove_optional_parameters(&mut contract, &["page"]);
        assert_eq!(
            contract["paths"]["/groups/{id}"]["get"]["parameters"],
            json!([reference("id"), reference("page"), query("kind", true)])
        );
        assert_eq!(
            contract["paths"]["/groups/{id}"]["parameters"],
            json!([reference("id")])
        );
    }
}
