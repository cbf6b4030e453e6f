//! Which page a request asks for.

use axum::http::{HeaderMap, Uri, header};

use crate::render::{Lang, Shop};
use crate::visitor;

/// A page of a shop: two requests with the same ask get the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// The shop's place among the themes.
    pub shop: usize,
    /// A pack's number; none for the home.
    pub number: Option<i64>,
    /// The language of the page.
    pub lang: Lang,
    /// Large type.
    pub large: bool,
    /// Whether it is asked for on the shop's own host, where its home is at `/`.
    pub own_host: bool,
}

impl Ask {
    /// What is asked for, if it may be a page of one of these shops.
    ///
    /// A language in the query stands over the cookie, so that each language has an address of its
    /// own; anything else in the query changes nothing.
    pub fn of(shops: &[Shop], uri: &Uri, headers: &HeaderMap) -> Option<Self> {
        let own = host(uri, headers).and_then(|host| of_host(shops, host));
        let (shop, number) = match uri.path() {
            "/" => (own?, None),
            path => of_path(shops, path)?,
        };
        Some(Self {
            shop,
            number,
            lang: lang(uri).unwrap_or_else(|| visitor::language(headers)),
            large: visitor::large(headers),
            own_host: own == Some(shop),
        })
    }
}

/// The host that a request names, without its port.
fn host<'request>(uri: &'request Uri, headers: &'request HeaderMap) -> Option<&'request str> {
    let named = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = named.or_else(|| uri.host())?;
    Some(host.split_once(':').map_or(host, |(name, _)| name))
}

/// The shop whose host this is: the one in its theme, or any that begins with its slug and a dot.
fn of_host(shops: &[Shop], host: &str) -> Option<usize> {
    let first = host.split_once('.').map(|(first, _)| first);
    shops.iter().position(|shop| {
        host.eq_ignore_ascii_case(&shop.host)
            || first.is_some_and(|first| first.eq_ignore_ascii_case(&shop.slug))
    })
}

fn of_path(shops: &[Shop], path: &str) -> Option<(usize, Option<i64>)> {
    let rest = path.strip_prefix("/shops/")?;
    let (slug, number) = match rest.split_once('/') {
        None => (rest, None),
        Some((slug, number)) => (slug, Some(positive(number)?)),
    };
    let shop = shops.iter().position(|shop| shop.slug == slug)?;
    Some((shop, number))
}

/// A number in its one spelling.
fn positive(text: &str) -> Option<i64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| digits)
}

fn lang(uri: &Uri) -> Option<Lang> {
    let pairs = uri.query()?.split('&');
    pairs
        .filter_map(|pair| pair.strip_prefix("lang="))
        .find_map(Lang::from_tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shops() -> Vec<Shop> {
        let themes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes");
        let renderer = crate::render::Renderer::load(&themes).unwrap();
        renderer.shops().to_vec()
    }

    fn asked(uri: &str, headers: &[(&str, &str)]) -> Option<Ask> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: header::HeaderName = name.parse().unwrap();
            map.append(name, value.parse().unwrap());
        }
        Ask::of(&shops(), &uri.parse().unwrap(), &map)
    }

    const HOME: Ask = Ask {
        shop: 3,
        number: None,
        lang: Lang::Chinese,
        large: false,
        own_host: false,
    };

    #[test]
    fn a_path_names_a_shop_and_a_pack_in_one_spelling() {
        assert_eq!(asked("/shops/sweetpotato", &[]), Some(HOME));
        let pack = Ask {
            number: Some(22),
            ..HOME
        };
        assert_eq!(asked("/shops/sweetpotato/22?from=mail", &[]), Some(pack));
        for path in [
            "/",
            "/shops",
            "/shops/",
            "/shops/walnut",
            "/shops/Sweetpotato",
            "/shops/sweetpotato/",
            "/shops/sweetpotato/022",
            "/shops/sweetpotato/+22",
            "/shops/sweetpotato/0",
            "/shops/sweetpotato/22/",
            "/shops/sweetpotato/22/more",
            "/shops/sweetpotato/99999999999999999999",
        ] {
            assert_eq!(asked(path, &[]), None, "{path}");
        }
    }

    #[test]
    fn a_host_of_a_shop_has_its_home_at_the_root() {
        let own = Ask {
            own_host: true,
            ..HOME
        };
        for host in [
            "sweetpotato.sanbao.example",
            "SweetPotato.Sanbao.Example:8443",
            "sweetpotato.localhost:8080",
        ] {
            assert_eq!(asked("/", &[("host", host)]), Some(own), "{host}");
        }
        for host in [
            "sanbao.example",
            "sweetpotato",
            "mysweetpotato.example",
            "127.0.0.1:8080",
            "[::1]:8080",
            "",
        ] {
            assert_eq!(asked("/", &[("host", host)]), None, "{host}");
        }
        let guest = asked("/shops/sweetpotato", &[("host", "pig.localhost")]);
        assert_eq!(guest, Some(HOME), "another shop's pages are there too");
    }

    #[test]
    fn the_query_speaks_before_the_cookie_and_the_cookie_before_the_browser() {
        let lang = |uri, headers: &[(&str, &str)]| asked(uri, headers).unwrap().lang;
        let english = ("accept-language", "en-GB,zh;q=0.5");
        assert_eq!(lang("/shops/pig", &[english]), Lang::English);
        let cookies = ("cookie", "guest=1; lang=zh-CN; type=large");
        assert_eq!(lang("/shops/pig", &[english, cookies]), Lang::Chinese);
        assert!(asked("/shops/pig", &[cookies]).unwrap().large);
        let both = "/shops/pig?a=b&lang=en";
        assert_eq!(lang(both, &[cookies]), Lang::English);
        assert_eq!(lang("/shops/pig?lang=fr", &[cookies]), Lang::Chinese);
    }
}
