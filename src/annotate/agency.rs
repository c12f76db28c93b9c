//! Tells a caption that begins with the name of the agency that took the picture.

/// The agencies that set their name before what a picture shows, without a mark between.
const AGENCIES: [&str; 2] = ["The Canadian Press ", "The Associated Press "];

/// Whether the block shows a picture ("The Canadian Press Sailor Orla Finn waves from the pier"): a capital follows the
/// agency's name, and nobody speaks ("The Canadian Press President Orla Finn said …").
pub(super) fn shows(block: &str) -> bool {
    let picture = |rest: &str| rest.starts_with(char::is_uppercase) && rest.split_whitespace().count() > 3;
    let speaks = || block.contains(" said") || block.contains(" told ") || block.contains(['“', '"']);
    AGENCIES.iter().any(|agency| block.strip_prefix(agency).is_some_and(picture)) && !speaks()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_before_what_a_picture_shows_makes_a_caption() {
        assert!(shows("The Canadian Press Sailor Orla Finn and two of her crew wave from the pier in Port Ellery."));
        assert!(!shows(
            "The Canadian Press President Orla Finn said on Monday that the pier in Port Ellery was closed."
        ));
        assert!(!shows("The Canadian Press has learned that the pier in Port Ellery was closed."));
    }
}
