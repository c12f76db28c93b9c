//! Cuts the kept part of a page into blocks of text, as a browser would set them apart.

use dom_query::NodeRef;

/// What a block stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Paragraph,
    Heading,
    ListItem,
    /// In a `<blockquote>`, an `<aside>` or what is named a pull quote.
    SetOff,
    Cell,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub text: String,
    pub kind: BlockKind,
    /// Characters of the text that are links.
    pub linked: usize,
    /// The set-off element that holds it, counted from one; 0 when none does.
    pub unit: usize,
}

/// The blocks under `root`, in order.
pub(super) fn blocks(root: &NodeRef<'_>) -> Vec<Block> {
    let mut walker = Walker::default();
    walker.walk(root);
    walker.flush();
    walker.blocks
}

/// Elements whose text is not read.
const UNREAD: [&str; 10] =
    ["script", "style", "figcaption", "noscript", "template", "button", "nav", "select", "svg", "textarea"];

#[derive(Default)]
struct Walker {
    blocks: Vec<Block>,
    text: String,
    linked: usize,
    links: usize,
    kinds: Vec<BlockKind>,
    units: usize,
    /// Whether white space was seen since the last character.
    space: bool,
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(NodeRef<'a>),
}

impl Walker {
    /// Visits all nodes without recursion, so that no page can exhaust the stack.
    fn walk(&mut self, root: &NodeRef<'_>) {
        let mut steps = vec![Step::Enter(*root)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(node) if node.is_text() => self.push(&node.text()),
                Step::Enter(node) if node.is_element() || node.is_fragment() => {
                    let name = node.node_name().unwrap_or_default();
                    if UNREAD.contains(&name.as_ref()) {
                        continue;
                    }
                    self.enter(&node, &name);
                    steps.push(Step::Leave(node));
                    steps.extend(node.children_it(true).map(Step::Enter));
                }
                Step::Enter(_) => {}
                Step::Leave(node) => {
                    let name = node.node_name().unwrap_or_default();
                    self.leave(&node, &name);
                }
            }
        }
    }

    fn enter(&mut self, node: &NodeRef<'_>, name: &str) {
        match name {
            "br" => self.line_break(),
            "a" => self.links += 1,
            "q" => self.push("“"),
            "span" if is_break(node) => self.flush(),
            _ if is_block(name) => {
                self.flush();
                if let Some(kind) = kind_of(node, name) {
                    self.units += usize::from(kind == BlockKind::SetOff && !self.kinds.contains(&kind));
                    self.kinds.push(kind);
                }
            }
            _ => {}
        }
    }

    fn leave(&mut self, node: &NodeRef<'_>, name: &str) {
        match name {
            "a" => self.links = self.links.saturating_sub(1),
            "q" => self.push("”"),
            _ if is_block(name) => {
                self.flush();
                if kind_of(node, name).is_some() {
                    self.kinds.pop();
                }
            }
            _ => {}
        }
    }

    /// Adds text with white space collapsed, without characters that have no width.
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
            } else if !matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}') && !c.is_control() {
                if self.space && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.space = false;
                self.text.push(c);
                self.linked += usize::from(self.links > 0);
            }
        }
    }

    /// A `<br>` ends a line; a second one ends the block.
    fn line_break(&mut self) {
        if self.text.ends_with('\n') {
            self.flush();
        } else if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.space = false;
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let linked = std::mem::take(&mut self.linked);
        self.space = false;
        if text.is_empty() {
            return;
        }
        let has = |kind| self.kinds.contains(&kind);
        let innermost = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
        let kind = if innermost == BlockKind::Heading {
            BlockKind::Heading
        } else if has(BlockKind::SetOff) {
            BlockKind::SetOff
        } else {
            innermost
        };
        let unit = if kind == BlockKind::SetOff { self.units } else { 0 };
        self.blocks.push(Block { text: text.to_owned(), kind, linked, unit });
    }
}

/// Whether an empty `<span>` stands for a line break, as some publishing systems have it.
fn is_break(node: &NodeRef<'_>) -> bool {
    let class = node.attr("class").unwrap_or_default();
    class.split_whitespace().any(|name| name == "br") && node.first_child().is_none()
}

/// Elements that a browser sets on lines of their own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "blockquote"
            | "figure"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "table"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "pre"
            | "hr"
            | "address"
            | "details"
            | "summary"
            | "fieldset"
            | "body"
            | "nav"
    )
}

/// The kind that an element gives its blocks, when it gives one.
fn kind_of(node: &NodeRef<'_>, name: &str) -> Option<BlockKind> {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Heading),
        "li" | "dt" | "dd" => Some(BlockKind::ListItem),
        "td" | "th" => Some(BlockKind::Cell),
        "blockquote" | "aside" => Some(BlockKind::SetOff),
        _ => {
            let class = node.attr("class").unwrap_or_default().to_ascii_lowercase();
            let set_off = ["pullquote", "pull-quote", "pull_quote", "blockquote"].iter().any(|n| class.contains(n));
            set_off.then_some(BlockKind::SetOff)
        }
    }
}
