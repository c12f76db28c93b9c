//! Which statements a network or an export holds: the filter of facts, and whose and about whom.

use super::Ui;
use super::filter::{FilterArgs, meant};
use crate::error::Result;
use crate::query::facts::Facts;
use crate::query::{Dialect, Filter};

/// Which statements.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct SelectionArgs {
    /// Only what this speaker says.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,

    /// Only what is about this person, organisation or topic.
    #[arg(long, value_name = "NAME")]
    pub about: Option<String>,

    /// Which facts.
    #[command(flatten)]
    pub filter: FilterArgs,
}

impl SelectionArgs {
    /// The filter, with all names found.
    pub fn resolve(&self, facts: &Facts<'_>, dialect: &Dialect, ui: &mut Ui) -> Result<Filter> {
        let mut filter = self.filter.resolve(facts, dialect, ui)?;
        let mut nodes = |name: &Option<String>| -> Result<Vec<_>> {
            let Some(name) = name else { return Ok(Vec::new()) };
            Ok(meant(facts, dialect, ui, name, &[])?.into_iter().map(|named| named.node).collect())
        };
        filter.by = nodes(&self.by)?;
        filter.about = nodes(&self.about)?;
        Ok(filter)
    }
}
