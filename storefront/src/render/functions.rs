//! What templates may call: words, figures, dates, files.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::dates::Moment;
use super::formal::Numerals;
use super::{Arg, Asset, Lang, Messages, RenderError, figures};

/// Registers every function and filter; must run before templates are added.
pub(super) fn register(
    tera: &mut Tera,
    lang: Lang,
    messages: &Arc<Messages>,
    assets: &Arc<BTreeMap<String, Asset>>,
) {
    figures_filters(tera);
    unit_filters(tera, lang, messages);
    date_filters(tera, lang, messages);
    words_functions(tera, lang, messages);
    file_functions(tera, assets);
}

fn figures_filters(tera: &mut Tera) {
    tera.register_filter(
        "fen",
        |fen: i64, args: Kwargs, _: &State| -> TeraResult<String> {
            let signed = args.get::<bool>("signed")?.unwrap_or(false);
            Ok(if signed {
                figures::fen_signed(fen)
            } else {
                figures::fen(fen)
            })
        },
    );
    tera.register_filter("fen_per_jin", |fen: i64, args: Kwargs, _: &State| {
        Ok::<_, tera::Error>(figures::fen_per_jin(fen, args.must_get::<i64>("grams")?))
    });
    tera.register_filter("fen_per_kg", |fen: i64, args: Kwargs, _: &State| {
        Ok::<_, tera::Error>(figures::fen_per_kg(fen, args.must_get::<i64>("grams")?))
    });
    tera.register_filter("per_jin", |fen: i64, _: Kwargs, _: &State| {
        figures::per_jin(fen)
    });
    tera.register_filter("num", |number: i64, _: Kwargs, _: &State| {
        figures::num(number)
    });
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State| {
        percent_encoded(text)
    });
    tera.register_filter("hundredths", |number: i64, _: Kwargs, _: &State| {
        figures::hundredths(number)
    });
    tera.register_filter("bp", |points: i64, _: Kwargs, _: &State| {
        figures::bp(points)
    });
    tera.register_filter(
        "share_of",
        |part: i64, args: Kwargs, _: &State| -> TeraResult<String> {
            Ok(figures::share(part, args.must_get::<i64>("total")?))
        },
    );
}

/// Weights in grams; with `unit=true` the unit's word follows.
fn unit_filters(tera: &mut Tera, lang: Lang, messages: &Arc<Messages>) {
    type Written = fn(i64) -> String;
    let jin = ("jin", "unit-jin", figures::jin as Written);
    let kg = ("kg", "unit-kg", figures::kg as Written);
    let tonnes = ("tonnes", "unit-tonnes", figures::tonnes as Written);
    for (filter, key, write) in [jin, kg, tonnes] {
        let messages = Arc::clone(messages);
        tera.register_filter(filter, move |grams: i64, args: Kwargs, _: &State| {
            let figure = write(grams);
            if args.get::<bool>("unit")?.unwrap_or(false) {
                messages
                    .words(lang, key, &[("n", Arg::from(&figure))])
                    .map_err(failed)
            } else {
                Ok(figure)
            }
        });
    }
}

fn date_filters(tera: &mut Tera, lang: Lang, messages: &Arc<Messages>) {
    type Worded = fn(Moment, &Messages, Lang) -> Result<String, RenderError>;
    let worded: [(&'static str, Worded); 5] = [
        ("date", Moment::date),
        ("date_year", Moment::date_year),
        ("month_year", Moment::month_year),
        ("datetime", Moment::datetime),
        ("weekday", Moment::weekday),
    ];
    for (filter, write) in worded {
        let messages = Arc::clone(messages);
        tera.register_filter(filter, move |at_ms: i64, _: Kwargs, _: &State| {
            write(moment(at_ms)?, &messages, lang).map_err(failed)
        });
    }
    tera.register_filter(
        "month",
        |at_ms: i64, _: Kwargs, _: &State| -> TeraResult<i64> {
            Ok(i64::from(moment(at_ms)?.month()))
        },
    );
    type Plain = fn(Moment) -> String;
    let time = ("time", Moment::time as Plain);
    let second = ("second", Moment::second as Plain);
    let iso = ("iso", Moment::iso as Plain);
    for (filter, write) in [time, second, iso] {
        tera.register_filter(filter, move |at_ms: i64, _: Kwargs, _: &State| {
            Ok::<_, Error>(write(moment(at_ms)?))
        });
    }
}

fn words_functions(tera: &mut Tera, lang: Lang, messages: &Arc<Messages>) {
    let words = Arc::clone(messages);
    tera.register_function("t", move |args: Kwargs, _: &State| {
        translate(&words, lang, &args, str::to_owned)
    });
    let words = Arc::clone(messages);
    tera.register_function(
        "t_html",
        move |args: Kwargs, _: &State| -> TeraResult<Value> {
            let markup = translate(&words, lang, &args, escaped)?;
            Ok(Value::safe_string(&markup))
        },
    );
    let words = Arc::clone(messages);
    tera.register_function(
        "has_words",
        move |args: Kwargs, _: &State| -> TeraResult<bool> {
            Ok(words.has(lang, args.must_get::<&str>("key")?))
        },
    );
    let words = Arc::clone(messages);
    tera.register_filter("formal", move |fen: i64, _: Kwargs, _: &State| {
        let numerals = Numerals::of(&words, lang).map_err(failed)?;
        Ok::<_, Error>(numerals.write(fen))
    });
}

/// A path or query as it may stand inside another address's query.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

fn file_functions(tera: &mut Tera, assets: &Arc<BTreeMap<String, Asset>>) {
    let files = Arc::clone(assets);
    tera.register_function(
        "asset",
        move |args: Kwargs, _: &State| -> TeraResult<String> {
            let path = args.must_get::<&str>("path")?;
            Ok(format!("/assets/{path}?v={}", found(&files, path)?.hash))
        },
    );
    let files = Arc::clone(assets);
    tera.register_function(
        "picture",
        move |args: Kwargs, _: &State| -> TeraResult<Value> {
            let path = args.must_get::<&str>("path")?;
            let markup = std::str::from_utf8(&found(&files, path)?.bytes)
                .map_err(|_| Error::message(format!("{path} is not text")))?;
            Ok(Value::safe_string(markup))
        },
    );
}

fn found<'a>(assets: &'a BTreeMap<String, Asset>, path: &str) -> TeraResult<&'a Asset> {
    assets
        .get(path)
        .ok_or_else(|| Error::message(format!("no asset {path}")))
}

/// The message of the argument `key`, with all other arguments handed to it.
fn translate(
    messages: &Messages,
    lang: Lang,
    args: &Kwargs,
    write: fn(&str) -> String,
) -> TeraResult<String> {
    let key = args.must_get::<&str>("key")?;
    let mut named: Vec<(&str, Value)> = Vec::new();
    for (name, value) in args.iter() {
        if let Some(name) = name.as_str().filter(|name| *name != "key") {
            named.push((name, value.clone()));
        }
    }
    let texts: Vec<String> = named
        .iter()
        .map(|(_, value)| write(value.as_str().unwrap_or_default()))
        .collect();
    let given: Vec<(&str, Arg<'_>)> = named
        .iter()
        .zip(&texts)
        .map(|((name, value), text)| match value.as_i64() {
            Some(count) => (*name, Arg::Count(count)),
            None => (*name, Arg::from(text)),
        })
        .collect();
    messages.words(lang, key, &given).map_err(failed)
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#x27;"),
            other => safe.push(other),
        }
    }
    safe
}

fn moment(at_ms: i64) -> TeraResult<Moment> {
    Moment::of(at_ms).ok_or_else(|| Error::message(format!("{at_ms} is no date")))
}

fn failed(error: RenderError) -> Error {
    Error::message(error.to_string())
}
