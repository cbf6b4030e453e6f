//! What every port for mail must do, on the folder and on a real mail server; and whose fault it was
//! when a server did not take a mail.

use serde_json::Value;

use super::letterbox::{self, Letterbox, Line, part};
use super::*;
use crate::mail::{Fault, Folder, MailError, Relay, Smtp, SmtpOptions};

/// A port with what arrived through it.
struct Port {
    name: &'static str,
    mailer: Box<dyn Mailer>,
    arrived: Box<dyn Fn() -> Vec<Value>>,
}

fn smtp(letterbox: &Letterbox) -> Smtp {
    opened(&letterbox.url(), None)
}

fn opened(url: &str, authority: Option<std::path::PathBuf>) -> Smtp {
    let options = SmtpOptions {
        relay: Relay::parse(url).unwrap(),
        authority,
        greets_as: Some("sanbao.example".to_owned()),
        sender: sender(),
    };
    Smtp::open(options).unwrap()
}

/// The folder, and a mail server where one is installed.
fn ports() -> Vec<Port> {
    let dir = tempfile::tempdir().unwrap();
    let folder = Port {
        name: "folder",
        mailer: Box::new(Folder::open(dir.path().to_owned(), sender()).unwrap()),
        arrived: Box::new(move || letterbox::read(&letterbox::files(dir.path()))),
    };
    let mut ports = vec![folder];
    if let Some(letterbox) = Letterbox::open(Line::Plain) {
        ports.push(Port {
            name: "smtp",
            mailer: Box::new(smtp(&letterbox)),
            arrived: Box::new(move || letterbox.mails()),
        });
    }
    ports
}

async fn send(mailer: &dyn Mailer, id: i64, mail: &Mail) -> Result<(), MailError> {
    let outgoing = Outgoing {
        id,
        at: 1_795_505_400_000,
        mail,
    };
    mailer.send(outgoing).await
}

fn plain(to: &str) -> Mail {
    Mail {
        to: to.to_owned(),
        subject: "a subject".to_owned(),
        text: "a text\n".to_owned(),
        ..Mail::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_parts_and_both_languages_arrive_as_they_were_written() {
    let renderer = renderer();
    let mut mails: Vec<Mail> = NAMES
        .iter()
        .flat_map(|name| Lang::ALL.map(|lang| sample(&renderer, lang, name)))
        .collect();
    mails.push(Mail {
        to: "odd@sanbao.example".to_owned(),
        name: "王 \"芳\", <Fang> 🍠".to_owned(),
        subject: "一个很长的标题，".repeat(20),
        text: format!(".\n..\nFrom here\n{}\n=20 end", "薯".repeat(600)),
        html: format!("<p>.</p>\n.\n<p>{}</p>", "x".repeat(2_000)),
    });
    for port in ports() {
        for (id, mail) in (1..).zip(&mails) {
            send(&*port.mailer, id, mail).await.unwrap();
        }
        let arrived = (port.arrived)();
        assert_eq!(arrived.len(), mails.len(), "{}", port.name);
        for (mail, arrived) in mails.iter().zip(&arrived) {
            let subject = &mail.subject;
            let headers = &arrived["headers"];
            assert_eq!(
                arrived["defects"].as_array().map(Vec::len),
                Some(0),
                "{arrived}"
            );
            assert_eq!(arrived["type"], "multipart/alternative", "{subject}");
            assert_eq!(
                arrived["parts"][0]["type"], "text/plain",
                "text first: {subject}"
            );
            assert_eq!(headers["subject"], subject.as_str());
            assert_eq!(headers["from"], "三宝 <service@sanbao.example>");
            assert_eq!(headers["auto-submitted"], "auto-generated");
            let to = headers["to"].as_str().unwrap();
            assert!(to.contains(&format!("<{}>", mail.to)), "{to}");
            let ends = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
            assert_eq!(
                ends(part(arrived, "text/plain")),
                ends(&mail.text),
                "{}",
                port.name
            );
            assert_eq!(
                ends(part(arrived, "text/html")),
                ends(&mail.html),
                "{}",
                port.name
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_bears_the_name_of_its_row_for_ever() {
    for port in ports() {
        let mail = plain("a@sanbao.example");
        for id in [7, 7, 8] {
            send(&*port.mailer, id, &mail).await.unwrap();
        }
        let arrived = (port.arrived)();
        let names: Vec<&Value> = arrived
            .iter()
            .map(|mail| &mail["headers"]["message-id"])
            .collect();
        let [seven, eight] = [7, 8].map(|id| format!("<{id}.1795505400000@sanbao.example>"));
        match port.name {
            // What the folder already has under a name it replaces.
            "folder" => assert_eq!(names, [&seven, &eight]),
            _ => assert_eq!(names, [&seven, &seven, &eight]),
        }
        assert_eq!(port.mailer.stays_here(), port.name == "folder");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_reaches_into_another_header() {
    let injected = "Fang\r\nBcc: all@sanbao.example";
    let mail = plain("a@sanbao.example");
    let name = |name: &str| Mail {
        name: name.to_owned(),
        ..mail.clone()
    };
    let subject = |subject: &str| Mail {
        subject: subject.to_owned(),
        ..mail.clone()
    };
    let to = |to: &str| Mail {
        to: to.to_owned(),
        ..mail.clone()
    };
    let bad = [
        name(injected),
        name("Fang\nBcc: all@sanbao.example"),
        name("Fang\u{0}"),
        subject(injected),
        to("a@sanbao.example\r\nBcc: all@sanbao.example"),
        to("a@sanbao.example, b@sanbao.example"),
        to("nobody"),
        to(""),
    ];
    for port in ports() {
        for mail in &bad {
            let refused = send(&*port.mailer, 1, mail).await.unwrap_err();
            assert_eq!(refused.fault(), Fault::Mail, "{}: {mail:?}", port.name);
        }
        assert_eq!((port.arrived)(), Vec::<Value>::new(), "{}", port.name);
        send(&*port.mailer, 2, &name("Fang, \"Bcc: all@sanbao.example\""))
            .await
            .unwrap();
        let arrived = (port.arrived)();
        assert_eq!(arrived[0]["headers"]["bcc"], Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_tells_by_its_answer_whether_this_mail_or_all_mail_must_wait() {
    let Some(mut letterbox) = Letterbox::open(Line::Plain) else {
        return;
    };
    let mailer = smtp(&letterbox);
    let fault = async |to: &str| match send(&mailer, 1, &plain(to)).await {
        Ok(()) => None,
        Err(error) => Some((error.fault(), error.reason())),
    };
    letterbox.refuse(&["gone@sanbao.example"]);
    letterbox.delay(&["full@sanbao.example"]);
    let (gone, reason) = fault("gone@sanbao.example").await.unwrap();
    assert_eq!(gone, Fault::Mail);
    assert!(reason.contains("nobody here is called so"), "{reason}");
    let (full, reason) = fault("full@sanbao.example").await.unwrap();
    assert_eq!(
        (full, reason.contains("not now")),
        (Fault::Moment, true),
        "{reason}"
    );
    assert_eq!(fault("there@sanbao.example").await, None);
    letterbox.stop();
    let (down, reason) = fault("there@sanbao.example").await.unwrap();
    assert_eq!(down, Fault::Way, "{reason}");
    letterbox.start();
    assert_eq!(fault("there@sanbao.example").await, None);
    assert_eq!(letterbox.mails().len(), 2);
    // A password that a server has no use for is no fault of the mail.
    let url = letterbox.url().replace("smtp://", "smtp://user:hush@");
    let refused = send(&opened(&url, None), 1, &plain("a@sanbao.example"))
        .await
        .unwrap_err();
    assert_eq!(refused.fault(), Fault::Way, "{}", refused.reason());
    assert!(!refused.reason().contains("hush"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_goes_over_tls_to_a_server_that_is_trusted_and_to_no_other() {
    for line in [Line::Tls, Line::StartTls] {
        let Some(letterbox) = Letterbox::open(line) else {
            return;
        };
        let mail = plain("a@sanbao.example");
        let stranger = send(&smtp(&letterbox), 1, &mail).await.unwrap_err();
        assert_eq!(stranger.fault(), Fault::Way, "{}", stranger.reason());
        assert!(letterbox.mails().is_empty());
        let trusted = opened(&letterbox.url(), Some(letterbox.certificate()));
        send(&trusted, 1, &mail).await.unwrap();
        assert_eq!(letterbox.mails().len(), 1, "{line:?}");
    }
    let Some(letterbox) = Letterbox::open(Line::Plain) else {
        return;
    };
    let careful = opened(&format!("{}?tls=required", letterbox.url()), None);
    let refused = send(&careful, 1, &plain("a@sanbao.example"))
        .await
        .unwrap_err();
    assert_eq!(refused.fault(), Fault::Way, "{}", refused.reason());
    assert!(letterbox.mails().is_empty(), "it went in the clear");
}
