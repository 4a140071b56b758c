//! RFC 8785 writes every number as a double, so that integers beyond 2⁵³ lose their last digits and two
//! ids of 18 digits become one. They are written as texts before anything is made canonical.

use serde_json::Value;

/// The largest integer that a double keeps, and its opposite (RFC 7493 §2.2).
const EXACT: i64 = (1 << 53) - 1;

/// The value with integers that a double does not keep as texts of their digits. A text that is one
/// already stays apart by the sign before it.
#[must_use]
pub fn exact_numbers(mut value: Value) -> Value {
    mend(&mut value);
    value
}

fn mend(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let kept = match (number.as_i64(), number.as_u64()) {
                (Some(integer), _) => (-EXACT..=EXACT).contains(&integer),
                (None, Some(_)) => false,
                (None, None) => true,
            };
            if !kept {
                *value = Value::String(format!("#{number}"));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mend),
        Value::Object(map) => map.values_mut().for_each(mend),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn integers_that_a_double_does_not_keep_stay_apart() {
        let canonical =
            |value: Value| serde_json_canonicalizer::to_string(&exact_numbers(value)).unwrap();
        for (one, other) in [
            (144_115_188_075_855_872_u64, 144_115_188_075_855_873),
            (9_007_199_254_740_992, 9_007_199_254_740_993),
            (u64::MAX, u64::MAX - 1),
        ] {
            // Without it they would be one.
            let bare = |n: u64| serde_json_canonicalizer::to_string(&json!({"id": n})).unwrap();
            assert_eq!(bare(one), bare(other));
            assert_ne!(canonical(json!({"id": one})), canonical(json!({"id": other})));
            assert!(canonical(json!([{"id": one}])).contains(&one.to_string()));
        }
        assert_ne!(canonical(json!(i64::MIN)), canonical(json!(i64::MIN + 1)));
        let small = json!({"a": [1, -7, 2.5, 9_007_199_254_740_991_u64, "123456789012345678"]});
        assert_eq!(exact_numbers(small.clone()), small);
    }
}
