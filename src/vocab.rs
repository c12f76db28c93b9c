//! The terms of the graph, each a documented constant.
