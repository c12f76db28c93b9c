//! Asks the last question again whenever the store has changed.

use super::Ui;
use super::filter::time;
use super::session::Session;
use crate::error::{Error, Result};
use std::time::{Duration, Instant};

/// How long the watching sleeps between two looks at the interrupt.
const LOOK: Duration = Duration::from_millis(50);

/// Answers the last question, and answers it again from the newest state of the store whenever that has changed. Looks
/// every `seconds`, until the user interrupts.
pub fn watch(session: &mut Session, ui: &mut Ui, seconds: f64) -> Result<()> {
    ui.need_prompt(".watch")?;
    let pause = time(seconds).map_err(|error| error.hint(".watch 5"))?;
    let again = session.again.clone();
    let again = again.ok_or_else(|| Error::usage("nothing was asked yet").hint("ask, then .watch asks it again"))?;
    let paging = ui.paging.replace(false);
    let watched = ask_again(session, ui, &again, pause);
    ui.paging.set(paging);
    watched
}

fn ask_again(session: &mut Session, ui: &mut Ui, again: &super::split::Input, pause: Duration) -> Result<()> {
    let mut answered = None;
    loop {
        let now = session.store.newest_change();
        if answered != Some(now) {
            if answered.is_some() {
                session.reopen()?;
            }
            // Asking forgets an interrupt; one that came meanwhile ends the watching.
            if ui.interrupt().is_set() {
                return Ok(());
            }
            session.run(ui, again)?;
            ui.finish()?;
            answered = Some(now);
        }
        let next = Instant::now() + pause;
        while Instant::now() < next {
            if ui.interrupt().is_set() {
                return Ok(());
            }
            std::thread::sleep(LOOK);
        }
    }
}
