//! Why something failed, down to the first cause.

use std::error::Error;

/// An error and its causes in one line, for a log or for whoever waits.
pub fn whole_story(error: &dyn Error) -> String {
    let mut story = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        story.push_str(": ");
        story.push_str(&error.to_string());
        cause = error.source();
    }
    story
}
