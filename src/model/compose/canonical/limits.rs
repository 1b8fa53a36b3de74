//! Limits of processes and of block devices.

use super::super::project::Datum;
use super::form::{Form, Shape};
use super::reading::{bytes, list, sorted, text, whole};
use super::scope::Scope;
use serde_json::Number;

/// Limits by name: one number, or a soft and a hard one. A number that is 0 does not show.
pub(super) fn ulimits(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    let number = |datum: &Datum| {
        let whole = whole(datum).filter(|whole| *whole != 0)?;
        Some(Form::new(Shape::Number(Number::from(whole)), datum.origins()))
    };
    let limit = |limit: &Datum| {
        let part = |key: &str| Some((key.to_owned(), number(limit.get(key)?)?));
        let parts = || ["soft", "hard"].into_iter().filter_map(part).collect();
        number(limit).unwrap_or_else(|| Form::new(Shape::Map(parts()), limit.origins()))
    };
    sorted(given, given.entries().iter().map(|entry| (entry.name.clone(), limit(&entry.value))).collect())
}

/// The weights of block devices.
pub(super) fn device_weights(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    devices(given, "weight", "Weight", |weight| Some(Shape::Number(Number::from(whole(weight)?))))
}

/// The rates of block devices, in bytes or operations a second.
pub(super) fn device_rates(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    devices(given, "rate", "Rate", |rate| Some(Shape::Text(bytes(rate)?.to_string())))
}

/// Here Compose prints capitals.
fn devices(given: &Datum, key: &str, shown: &str, amount: impl Fn(&Datum) -> Option<Shape>) -> Option<Form> {
    let device = |device: &Datum| {
        let path = device.get("path")?;
        let amount = device.get(key).and_then(|given| Some(Form::new(amount(given)?, given.origins())));
        let fields = [("Path", text(path).map(|text| Form::text(text, path.origins()))), (shown, amount)];
        let fields = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
        Some(Form::new(Shape::Map(fields), device.origins()))
    };
    list(given, given.items().iter().filter_map(device).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::key;
    use serde_json::json;

    #[test]
    fn a_limit_is_one_number_or_two() {
        let limits = key("ulimits", "{nproc: '64', nofile: {soft: 1, hard: 2}, core: 0}");
        assert_eq!(limits, json!({"core": {}, "nofile": {"soft": 1, "hard": 2}, "nproc": 64}));
    }

    #[test]
    fn devices_have_capitals() {
        let given = "{weight_device: [{path: /dev/sda, weight: 3}], device_read_bps: [{path: /dev/sda, rate: 1mb}]}";
        let expected = json!({
            "weight_device": [{"Path": "/dev/sda", "Weight": 3}],
            "device_read_bps": [{"Path": "/dev/sda", "Rate": "1048576"}],
        });
        assert_eq!(key("blkio_config", given), expected);
    }
}
