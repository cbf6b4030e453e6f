//! Features from outside, ports against real servers, crashes, browsers and house rules: one binary.

mod house;
mod replay;
