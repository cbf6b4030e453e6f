//! A person at a browser that runs no script: reads pages, fills in their forms, keeps cookies.

use std::collections::BTreeMap;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;

use crate::server::DEMO_PASSWORD;

/// Parts the fields of a form with a file; occurs in no file that a test hands in.
const BOUNDARY: &str = "----a-boundary-that-no-file-has";

/// One person's browser.
#[derive(Clone, Debug)]
pub struct Person {
    http: reqwest::Client,
    base_url: String,
    cookies: BTreeMap<String, String>,
    headers: HeaderMap,
}

impl Person {
    /// Somebody who has not signed in; the pages come in English.
    pub fn stranger(base_url: &str) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build();
        let cookies = BTreeMap::from([("lang".to_owned(), "en".to_owned())]);
        Self {
            http: http.expect("a client needs nothing that could be missing"),
            base_url: base_url.to_owned(),
            cookies,
            headers: HeaderMap::new(),
        }
    }

    /// Signs in with the demo password; `who` is the part of the address before `@`.
    ///
    /// # Panics
    /// When the sign-in page refuses.
    pub async fn sign_in(base_url: &str, who: &str) -> Self {
        let mut person = Self::stranger(base_url);
        let page = person.enter(who, DEMO_PASSWORD).await;
        assert_eq!(page.status, 303, "{who} cannot sign in: {}", page.text);
        person
    }

    /// Fills in the sign-in form.
    pub async fn enter(&mut self, who: &str, password: &str) -> Page {
        let email = format!("{who}@sanbao.example");
        let fields = [("email", email.as_str()), ("password", password)];
        let page = self.post("/sign-in", &fields).await;
        self.keep(&page);
        page
    }

    /// The same browser with pages in another language.
    #[must_use]
    pub fn reading(mut self, lang: &str) -> Self {
        self.cookies.insert("lang".to_owned(), lang.to_owned());
        self
    }

    /// The same browser with one more header on every request.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn sending(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header's value");
        self.headers.insert(HeaderName::from_static(name), value);
        self
    }

    /// The value of a cookie that was kept.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Keeps the cookies of an answer; an empty one is forgotten.
    pub fn keep(&mut self, page: &Page) {
        for set in page.set_cookies() {
            let pair = set.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if value.is_empty() {
                self.cookies.remove(name.trim());
            } else {
                self.cookies
                    .insert(name.trim().to_owned(), value.to_owned());
            }
        }
    }

    /// Opens a page.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn get(&self, path: &str) -> Page {
        self.send(self.http.get(format!("{}{path}", self.base_url)))
            .await
    }

    /// Opens a page that must be there.
    ///
    /// # Panics
    /// When it is not.
    pub async fn open(&self, path: &str) -> Page {
        let page = self.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        page
    }

    /// Posts fields as a form would.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send(
            self.http
                .post(format!("{}{path}", self.base_url))
                .form(fields),
        )
        .await
    }

    /// Posts a form of a page as it was filled in.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn submit(&self, form: &Form) -> Page {
        let fields: Vec<(&str, &str)> = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post(&form.action, &fields).await
    }

    /// Posts a form of a page with a list in its field `file`.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn hand_in(&self, form: &Form, (name, content): (&str, &[u8])) -> Page {
        self.attach(form, ("file", "text/csv"), &[(name, content)])
            .await
    }

    /// Posts a form of a page with files of one field.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn attach(
        &self,
        form: &Form,
        (field, kind): (&str, &str),
        files: &[(&str, &[u8])],
    ) -> Page {
        let mut body = Vec::new();
        for (field, value) in &form.fields {
            body.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").as_bytes(),
            );
        }
        for (name, content) in files {
            body.extend_from_slice(
                format!(
                    "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                     Content-Type: {kind}\r\n\r\n"
                )
                .as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        // What stands behind a hash is the browser's own.
        let action = form.action.split('#').next().unwrap_or_default();
        let request = self
            .http
            .post(format!("{}{action}", self.base_url))
            .header(
                "content-type",
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .body(body);
        self.send(request).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Page {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .header("cookie", cookies.join("; "))
            .headers(self.headers.clone());
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("the answer can be read");
        Page {
            status,
            headers,
            text,
        }
    }
}

/// An answer as a browser gets it.
#[derive(Clone, Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

/// A form with what stands in its fields.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is posted to.
    pub action: String,
    /// Name and value of each field.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The same form with something typed into a field.
    #[must_use]
    pub fn with(mut self, field: &str, value: &str) -> Self {
        self.fields.retain(|(name, _)| name != field);
        self.fields.push((field.to_owned(), value.to_owned()));
        self
    }

    /// What stands in a field.
    pub fn value(&self, field: &str) -> &str {
        self.fields
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }
}

impl Page {
    /// A header's text; empty when missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Where the answer leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// Every cookie that the answer sets.
    pub fn set_cookies(&self) -> Vec<String> {
        let all = self.headers.get_all("set-cookie").iter();
        all.filter_map(|value| value.to_str().ok().map(str::to_owned))
            .collect()
    }

    /// The form that is posted to `action`.
    ///
    /// # Panics
    /// When the page has none, with the page.
    pub fn form(&self, action: &str) -> Form {
        let form = self.forms().into_iter().find(|form| form.action == action);
        form.unwrap_or_else(|| panic!("no form posts to {action}: {}", self.text))
    }

    /// Every form of the page that is posted.
    pub fn forms(&self) -> Vec<Form> {
        let parts = self.text.split("<form ").skip(1);
        let forms = parts.filter_map(|part| {
            let (head, rest) = part.split_once('>')?;
            if attribute(head, "method")? != "post" {
                return None;
            }
            let inside = rest.split("</form>").next()?;
            Some(Form {
                action: attribute(head, "action")?,
                fields: fields(inside),
            })
        });
        forms.collect()
    }

    /// The sentence that stands next to a field at fault.
    pub fn beside(&self, field: &str) -> Option<String> {
        let start = self
            .text
            .split_once(&format!("<em class=\"err\" id=\"e-{field}\">"))?
            .1;
        start
            .split("</em>")
            .next()
            .map(|sentence| plain(sentence.trim()))
    }

    /// The words of the page's main part without its markup, blanks joined; of all where it has none.
    pub fn words(&self) -> String {
        let main = self.text.split_once("<main ").map_or("", |(_, rest)| rest);
        let main = main.split("</main>").next().unwrap_or_default();
        let main = main
            .split_once('>')
            .map_or(self.text.as_str(), |(_, rest)| rest);
        let mut words = String::new();
        let mut inside_tag = false;
        for sign in main.chars() {
            match sign {
                '<' => inside_tag = true,
                '>' => {
                    inside_tag = false;
                    words.push(' ');
                }
                sign if !inside_tag => words.push(sign),
                _ => {}
            }
        }
        plain(&words.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = format!(" {tag}");
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(plain)
}

/// What a browser would send for the fields of a form: no file, a list's chosen or first line.
fn fields(inside: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in inside.split('<').skip(1) {
        let Some((tag, text)) = part.split_once('>') else {
            continue;
        };
        let kind = attribute(tag, "type").unwrap_or_default();
        let name = attribute(tag, "name");
        let value = attribute(tag, "value").unwrap_or_default();
        match (tag.split_whitespace().next(), name) {
            (Some("input"), Some(_)) if kind == "radio" && !tag.contains(" checked") => {}
            (Some("input"), Some(name)) if kind != "file" && kind != "checkbox" => {
                found.push((name, value));
            }
            (Some("textarea"), Some(name)) => found.push((name, plain(text))),
            (Some("select"), Some(name)) => found.push((name, String::new())),
            (Some("option"), None) => {
                let chosen = tag.contains(" selected");
                if let Some((_, list)) = found.last_mut()
                    && (chosen || list.is_empty())
                {
                    *list = value;
                }
            }
            _ => {}
        }
    }
    found
}

fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&quot;", "\"");
    let text = text.replace("&#x27;", "'").replace("&#39;", "'");
    text.replace("&#x2F;", "/").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        Page {
            status: 200,
            headers: HeaderMap::new(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_form_is_read_with_what_a_browser_would_send() {
        let page = page(
            r#"<form method="post" action="/a"><input type="hidden" name="key" value="k&amp;1"><select id="f" name="side">
            <option value="buy">Buy</option><option value="sell" selected>Sell</option></select>
            <textarea name="why">so</textarea><input type="file" name="file">
            <input type="radio" name="way" value="left" checked><input type="radio" name="way" value="right"></form><form method="get" action="/a"></form>"#,
        );
        let form = page.form("/a");
        assert_eq!(form.value("key"), "k&1");
        assert_eq!(form.value("side"), "sell");
        assert_eq!(form.value("why"), "so");
        assert_eq!(form.value("way"), "left");
        assert_eq!(form.fields.len(), 4);
    }

    #[test]
    fn the_sentence_beside_a_field_is_found() {
        let page = page(r#"<em class="err" id="e-price">Say &quot;how much&quot;</em>"#);
        assert_eq!(page.beside("price").as_deref(), Some("Say \"how much\""));
        assert_eq!(page.beside("quantity"), None);
    }
}
