//! A top-level model.

use super::meaning::Meaning;
use super::page::Page;
use super::shape::{Key, Kinds, List, Map, Shape};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Models, name, shape, doc).since("2.38.0").under("attributes")
}

pub(super) static MODEL: Map = Map::of(&[
    key(
        "model",
        Shape::text(Meaning::Image),
        "The OCI artifact that holds the model, such as `ai/smollm2`. Compose has the model runner pull and serve it, so \
         the first `up` may take gigabytes.",
    )
    .required(),
    key(
        "context_size",
        Shape::scalar(Kinds::INTEGER, Meaning::Integer),
        "How many tokens the model may look back on. More costs memory; a quoted number is refused here.",
    ),
    key(
        "runtime_flags",
        Shape::list(&List::of(Shape::text(Meaning::Text))),
        "Flags for the inference engine, passed on as they are. They tie the file to one engine: what llama.cpp \
         understands another need not.",
    ),
    key(
        "name",
        Shape::text(Meaning::EngineName),
        "Another name for the model than its key here. References within the file go by the key all the same.",
    ),
]);
