//! The values of scalars without quotes.

use serde_json::{Number, Value};

/// Converts a scalar without quotes, as YAML 1.2 defines it. If JSON cannot represent a number, the
/// function returns the nearest number that JSON can represent, and the reason.
pub(super) fn plain(text: &str) -> Result<Value, (Value, &'static str)> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(true.into()),
        "false" | "False" | "FALSE" => return Ok(false.into()),
        ".nan" | ".NaN" | ".NAN" => return Err((0.into(), "is not a number in JSON")),
        _ => {}
    }
    let limit = |is_negative: bool| {
        let most = if is_negative { f64::MIN } else { f64::MAX };
        Value::from(most)
    };
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_negative = text.starts_with('-');
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Err((
            limit(is_negative),
            "is infinite, which JSON cannot represent",
        ));
    }
    let radix = [("0x", 16), ("0o", 8)];
    let mut radix = radix
        .into_iter()
        .filter_map(|(prefix, radix)| Some((text.strip_prefix(prefix)?, radix)));
    if let Some((digits, radix)) = radix.next()
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_digit(radix))
    {
        let number = u64::from_str_radix(digits, radix).map(Value::from);
        return number.map_err(|_| (limit(false), "needs more than 64 bits"));
    }
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let integer = text.strip_prefix('+').unwrap_or(text);
    let float = || text.parse::<f64>().unwrap_or(0.0);
    if is_digits(unsigned) {
        let signed = integer.parse::<i64>().map(Number::from);
        let number = signed.or_else(|_| integer.parse::<u64>().map(Number::from));
        return number
            .map(Value::Number)
            .map_err(|_| (float().into(), "needs more than 64 bits"));
    }
    // Rust also reads texts such as `inf`, but YAML does not.
    if !text.bytes().any(|b| b.is_ascii_digit()) || text.parse::<f64>().is_err() {
        return Ok(text.into());
    }
    let (mantissa, _) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, ""));
    let is_zero = mantissa.bytes().all(|b| matches!(b, b'0' | b'.'));
    match float() {
        number if number.is_infinite() => {
            Err((limit(is_negative), "is too large for a 64-bit float"))
        }
        0.0 if !is_zero => Err((0.0.into(), "is too small for a 64-bit float")),
        number => Ok(number.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn plain_scalar_is_read_as_yaml_1_2() {
        for (text, json) in [
            ("", "null"),
            ("~", "null"),
            ("Null", "null"),
            ("nULL", "\"nULL\""),
            ("TRUE", "true"),
            ("yes", "\"yes\""),
            ("012", "12"),
            ("-7", "-7"),
            ("+7", "7"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("0b1", "\"0b1\""),
            ("0x", "\"0x\""),
            ("18446744073709551615", "18446744073709551615"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("1.", "1.0"),
            (".5", "0.5"),
            ("1e3", "1000.0"),
            ("0e999", "0.0"),
            ("1_000", "\"1_000\""),
            ("inf", "\"inf\""),
            ("1.0.0", "\"1.0.0\""),
            ("-", "\"-\""),
            ("+", "\"+\""),
        ] {
            assert_eq!(plain(text).unwrap().to_string(), json, "{text}");
        }
        for text in [
            "1e400",
            "-1e400",
            "1e-400",
            ".inf",
            "-.INF",
            "+.Inf",
            ".nan",
            ".NaN",
            "18446744073709551616",
            "-9223372036854775809",
            "0x1FFFFFFFFFFFFFFFF",
        ] {
            assert!(plain(text).is_err(), "{text}");
        }
    }
}
