//! The market from outside: features, the codec, and a naive market that must agree.

mod board;
mod codec;
mod continuous;
mod keys;
mod market;
mod model;
mod naive;
mod office;
mod snapshot;
mod steps;
