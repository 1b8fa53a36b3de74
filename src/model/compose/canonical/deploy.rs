//! How a service is deployed. Its number of containers may stand in `scale` as well.

use super::super::project::Datum;
use super::form::{Form, Shape};
use super::layout::DEPLOY;
use super::reading::{map, whole};
use super::scope::Scope;
use serde_json::Number;

pub(super) fn of_service(service: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let given = service.get("deploy").filter(|given| given.is_mapping())?;
    let mut deploy = map(DEPLOY, given, scope);
    if let Some((scale, written)) = service.get("scale").and_then(|scale| Some((whole(scale)?, scale)))
        && let Shape::Map(fields) = &mut deploy.shape
        && !fields.iter().any(|(name, _)| name == "replicas")
    {
        let place = fields.iter().take_while(|(name, _)| name == "mode").count();
        let replicas = Form::new(Shape::Number(Number::from(scale)), written.origins());
        fields.insert(place, ("replicas".to_owned(), replicas));
    }
    Some(deploy)
}

#[cfg(test)]
mod tests {
    use super::super::testing::model;
    use serde_json::json;

    #[test]
    fn the_number_of_containers_may_stand_elsewhere() {
        let source =
            "services: {a: {image: x, scale: 3, deploy: {mode: replicated, resources: {limits: {memory: 1g}}}}}\n";
        let limits = json!({"limits": {"memory": "1073741824"}});
        let expected = json!({"mode": "replicated", "replicas": 3, "resources": limits, "placement": {}});
        assert_eq!(model(source)["services"]["a"]["deploy"], expected);
    }
}
