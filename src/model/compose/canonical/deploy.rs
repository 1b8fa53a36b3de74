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
