//! How a service is deployed. Its number of containers may stand in `scale` as well.

use super::super::project::Datum;
use super::devices::DEVICE_REQUEST;
use super::form::{Form, Shape};
use super::reading::Kind::{
    Always, Duration, Each, Fields, GivenDuration, GivenWhole, Pairs, Share, Size, Text, Texts, Whole,
};
use super::reading::{Field, field, map, whole};
use super::scope::Scope;
use serde_json::Number;

static DEPLOY: &[Field] = &[
    field("mode", Text),
    field("replicas", GivenWhole),
    field("labels", Pairs),
    field("update_config", Fields(UPDATE)),
    field("rollback_config", Fields(UPDATE)),
    field("resources", Always(RESOURCES)),
    field("restart_policy", Fields(RESTART_POLICY)),
    field("placement", Always(PLACEMENT)),
    field("endpoint_mode", Text),
];

static UPDATE: &[Field] = &[
    field("parallelism", GivenWhole),
    field("delay", Duration),
    field("failure_action", Text),
    field("monitor", Duration),
    field("max_failure_ratio", Share),
    field("order", Text),
];

static RESOURCES: &[Field] = &[field("limits", Fields(RESOURCE)), field("reservations", Fields(RESOURCE))];

static RESOURCE: &[Field] = &[
    field("cpus", Share),
    field("memory", Size),
    field("pids", Whole),
    field("devices", Each(DEVICE_REQUEST)),
    field("generic_resources", Each(GENERIC_RESOURCE)),
];

static GENERIC_RESOURCE: &[Field] = &[field("discrete_resource_spec", Fields(DISCRETE_RESOURCE))];

static DISCRETE_RESOURCE: &[Field] = &[field("kind", Text), field("value", GivenWhole)];

static RESTART_POLICY: &[Field] = &[
    field("condition", Text),
    field("delay", GivenDuration),
    field("max_attempts", GivenWhole),
    field("window", GivenDuration),
];

static PLACEMENT: &[Field] =
    &[field("constraints", Texts), field("preferences", Each(PREFERENCE)), field("max_replicas_per_node", Whole)];

static PREFERENCE: &[Field] = &[field("spread", Text)];

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
