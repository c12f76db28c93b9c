//! Shows answers that are longer than the screen one screen at a time: in the user's pager, or with stops of our own.

use std::cell::Cell;
use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use unicode_width::UnicodeWidthChar;

/// What shows long answers.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Pager {
    /// A command that reads the answer.
    Command(String),
    /// A stop after each screen.
    Stops,
}

/// A terminal's output. What fits on the screen goes straight to it; of a longer answer the first screen is held back
/// until the pager has started. A flush ends the answer, and waits for the pager.
pub struct Paged {
    terminal: Box<dyn Write>,
    on: Rc<Cell<bool>>,
    pager: Option<Pager>,
    screen: Screen,
    /// What was written of this answer, while it may still fit.
    held: Vec<u8>,
    state: State,
}

enum State {
    /// The answer may still fit.
    Held,
    /// The answer goes to a pager.
    Piped(Child),
    /// The answer is shown with stops.
    Stopping,
    /// The answer goes straight to the terminal.
    Through,
}

impl Paged {
    /// Pages what is written for `terminal`, as long as `on` is set.
    pub fn new(terminal: Box<dyn Write>, on: Rc<Cell<bool>>) -> Self {
        Self { terminal, on, pager: chosen(), screen: Screen::default(), held: Vec::new(), state: State::Held }
    }

    fn begin(&mut self) -> io::Result<()> {
        let held = std::mem::take(&mut self.held);
        self.state = match &self.pager {
            Some(Pager::Command(command)) => match start(command) {
                Ok(child) => State::Piped(child),
                Err(_) => State::Stopping,
            },
            Some(Pager::Stops) => State::Stopping,
            None => State::Through,
        };
        self.screen = Screen { lines: 0, column: 0, ..self.screen };
        self.write_all(&held)
    }

    /// Writes what fits on the screen, then asks whether to go on, again and again.
    fn with_stops(&mut self, bytes: &[u8]) -> io::Result<()> {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.screen.is_full() {
                self.terminal.flush()?;
                if !goes_on()? {
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
                self.screen = Screen { lines: 0, ..self.screen };
            }
            self.screen.count(line);
            self.terminal.write_all(line)?;
        }
        Ok(())
    }
}

impl Write for Paged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.state {
            State::Held => {
                if self.held.is_empty() {
                    self.screen = Screen::of_terminal();
                }
                self.held.extend_from_slice(bytes);
                self.screen.count(bytes);
                if self.pager.is_none() || !self.on.get() {
                    self.state = State::Through;
                    let held = std::mem::take(&mut self.held);
                    self.terminal.write_all(&held)?;
                } else if self.screen.is_full() {
                    self.begin()?;
                }
            }
            State::Piped(child) => match child.stdin.as_mut() {
                Some(pipe) => pipe.write_all(bytes)?,
                None => return Err(io::ErrorKind::BrokenPipe.into()),
            },
            State::Stopping => self.with_stops(bytes)?,
            State::Through => self.terminal.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.state, State::Held) {
            State::Held => {
                let held = std::mem::take(&mut self.held);
                self.terminal.write_all(&held)?;
            }
            State::Piped(mut child) => {
                drop(child.stdin.take());
                child.wait()?;
            }
            State::Stopping | State::Through => {}
        }
        self.terminal.flush()
    }
}

/// The size of the terminal, and how much of it the answer has filled.
#[derive(Debug, Clone, Copy, Default)]
struct Screen {
    /// Lines that an answer may have without being paged; none where the terminal does not say.
    height: Option<usize>,
    width: usize,
    lines: usize,
    column: usize,
}

impl Screen {
    fn of_terminal() -> Self {
        let told = terminal_size::terminal_size().map(|(width, height)| (usize::from(width.0), usize::from(height.0)));
        let set = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<usize>().ok());
        let (width, height) = told.unwrap_or_default();
        let height = Some(height).filter(|height| *height > 0).or_else(|| set("LINES"));
        let width = Some(width).filter(|width| *width > 0).or_else(|| set("COLUMNS")).unwrap_or(80);
        // The count and the next prompt stand below the answer.
        Self { height: height.map(|height| height.saturating_sub(2).max(1)), width, lines: 0, column: 0 }
    }

    /// Counts the lines that the terminal makes of a piece of the answer; a wide one takes several.
    fn count(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let mut escaped = false;
        for c in text.chars() {
            match c {
                '\n' => (self.lines, self.column) = (self.lines + 1, 0),
                '\x1b' => escaped = true,
                'm' if escaped => escaped = false,
                _ if escaped => {}
                c => {
                    self.column += c.width().unwrap_or(0);
                    if self.column > self.width {
                        (self.lines, self.column) = (self.lines + 1, 1);
                    }
                }
            }
        }
    }

    fn is_full(&self) -> bool {
        self.height.is_some_and(|height| self.lines >= height)
    }
}

/// `$PAGER`, else less, else our own stops; none when `$PAGER` is empty or `cat`, or the terminal cannot page.
fn chosen() -> Option<Pager> {
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return None;
    }
    match std::env::var("PAGER") {
        Ok(command) if matches!(command.trim(), "" | "cat") => None,
        Ok(command) => Some(Pager::Command(command)),
        Err(_) if is_installed("less") => Some(Pager::Command("less -R".to_owned())),
        Err(_) => Some(Pager::Stops),
    }
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn start(command: &str) -> io::Result<Child> {
    let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut pager = Command::new(shell);
    pager.args([option, command]).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Colours survive in a `PAGER=less` too.
        pager.env("LESS", "R");
    }
    pager.spawn()
}

/// Asks whether to show the next screen: Enter goes on; q, Ctrl-C and Ctrl-D do not.
fn goes_on() -> io::Result<bool> {
    let mut editor = rustyline::DefaultEditor::new().map_err(io::Error::other)?;
    Ok(editor.readline("-- more: Enter; stop: q Enter -- ").is_ok_and(|typed| !typed.trim().starts_with(['q', 'Q'])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[derive(Clone, Default)]
    struct Sink(Rc<RefCell<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_are_counted_as_the_terminal_shows_them() {
        let mut screen = Screen { height: Some(4), width: 4, ..Screen::default() };
        screen.count("abcd\n".as_bytes());
        assert_eq!(screen.lines, 1);
        screen.count("abcde\n".as_bytes());
        assert_eq!(screen.lines, 3, "five letters take two lines of four");
        assert!(!screen.is_full());
        screen.count("\x1b[1;33mabcd\x1b[0m\n".as_bytes());
        assert_eq!(screen.lines, 4, "colours take no room");
        assert!(screen.is_full());
        assert!(!Screen { lines: 1000, ..Screen::default() }.is_full(), "nobody knows how high the screen is");
    }

    #[test]
    fn an_answer_is_held_until_it_is_whole_and_goes_through_where_paging_is_off() {
        let (sink, on) = (Sink::default(), Rc::new(Cell::new(true)));
        let mut paged = Paged::new(Box::new(sink.clone()), Rc::clone(&on));
        paged.pager = Some(Pager::Stops);
        paged.write_all(b"one\n").unwrap();
        assert!(sink.0.borrow().is_empty());
        paged.flush().unwrap();
        assert_eq!(*sink.0.borrow(), b"one\n");
        on.set(false);
        paged.write_all(b"two\n").unwrap();
        assert_eq!(*sink.0.borrow(), b"one\ntwo\n");
    }

    #[test]
    #[cfg(unix)]
    fn a_long_answer_goes_to_the_pager_and_a_pager_that_leaves_ends_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shown");
        let sink = Sink::default();
        let mut paged = Paged::new(Box::new(sink.clone()), Rc::new(Cell::new(true)));
        paged.pager = Some(Pager::Command(format!("cat > '{}'", file.display())));
        paged.held = b"one\n".to_vec();
        paged.begin().unwrap();
        paged.write_all(b"two\n").unwrap();
        paged.flush().unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"one\ntwo\n");
        assert!(sink.0.borrow().is_empty());
        paged.pager = Some(Pager::Command("true".to_owned()));
        let many = vec![b'\n'; 1 << 20];
        let ended = paged.begin().and_then(|()| paged.write_all(&many)).and_then(|()| paged.write_all(&many));
        assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        paged.flush().unwrap();
    }
}
