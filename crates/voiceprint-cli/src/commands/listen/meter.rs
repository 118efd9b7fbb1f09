//! Advice as it comes -> a screen, plain lines or events.

use crate::output::Output;
use crate::render::meter::{self, Picture};
use crate::screen::Screen;
use voiceprint::audio_check::Advice;

/// Shows advice in the form that suits who looks.
pub(super) struct Meter<'a> {
    out: &'a Output,
    name: Option<String>,
    screen: Option<Screen>,
    shown_secs: f64,
    lost_secs: f64,
}

impl Meter<'_> {
    /// A screen where a person sees it, else lines.
    pub(super) fn open<'a>(out: &'a Output, name: Option<&str>) -> Meter<'a> {
        let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let draws = out.draws() && !out.json && !dumb;
        Meter {
            out,
            name: name.map(str::to_owned),
            screen: draws.then(Screen::open).and_then(Result::ok),
            shown_secs: 0.0,
            lost_secs: 0.0,
        }
    }

    /// Whether the person at the screen wants to end.
    pub(super) fn ended(&mut self) -> bool {
        self.screen.as_mut().is_some_and(Screen::ended)
    }

    pub(super) fn show(&mut self, advice: &Advice, lost_secs: f64) -> anyhow::Result<()> {
        let lang = self.out.lang;
        if let Some(screen) = &mut self.screen {
            let picture = Picture {
                advice,
                name: self.name.as_deref(),
                lost_secs,
                lang,
            };
            if screen
                .draw(|columns, rows| picture.lines(columns, rows))
                .is_err()
            {
                // Nothing can be drawn any more, and the recording matters more.
                self.screen = None;
            }
            return Ok(());
        }
        if self.out.json && lost_secs > self.lost_secs {
            self.lost_secs = lost_secs;
            self.out.json(&meter::lost_event(lost_secs))?;
        }
        // Events as often as measured, lines once a second.
        let step = if self.out.json { 0.25 } else { 1.0 };
        if advice.recorded_seconds < self.shown_secs + step {
            return Ok(());
        }
        self.shown_secs = advice.recorded_seconds;
        match (self.out.json, self.out.quiet) {
            (true, _) => self.out.json(&meter::event(advice, lang)),
            (false, true) => Ok(()),
            (false, false) => self.out.text(&meter::line(advice, lang)),
        }
    }
}
