//! What the pipeline reads from: articles, or records that its workers parse.

use super::{Analysis, Engine};
use crate::annotate::language;
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Article, Origin, Problem, RawArticle};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Something that an article can be read from on a worker thread.
pub trait Input: Send {
    /// Reads it.
    fn read(self) -> Result<(Origin, Article), Problem>;
}

impl Input for Result<(Origin, Article), Problem> {
    fn read(self) -> Result<(Origin, Article), Problem> {
        self
    }
}

impl Input for Result<RawArticle, Problem> {
    fn read(self) -> Result<(Origin, Article), Problem> {
        self.and_then(RawArticle::parse)
    }
}

/// Reads and analyzes one article; a fault of a stage becomes this article's problem and ends nothing else.
pub(super) fn analyze(engine: &Engine, origin: Origin, article: Article) -> Result<(Origin, Analysis), Problem> {
    if article.body.len() > engine.longest {
        let mib = |bytes: usize| bytes.div_ceil(1 << 20);
        let error = Error::input(format!("the text is longer than {} MiB and was left out", engine.longest >> 20));
        return Err(Problem {
            origin,
            error: error.hint(format!("--longest {} reads it all the same", mib(article.body.len()))),
        });
    }
    if let Some(language) = language::other_than_english(&article.body).filter(|_| !engine.any_language) {
        let error = Error::new(ErrorKind::SetAside, format!("it is not English ({language})"));
        return Err(Problem { origin, error: error.hint("--any-language reads it all the same") });
    }
    match guarded(|| engine.analyze(article)) {
        Ok(analysis) => Ok((origin, analysis)),
        Err(error) => Err(Problem { origin, error }),
    }
}

/// Runs `work`; a panic becomes an error.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Error::input(format!("the analysis broke off: {message}"))
            .hint("this is a fault of dixit: please report it with the article; the other articles are not affected")
    })
}
