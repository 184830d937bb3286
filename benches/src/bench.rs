//! Times several things side by side: in turn, many times over, so that whatever else the machine
//! does falls on all of them, and compares them round by round.

use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

/// Runs a client on the thread that measures.
pub fn one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Runs many tasks on two threads.
pub fn two_threads() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

/// Something to time: `run` does it a number of times.
pub struct Subject<'a> {
    name: String,
    run: Box<dyn FnMut(usize) + 'a>,
}

impl<'a> Subject<'a> {
    pub fn new(name: impl Into<String>, run: impl FnMut(usize) + 'a) -> Self {
        Subject {
            name: name.into(),
            run: Box::new(run),
        }
    }
}

/// How often everything is done.
#[derive(Clone, Copy)]
pub struct Repetitions {
    pub rounds: usize,
    /// In each round, of each subject.
    pub times: usize,
}

/// Prints a table: the median time of each subject, and the median of its ratios to the first one,
/// with the quarter and the three-quarter mark. Returns the median times.
pub fn compare(
    title: &str,
    repetitions: Repetitions,
    mut subjects: Vec<Subject<'_>>,
) -> Vec<Duration> {
    let Repetitions { rounds, times } = repetitions;
    for subject in &mut subjects {
        (subject.run)(times.div_ceil(4));
    }
    let mut took: Vec<Vec<f64>> = vec![Vec::with_capacity(rounds); subjects.len()];
    for round in 0..rounds {
        for offset in 0..subjects.len() {
            // Whoever comes first in a round is not always the same.
            let index = (round + offset) % subjects.len();
            let started = Instant::now();
            (subjects[index].run)(times);
            took[index].push(started.elapsed().as_secs_f64() / times as f64);
        }
    }
    println!("\n### {title}\n\n| | time | ratio | quartiles |\n|---|---:|---:|---:|");
    let mut medians = Vec::new();
    for (index, subject) in subjects.iter().enumerate() {
        let mut ratios: Vec<f64> = took[index]
            .iter()
            .zip(&took[0])
            .map(|(a, b)| a / b)
            .collect();
        let mut times = took[index].clone();
        let time = Duration::from_secs_f64(quantile(&mut times, 0.5));
        let ratio = |ratios: &mut [f64], at| quantile(ratios, at);
        println!(
            "| {} | {time:.3?} | {:.3} | {:.3}–{:.3} |",
            subject.name,
            ratio(&mut ratios, 0.5),
            ratio(&mut ratios, 0.25),
            ratio(&mut ratios, 0.75),
        );
        medians.push(time);
    }
    medians
}

fn quantile(values: &mut [f64], at: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * at).round() as usize]
}
