//! XML written from open to close: texts escaped, what XML cannot hold left out, every element closed.

/// A document under way.
pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    pub fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// An element, and what `inside` puts in it.
    pub fn element(&mut self, name: &'static str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.start(name, attributes, ">\n");
        self.open.push(name);
        inside(self);
        self.open.pop();
        self.indent();
        self.text.extend(["</", name, ">\n"]);
    }

    /// An element that holds a text.
    pub fn leaf(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes, ">");
        self.escape(text);
        self.text.extend(["</", name, ">\n"]);
    }

    /// An element that holds nothing.
    pub fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes, "/>\n");
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.indent();
        self.text.extend(["<", name]);
        for (attribute, value) in attributes {
            self.text.extend([" ", attribute, "=\""]);
            self.escape(value);
            self.text.push('"');
        }
        self.text.push_str(end);
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.open.len()));
    }

    fn escape(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\t' | '\n' => self.text.push(letter),
                // XML 1.0, production 2: these cannot stand in a document, even escaped.
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                _ => self.text.push(letter),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Xml;

    #[test]
    fn texts_are_escaped_and_elements_closed() {
        let mut xml = Xml::new();
        xml.element("a", &[("b", "\"<&")], |xml| {
            xml.leaf("c", &[], "1 < 2 & \u{0}3");
            xml.empty("d", &[]);
        });
        let text = String::from_utf8(xml.into_bytes()).unwrap();
        let body = "<a b=\"&quot;&lt;&amp;\">\n  <c>1 &lt; 2 &amp; 3</c>\n  <d/>\n</a>\n";
        assert_eq!(text, format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}"));
    }
}
