//! Trains the models of the language stages from a folder of data.

pub mod lexicons;

pub mod perceptron;
