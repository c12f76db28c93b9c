//! Draws measures against the number of articles as SVG: one small panel each, all with the same logarithmic scale of articles.

use std::fmt::Write;

/// One measure.
pub struct Panel {
    pub title: &'static str,
    /// Articles and the measure there.
    pub points: Vec<(f64, f64)>,
}

const COLUMNS: usize = 2;
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 200.0;
/// Room around a panel's frame, for its title and the numbers of its axes.
const ROOM: f64 = 36.0;

/// The panels in one picture.
pub fn svg(panels: &[Panel]) -> String {
    let (width, height) = (WIDTH * COLUMNS as f64, HEIGHT * panels.len().div_ceil(COLUMNS) as f64);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    for (index, panel) in panels.iter().enumerate() {
        let (left, top) = ((index % COLUMNS) as f64 * WIDTH, (index / COLUMNS) as f64 * HEIGHT);
        let _ = writeln!(out, "<g transform=\"translate({left} {top})\">{}</g>", draw(panel));
    }
    out + "</svg>\n"
}

fn draw(panel: &Panel) -> String {
    let logs = || panel.points.iter().map(|(articles, _)| articles.max(1.0).log10());
    let (low, high) = (logs().fold(f64::MAX, f64::min), logs().fold(f64::MIN, f64::max));
    let most = panel.points.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    // From zero on, so that what is flat looks flat.
    let top = if most > 0.0 { most * 1.1 } else { 1.0 };
    let (wide, tall) = (WIDTH - 2.0 * ROOM, HEIGHT - 2.0 * ROOM);
    let across = |articles: f64| {
        let share = if high > low { (articles.max(1.0).log10() - low) / (high - low) } else { 0.5 };
        ROOM + share * wide
    };
    let up = |value: f64| HEIGHT - ROOM - value / top * tall;
    let mut out = format!(
        "<text x=\"{ROOM}\" y=\"{}\" font-weight=\"bold\">{}</text>\
         <rect x=\"{ROOM}\" y=\"{ROOM}\" width=\"{wide}\" height=\"{tall}\" fill=\"none\" stroke=\"#999\"/>",
        ROOM - 10.0,
        panel.title
    );
    let line: Vec<String> =
        panel.points.iter().map(|(articles, value)| format!("{:.1},{:.1}", across(*articles), up(*value))).collect();
    let _ = write!(out, "<polyline points=\"{}\" fill=\"none\" stroke=\"#05a\" stroke-width=\"1.5\"/>", line.join(" "));
    for (articles, value) in &panel.points {
        let (x, y) = (across(*articles), up(*value));
        let _ = write!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"#05a\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{value:.1}</text>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#666\">{articles}</text>",
            y - 6.0,
            HEIGHT - ROOM + 14.0
        );
    }
    out
}
