//! A drawing as a PNG: for places that show no SVG, as previews of links. Texts are drawn with a typeface carried along, so that a
//! picture is the same on every machine; nothing is read from a disk or a network.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{ImageHrefResolver, Options, Tree};

const REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.otf");
const BOLD: &[u8] = include_bytes!("fonts/Inter-Bold.otf");
/// The typeface carried along.
const FAMILY: &str = "Inter";
/// Widest and highest picture made, in pixels.
const SIDE_MAX: u32 = 2400;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("the drawing cannot be read: {0}")]
    Unreadable(String),
    #[error("a picture of {width} × {height} is more than is made")]
    TooLarge { width: u32, height: u32 },
    #[error("the picture cannot be written: {0}")]
    Unwritten(String),
}

/// At the size the drawing gives itself.
pub fn png(drawing: &str) -> Result<Vec<u8>, PictureError> {
    let nothing = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    let options = Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::clone(&FONTS),
        image_href_resolver: nothing,
        ..Options::default()
    };
    let tree = Tree::from_str(drawing, &options).map_err(|error| PictureError::Unreadable(error.to_string()))?;
    let size = tree.size().to_int_size();
    let (width, height) = (size.width(), size.height());
    let too_large = PictureError::TooLarge { width, height };
    if width > SIDE_MAX || height > SIDE_MAX {
        return Err(too_large);
    }
    let mut pixels = Pixmap::new(width, height).ok_or(too_large)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PictureError::Unwritten(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(text: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"40\" viewBox=\"0 0 120 40\"><text x=\"4\" y=\"30\" \
             font-size=\"24\" font-family=\"Inter, sans-serif\">{text}</text></svg>"
        )
    }

    #[test]
    fn texts_are_drawn_and_the_same_drawing_gives_the_same_bytes() {
        let (blank, written) = (png(&drawing("")).unwrap(), png(&drawing("81 %")).unwrap());
        assert!(written.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_ne!(blank, written, "no letter was drawn");
        assert_eq!(written, png(&drawing("81 %")).unwrap());
        assert_eq!(&written[16..24], [0, 0, 0, 120, 0, 0, 0, 40]);
    }

    #[test]
    fn what_is_no_drawing_or_too_large_is_refused() {
        assert!(matches!(png("81 %"), Err(PictureError::Unreadable(_))));
        let large = drawing("").replace("width=\"120\"", "width=\"99999\"");
        assert!(matches!(png(&large), Err(PictureError::TooLarge { .. })));
    }

    /// A sign the typeface lacks is drawn as nothing, or as a box: both are the same for two such signs.
    #[test]
    fn the_typeface_has_the_signs_of_french() {
        let lacking = png(&drawing("\u{4e00}")).unwrap();
        let mut seen = vec![lacking.clone(), png(&drawing("")).unwrap()];
        for sign in ["«", "»", "’", "…", "–", "œ", "É", "≈", "%", "−", "€"] {
            let drawn = png(&drawing(sign)).unwrap();
            assert!(!seen.contains(&drawn), "{sign}");
            seen.push(drawn);
        }
    }
}
