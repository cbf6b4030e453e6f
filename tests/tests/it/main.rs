//! Features from outside, ports against real servers, crashes, browsers and house rules: one binary.

mod boxes;
mod checkout;
mod command;
mod counter;
mod crash;
mod demo;
mod doors;
mod entities;
mod ground;
mod house;
mod mail;
mod replay;
mod roles;
mod shops;
mod stage;
mod tonne;
mod windows;
