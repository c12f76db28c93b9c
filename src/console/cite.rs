//! Writes a quotation as a line that can stand in a text: who, in which role, the words, outlet, day, headline, link.

use super::{Ui, escape, quote};
use crate::error::Result;
use crate::query::Dialect;
use crate::query::facts::Facts;
use crate::query::quotation::Quotation;
use crate::store::Store;

/// Prints the citation of the quotation `id`.
pub fn cite(ui: &mut Ui, store: &Store, dialect: &Dialect, id: &str) -> Result<()> {
    let quotation = quote::named(&Facts::new(store.graph()), dialect, id)?;
    ui.line(&escape::one_line(&citation(&quotation)))
}

fn citation(quotation: &Quotation) -> String {
    let roles: String = quotation.roles.iter().fold(String::new(), |all, role| match &role.organization {
        Some(body) => format!("{all}, {} ({})", role.role, body.name),
        None => format!("{all}, {}", role.role),
    });
    // Indirect speech is the reporter's wording, and must not look like the speaker's.
    let words = match quotation.quote_type.as_str() {
        "Direct" => format!("“{}”", quotation.text),
        _ => format!("{} (reported in {} speech)", quotation.text, quotation.quote_type.to_lowercase()),
    };
    let title = quotation.article.as_ref().map(|article| format!("“{}”", article.title));
    let outlet = quotation.outlet.as_ref().map(|outlet| outlet.name.clone());
    let place: Vec<String> = [outlet, title, quotation.date.clone()].into_iter().flatten().collect();
    let link = quotation.link().map(|link| format!(" {link}")).unwrap_or_default();
    format!("{}{roles}: {words}. {}.{link}", quotation.who(), place.join(", "))
}
