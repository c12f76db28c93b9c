//! Which quotations and role mentions are wanted: by date, outlet, confidence, speaker and subject.

use super::quotation::{Named, Quotation};
use super::role::RoleMention;
use oxigraph::model::NamedNode;
use std::collections::BTreeSet;

/// Which facts are wanted; the default wants all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// The first day, `YYYY-MM-DD`; undated articles are left out when it is given.
    pub since: Option<String>,
    /// The last day, `YYYY-MM-DD`; undated articles are left out when it is given.
    pub until: Option<String>,
    /// The outlet's node.
    pub outlet: Option<NamedNode>,
    /// The least confidence, 0 to 1.
    pub min_confidence: Option<f64>,
    /// Whose sayings and roles; several nodes where a name fits several, empty for everybody's.
    pub by: Vec<NamedNode>,
    /// What the sayings are about, or where the roles are held; several nodes where a name fits several, empty for
    /// anything.
    pub about: Vec<NamedNode>,
    /// Nothing but these quotations and role mentions.
    pub only: Option<BTreeSet<NamedNode>>,
}

impl Filter {
    /// Whether the quotation is wanted.
    pub fn keeps(&self, quotation: &Quotation) -> bool {
        let one_of = |wanted: &[NamedNode], found: &[Named]| {
            wanted.is_empty() || found.iter().any(|named| wanted.contains(&named.node))
        };
        self.holds(quotation.date.as_deref(), quotation.outlet.as_ref(), quotation.confidence)
            && one_of(&self.by, &quotation.speakers)
            && one_of(&self.about, &quotation.about)
            && self.only.as_ref().is_none_or(|only| only.contains(&quotation.node))
    }

    /// Whether the role mention is wanted.
    pub fn keeps_role(&self, role: &RoleMention) -> bool {
        self.holds(role.date.as_deref(), role.outlet.as_ref(), role.confidence)
            && (self.by.is_empty() || self.by.contains(&role.person.node))
            && (self.about.is_empty() || role.organization.as_ref().is_some_and(|o| self.about.contains(&o.node)))
            && self.only.as_ref().is_none_or(|only| only.contains(&role.node))
    }

    fn holds(&self, day: Option<&str>, outlet: Option<&Named>, confidence: f64) -> bool {
        self.since.as_deref().is_none_or(|since| day.is_some_and(|day| day >= since))
            && self.until.as_deref().is_none_or(|until| day.is_some_and(|day| day <= until))
            && self.outlet.as_ref().is_none_or(|wanted| outlet.is_some_and(|found| found.node == *wanted))
            && self.min_confidence.is_none_or(|least| confidence >= least)
    }
}
