//! Shows the quotations whose words hold what is looked for.

use super::answer::{Mode, Showing, grouped, show};
use super::{FilterArgs, Ui};
use crate::error::Result;
use crate::query::facts::Facts;
use crate::query::find::{Words, find as search};
use crate::query::quotation::Quotation;
use crate::query::{Answer, Dialect, Filter, Rows, Table};
use crate::vocab::xsd;
use oxigraph::model::{Literal, Term};

/// The most rows that are shown where no number is given.
const SHOWN: usize = 50;

/// What is looked for.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct FindArgs {
    /// Words that all stand in the quotation, whatever their case and accents; toll* is the beginning of a word, a
    /// "phrase in marks" stands together.
    #[arg(value_name = "WORDS", required = true)]
    pub words: Vec<String>,

    /// Which facts.
    #[command(flatten)]
    pub filter: FilterArgs,

    /// At most this many rows; 50 when not given.
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<usize>,
}

/// Shows the quotations that hold the words, the best first; returns what there was.
pub fn find(ui: &mut Ui, facts: &Facts<'_>, dialect: &Dialect, mode: Mode, args: &FindArgs) -> Result<String> {
    let words = Words::read(&args.words)?;
    let filter = args.filter.resolve(facts, dialect, ui)?;
    let mut rows = Vec::new();
    let mut hits = search(facts, &words)?.into_iter();
    while rows.len() < args.limit.unwrap_or(SHOWN)
        && let Some((node, _)) = hits.next()
    {
        // The index may know a quotation that this state of the graph does not have.
        if let Some(found) = Quotation::read(facts, node.as_ref())?.filter(|found| filter.keeps(found)) {
            rows.push(row(&found));
        }
    }
    // How many of the rest the filter would keep is not known without reading them.
    let more = match (hits.len(), filter == Filter::default()) {
        (0, _) => String::new(),
        (more, true) => format!(" and {} more (--limit shows more)", grouped(more as u64)),
        (more, false) => format!(" and up to {} more (--limit shows more)", grouped(more as u64)),
    };
    let columns = ["date", "outlet", "speaker", "text", "confidence", "quotation"].map(str::to_owned).to_vec();
    let answer = Answer::Table(Table { columns, rows: Rows::of(rows) });
    let shown = show(ui, answer, Showing { mode, dialect, limit: None })?;
    Ok(format!("{shown}{more}"))
}

fn row(found: &Quotation) -> Vec<Option<Term>> {
    let text = |text: &str| Some(Term::from(Literal::new_simple_literal(text)));
    let date = found.date.as_ref().map(|date| Literal::new_typed_literal(date, xsd::DATE).into());
    let outlet = found.outlet.as_ref().and_then(|outlet| text(&outlet.name));
    let confidence = Literal::new_typed_literal(found.confidence.to_string(), xsd::DECIMAL);
    let node = Some(found.node.clone().into());
    vec![date, outlet, text(&found.who()), text(&found.text), Some(confidence.into()), node]
}
