//! Draws how long a read takes as the line gets slower and as the population grows: Rollcall, an older build
//! of it, and a script in Python that fetches the same pages. All from one run.
//!
//! `bench plot FILE.svg`; `ROLLCALL_BASE` names the older command line, which is left out without it.

use crate::apps::{App, program};
use crate::wire::script;
use plotters::coord::Shift;
use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::prelude::*;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Milliseconds from a request to its answer, for [`USERS`] accounts.
const LATENCIES: [u32; 5] = [0, 50, 100, 200, 400];
const USERS: u32 = 20_000;
/// Accounts that the older build is given at most: it takes nearly ten minutes for more.
const OLDER_AT_MOST: u32 = 100_000;
/// Accounts, without latency.
const POPULATIONS: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];

type Drawn = Result<(), Box<dyn std::error::Error>>;

/// What reads the app.
enum Reader {
    CommandLine(PathBuf),
    Script,
}

struct Curve {
    name: &'static str,
    color: RGBColor,
    reader: Reader,
    /// Accounts.
    at_most: u32,
    /// Milliseconds of latency and seconds.
    by_latency: Vec<(f64, f64)>,
    /// Accounts and seconds.
    by_population: Vec<(f64, f64)>,
}

impl Curve {
    fn new(name: &'static str, color: RGBColor, reader: Reader) -> Self {
        Self {
            name,
            color,
            reader,
            at_most: u32::MAX,
            by_latency: Vec::new(),
            by_population: Vec::new(),
        }
    }
}

/// Measures and draws.
///
/// # Errors
/// When the file cannot be written.
pub fn draw(file: &Path) -> Drawn {
    let mut curves = vec![Curve::new("Rollcall", BLUE, Reader::CommandLine(program()))];
    if let Some(base) = std::env::var_os("ROLLCALL_BASE") {
        let older = Curve::new("Rollcall, 40dd3ab", RED, Reader::CommandLine(base.into()));
        curves.push(Curve { at_most: OLDER_AT_MOST, ..older });
    }
    curves.push(Curve::new("httpx, pages bare", BLACK, Reader::Script));
    for latency in LATENCIES {
        let app = App::start_with(USERS, 1, &["--fault", &format!("latency={latency}ms")]);
        for curve in &mut curves {
            let took = took(&curve.reader, &app, USERS);
            eprintln!("{latency} ms, {USERS} accounts, {}: {took:.2} s", curve.name);
            curve.by_latency.push((f64::from(latency), took));
        }
    }
    for users in POPULATIONS {
        let app = App::start(users, 1);
        for curve in curves.iter_mut().filter(|curve| users <= curve.at_most) {
            let took = took(&curve.reader, &app, users);
            eprintln!("no latency, {users} accounts, {}: {took:.2} s", curve.name);
            curve.by_population.push((f64::from(users), took));
        }
    }
    let root = SVGBackend::new(file, (960, 420)).into_drawing_area();
    root.fill(&WHITE)?;
    let (left, right) = root.split_horizontally(480);
    let title = "20 000 accounts: seconds by latency in ms";
    chart(&left, title, -5.0..420.0, &curves, |curve| &curve.by_latency)?;
    let title = "No latency: seconds by accounts";
    let log = (800.0..1_300_000.0_f64).log_scale();
    chart(&right, title, log, &curves, |curve| &curve.by_population)?;
    root.present()?;
    Ok(())
}

/// Seconds from the start to the end of a read. The script says of itself how long it took: it is not
/// charged with the start of Python.
fn took(reader: &Reader, app: &App, users: u32) -> f64 {
    match reader {
        Reader::Script => script(app, users, &[]).0,
        Reader::CommandLine(program) => took_to_read(program, app),
    }
}

/// The same of a command line, with a store of its own.
pub fn took_to_read(program: &Path, app: &App) -> f64 {
    let data = tempfile::tempdir().expect("a folder");
    connect(program, data.path(), app);
    let start = Instant::now();
    let output = Command::new(program)
        .args(["--json", "read", "App", "--data"])
        .arg(data.path())
        .stderr(Stdio::inherit())
        .output()
        .expect("the command line starts");
    let took = start.elapsed().as_secs_f64();
    assert!(output.status.success(), "the read is complete");
    took
}

pub fn connect(program: &Path, data: &Path, app: &App) {
    let mut child = Command::new(program)
        .args(["connect", "--provider", "scim", "--name", "App", "--url", &app.address, "--data"])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the command line starts");
    let mut input = child.stdin.take().expect("its input is ours");
    writeln!(input, "{}", app.token).expect("the token is taken");
    drop(input);
    assert!(child.wait().expect("it ends").success(), "the app is connected");
}

/// One chart: seconds grow by powers of ten.
fn chart<X>(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    title: &str,
    x: X,
    curves: &[Curve],
    points: impl Fn(&Curve) -> &Vec<(f64, f64)>,
) -> Drawn
where
    X: AsRangedCoord<Value = f64>,
    X::CoordDescType: ValueFormatter<f64>,
{
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 16))
        .margin(12)
        .x_label_area_size(28)
        .y_label_area_size(48)
        .build_cartesian_2d(x, (0.05..1_000.0_f64).log_scale())?;
    let number = |value: &f64| format!("{value}");
    chart.configure_mesh().x_label_formatter(&number).y_label_formatter(&number).draw()?;
    for curve in curves {
        let color = curve.color;
        let measured = points(curve).iter().copied();
        chart
            .draw_series(LineSeries::new(measured.clone(), color.stroke_width(2)))?
            .label(curve.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], color.stroke_width(2)));
        chart.draw_series(measured.map(|at| Circle::new(at, 3, color.filled())))?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.filled())
        .border_style(BLACK)
        .draw()?;
    Ok(())
}
