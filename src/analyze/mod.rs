//! Graph algorithms over who speaks about whom: the network, its leading people, its groups, its bridges, its paths.

mod network;

mod weights;

mod pagerank;

mod betweenness;

mod louvain;

mod path;

pub mod tables;

mod save;

pub use betweenness::{betweenness, cut_points};
pub use louvain::{Communities, communities};
pub use network::{Link, Network, Proof, Relation, Scope};
pub use pagerank::pagerank;
pub use path::{distances, path};
pub use save::{Measure, graph_of, saving};
pub use weights::Weights;
