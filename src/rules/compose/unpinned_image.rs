//! An image that may be another one tomorrow.

use crate::rules::prelude::*;

rule! {
    /// An image has no tag, or the tag `latest`.
    ///
    /// Without a tag, `latest` is meant, and that is whatever was pushed last: two machines, or one machine a week later, run
    /// different versions of the same file. Name the version; a digest pins it to the byte.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    "unpinned-image", Info,
    groups: [Reproducibility],
    aka: ["dclint:service-image-require-explicit-tag"],
    concerns: ["unpinned-image"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        // What is built here is named here: the tag is the author's.
        if service.build().is_some() {
            continue;
        }
        let Some(image) = service.image().filter(|image| image.is_pinned() == Some(false)) else { continue };
        let message = match image.tag {
            Some(_) => format!("`{}` changes whenever somebody pushes", image.text),
            None => format!("`{}` has no tag, which means `latest`: whatever was pushed last", image.text),
        };
        report.at(image.span, message);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn an_image_has_a_tag_that_stays() {
        let with = |image: &str| marked("unpinned-image", &format!("services: {{a: {{image: {image}}}}}\n"));
        assert_eq!((with("x"), with("x:latest")), (vec!["x".to_owned()], vec!["x:latest".to_owned()]));
        assert!(with("x:1").is_empty() && with("''").is_empty() && with("$X").is_empty());
    }
}
