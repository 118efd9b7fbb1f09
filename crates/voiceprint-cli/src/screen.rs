//! Lines that change -> a terminal of any size, left as it was.

use anstream::{AutoStream, ColorChoice};
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::style::Print;
use crossterm::terminal::{
    self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use crossterm::{execute, queue};
use std::io::{self, Stderr, Write};
use std::time::{Duration, Instant};

/// Ten pictures a second are calm and quick enough.
const BETWEEN: Duration = Duration::from_millis(100);

/// The whole terminal, on standard error, until it is dropped.
pub(crate) struct Screen {
    stderr: Stderr,
    colored: bool,
    drawn: Option<Instant>,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// If there is none, or if it belongs to another program as long as this one is in the background.
    pub(crate) fn open() -> io::Result<Screen> {
        if !is_ours() {
            return Err(io::Error::other("in the background"));
        }
        terminal::enable_raw_mode()?;
        let mut screen = Screen {
            stderr: io::stderr(),
            colored: AutoStream::choice(&io::stderr()) != ColorChoice::Never,
            drawn: None,
        };
        execute!(screen.stderr, EnterAlternateScreen, Hide)?;
        Ok(screen)
    }

    /// Draws what `picture` gives for the columns and rows there are, if it is time for it.
    pub(crate) fn draw(
        &mut self,
        picture: impl FnOnce(usize, usize) -> Vec<String>,
    ) -> io::Result<()> {
        if self.drawn.is_some_and(|drawn| drawn.elapsed() < BETWEEN) {
            return Ok(());
        }
        self.drawn = Some(Instant::now());
        let (columns, rows) = terminal::size()?;
        queue!(self.stderr, BeginSynchronizedUpdate)?;
        let lines = picture(columns.into(), rows.into());
        for (row, line) in (0..rows).zip(lines.iter().map(Some).chain(std::iter::repeat(None))) {
            queue!(self.stderr, MoveTo(0, row), Clear(ClearType::CurrentLine))?;
            match line {
                Some(line) if self.colored => queue!(self.stderr, Print(line))?,
                Some(line) => queue!(self.stderr, Print(anstream::adapter::strip_str(line)))?,
                None => {}
            }
        }
        queue!(self.stderr, EndSynchronizedUpdate)?;
        self.stderr.flush()
    }

    /// Whether a key was pressed that ends it; a new size is drawn at once.
    pub(crate) fn ended(&mut self) -> bool {
        while event::poll(Duration::ZERO).unwrap_or(false) {
            match event::read() {
                Ok(Event::Key(key)) if key.kind == KeyEventKind::Press => {
                    let control = key.modifiers.contains(KeyModifiers::CONTROL);
                    match key.code {
                        KeyCode::Enter | KeyCode::Esc | KeyCode::Char('q') => return true,
                        KeyCode::Char('c' | 'd') if control => return true,
                        _ => {}
                    }
                }
                Ok(Event::Resize(..)) => self.drawn = None,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        false
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // The terminal may be gone; there is nobody to tell.
        let _ = execute!(self.stderr, LeaveAlternateScreen, Show);
        let _ = terminal::disable_raw_mode();
    }
}

/// Whoever changes a terminal from the background is stopped by it.
#[cfg(unix)]
fn is_ours() -> bool {
    let group = rustix::termios::tcgetpgrp(io::stderr());
    group.is_ok_and(|group| group == rustix::process::getpgrp())
}

#[cfg(not(unix))]
fn is_ours() -> bool {
    true
}
