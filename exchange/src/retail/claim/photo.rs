//! Photographs of a claim: what they may be, told by their first bytes and never by their name.

use thiserror::Error;

/// Photographs of one claim, at most.
pub const PHOTOS_MAX: usize = 3;
/// The largest photograph, in bytes.
pub const PHOTO_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Why a photograph is not taken.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Error)]
pub enum PhotoFault {
    /// It is none of the kinds that are taken.
    #[error("neither JPEG, PNG nor WebP")]
    OtherKind,
    /// It is too large.
    #[error("{bytes} bytes are more than {PHOTO_BYTES_MAX}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// There are none, or too many.
    #[error("{count} photographs; 1 to {PHOTOS_MAX} are taken")]
    Count {
        /// How many came.
        count: usize,
    },
}

/// The kind of a photograph, by its first bytes.
pub fn content_type(bytes: &[u8]) -> Option<&'static str> {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if webp {
        Some("image/webp")
    } else {
        None
    }
}

/// Checks the photographs of a claim and tells their kinds.
///
/// # Errors
/// The first that is wrong with them.
pub(super) fn checked(photos: &[Vec<u8>]) -> Result<Vec<&'static str>, PhotoFault> {
    let count = photos.len();
    if count == 0 || count > PHOTOS_MAX {
        return Err(PhotoFault::Count { count });
    }
    let kind = |bytes: &Vec<u8>| match bytes.len() {
        too_many if too_many > PHOTO_BYTES_MAX => Err(PhotoFault::TooLarge { bytes: too_many }),
        _ => content_type(bytes).ok_or(PhotoFault::OtherKind),
    };
    photos.iter().map(kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photograph_is_known_by_its_first_bytes() {
        let cases: [(&[u8], Option<&str>); 7] = [
            (b"\xff\xd8\xff\xe0rest", Some("image/jpeg")),
            (b"\x89PNG\r\n\x1a\nrest", Some("image/png")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
                None,
            ),
            (b"GIF89a", None),
            (b"", None),
        ];
        for (bytes, kind) in cases {
            assert_eq!(content_type(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn one_to_three_photographs_of_bounded_size_are_taken() {
        let good = b"\xff\xd8\xff".to_vec();
        let mut large = good.clone();
        large.resize(PHOTO_BYTES_MAX + 1, 0);
        let mut just = good.clone();
        just.resize(PHOTO_BYTES_MAX, 0);
        assert_eq!(checked(&[good.clone(), just]).unwrap(), ["image/jpeg"; 2]);
        assert_eq!(checked(&[]), Err(PhotoFault::Count { count: 0 }));
        assert_eq!(
            checked(&vec![good.clone(); 4]),
            Err(PhotoFault::Count { count: 4 })
        );
        assert_eq!(
            checked(&[good, large]),
            Err(PhotoFault::TooLarge {
                bytes: PHOTO_BYTES_MAX + 1
            })
        );
        assert_eq!(checked(&[b"GIF89a".to_vec()]), Err(PhotoFault::OtherKind));
    }
}
