//! Features from outside, ports against real servers, crashes, browsers and house rules: one binary.

mod ground;
mod house;
mod roles;
mod stage;
mod replay;
mod tonne;
