//! Writes Rust code that uses the items of a client. The compiler then shows which items a
//! different client still has.

use tallyfy_codegen::{constructor_name, setter_name};

use crate::{Api, ItemKind, PublicItem};

/// The imports that the code needs.
pub const PRELUDE: &str = "use tallyfy_groups::generated::{Client, Error, ResponseValue, types};\n";

/// Returns a function `name` that uses an item in each way that has to keep working. Returns `None`
/// for an item that each generated client has, and for an item that code cannot name.
pub(crate) fn uses(api: &Api, item: &PublicItem, name: &str) -> Option<String> {
    let is_of_all = item.owner.starts_with("types::error::")
        || (item.owner.starts_with("Client") && api.operation_of(item).is_none());
    if is_of_all {
        return None;
    }
    let owner = &item.owner;
    let types: Vec<String> = item.types.iter().map(|of| api.qualified(of)).collect();
    match item.kind {
        ItemKind::Field => {
            let field = item.path.rsplit('.').next()?;
            let of = types.first()?;
            Some(format!("fn {name}(it: {owner}) -> {of} {{ it.{field} }}\n"))
        }
        ItemKind::Variant => {
            let path = &item.path;
            let names: Vec<String> = match (item.names.as_slice(), types.len()) {
                ([], 1) => vec!["it".to_owned()],
                ([], several) => (0..several).map(|index| format!("it_{index}")).collect(),
                (names, _) => names.to_vec(),
            };
            if item.is_open {
                let path = &item.path;
                let function = format!("{owner}::{}", constructor_name(last(path)));
                let made = constructed(api, name, owner, &function, item.required());
                let fields = names.iter().map(|name| format!("{name}, "));
                let checks = names.iter().zip(&types);
                let checks = checks.map(|(name, of)| format!(" let _: {of} = {name};"));
                return Some(format!(
                    "{made}fn {name}_fields(it: {owner}) {{\n    \
                     if let {path} {{ {}.. }} = it {{{} }}\n}}\n",
                    fields.collect::<String>(),
                    checks.collect::<String>(),
                ));
            }
            let arguments = names.iter().zip(&types);
            let arguments = arguments.map(|(name, of)| format!("{name}: {of}"));
            let arguments = arguments.collect::<Vec<_>>().join(", ");
            let values = match (item.has_braces(), names.join(", ")) {
                (true, names) => format!(" {{ {names} }}"),
                (false, names) if names.is_empty() => names,
                (false, names) => format!("({names})"),
            };
            Some(format!(
                "fn {name}({arguments}) -> {owner} {{ {path}{values} }}\n"
            ))
        }
        ItemKind::Method => {
            let result = item.types.last()?;
            let (required, optional) = (item.parameters(true), item.parameters(false));
            let arguments = required.iter().chain(&optional);
            let arguments = arguments.map(|(name, of)| format!(", {name}: {of}"));
            let arguments: String = arguments.collect();
            let setters = optional.iter();
            let setters = setters.map(|(name, _)| format!(".{}({name})", setter_name(name)));
            let setters: String = setters.collect();
            let names: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
            let method = last(&item.path);
            Some(format!(
                "async fn {name}(api: &Client{arguments}) -> {result} {{\n    \
                 api.{method}({}){setters}.send().await\n}}\n",
                names.join(", "),
            ))
        }
        ItemKind::Trait => {
            let [of, own] = types.as_slice() else {
                return None;
            };
            // A borrowed type in a signature needs a lifetime.
            let of = of.replace("&str", "&'static str");
            let of = if of.contains("'de") {
                format!("for<'de> {of}")
            } else {
                of
            };
            Some(has(name, own, &of))
        }
        ItemKind::Type => Some(of_type(api, item, &types, name)),
    }
}

/// Returns the last segment of a path.
fn last(path: &str) -> &str {
    path.rsplit(['.', ':']).next().unwrap_or(path)
}

/// Returns a function that calls a constructor.
fn constructed<'a>(
    api: &Api,
    name: &str,
    owner: &str,
    function: &str,
    required: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let (mut arguments, mut names) = (Vec::new(), Vec::new());
    for (name, of) in required {
        arguments.push(format!("{name}: {}", api.qualified(of)));
        names.push(name);
    }
    let (arguments, names) = (arguments.join(", "), names.join(", "));
    format!("fn {name}({arguments}) -> {owner} {{ {function}({names}) }}\n")
}

fn has(name: &str, owner: &str, bounds: &str) -> String {
    format!("fn {name}() {{ fn has<T: {bounds}>() {{}} has::<{owner}>() }}\n")
}

/// Returns a function that uses the derived traits and all parts of a type.
fn of_type(api: &Api, item: &PublicItem, types: &[String], name: &str) -> String {
    let owner = &item.owner;
    if let [of] = types {
        return format!("fn {name}(it: {owner}) -> {of} {{ it }}\n");
    }
    let bounds: Vec<&str> = item.derives.iter().map(|name| bound(name)).collect();
    let derived = if bounds.is_empty() {
        String::new()
    } else {
        has(name, owner, &bounds.join(" + "))
    };
    derived + &whole(api, item, &format!("{name}_whole"))
}

/// Returns a function that destructures a struct and constructs it again, or that matches each
/// variant of an enum. For a non-exhaustive struct, the code calls the constructor. For a
/// non-exhaustive enum, the `match` has the arm `_`.
pub(crate) fn whole(api: &Api, item: &PublicItem, name: &str) -> String {
    let owner = &item.owner;
    let parts = api.items().filter(|part| part.owner == *owner);
    let (mut fields, mut variants) = (Vec::new(), Vec::new());
    for part in parts {
        match part.kind {
            ItemKind::Field => fields.push(part),
            ItemKind::Variant => variants.push(part),
            _ => {}
        }
    }
    let is_open = item.is_open;
    if is_open && !fields.is_empty() {
        let required = fields.iter().filter(|field| field.is_required());
        let required = required.filter_map(|field| Some((last(&field.path), field.types.first()?)));
        let mut required = required.map(|(name, of)| (name, of.as_str())).peekable();
        let constructor = required.peek().map_or("default", |_| "new");
        let function = format!("{owner}::{constructor}");
        return constructed(api, name, owner, &function, required);
    }
    if !fields.is_empty() {
        let fields: Vec<&str> = fields.iter().map(|field| last(&field.path)).collect();
        let all = match fields.as_slice() {
            ["0"] => format!("{owner}(it)"),
            fields => format!("{owner} {{ {} }}", fields.join(", ")),
        };
        return format!(
            "fn {name}(it: {owner}) -> {owner} {{\n    let {all} = it;\n    {all}\n}}\n"
        );
    }
    if variants.is_empty() {
        return String::new();
    }
    let arms = variants.iter().map(|variant| {
        let payload = match variant.types.len() {
            _ if variant.has_braces() => " { .. }",
            0 => "",
            1 => "(_)",
            _ => "(..)",
        };
        format!("        {}{payload} => {{}}\n", variant.path)
    });
    let arms: String = arms
        .chain(is_open.then(|| "        _ => {}\n".to_owned()))
        .collect();
    format!("fn {name}(it: {owner}) {{\n    match it {{\n{arms}    }}\n}}\n")
}

/// Returns the path of a derived trait.
fn bound(derived: &str) -> &str {
    match derived {
        "Serialize" => "serde::Serialize",
        "Deserialize" => "serde::de::DeserializeOwned",
        "Debug" => "std::fmt::Debug",
        "Hash" => "std::hash::Hash",
        other => other,
    }
}

/// Returns the code of a program that uses each item of a client in a separate function.
#[must_use]
pub fn caller(api: &Api) -> String {
    let uses = api.items().enumerate();
    let uses = uses.filter_map(|(index, item)| uses_of(api, item, index));
    format!("{PRELUDE}{}", uses.collect::<String>())
}

fn uses_of(api: &Api, item: &PublicItem, index: usize) -> Option<String> {
    uses(api, item, &format!("use_{index}"))
}
