//! A tool that measures and compares the times of several pieces of code. These pieces of code are
//! called subjects.
//!
//! The subjects run alternately in many rounds, so that other work on the machine affects all of
//! them equally. In each round, the tool divides the times of the subjects by the time of the first
//! subject. The results of the comparison are these ratios.

use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

/// Creates a tokio runtime that runs all tasks on the measuring thread.
pub fn one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Creates a tokio runtime with two worker threads.
pub fn two_threads() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

/// A subject, which is a piece of code whose time is measured. The function `run` executes the code
/// as often as its argument says.
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

/// The number of rounds, and the number of executions in each round.
#[derive(Clone, Copy)]
pub struct Repetitions {
    /// The number of rounds.
    pub rounds: usize,
    /// The number of executions of each subject in each round.
    pub times: usize,
}

/// Measures the subjects, prints a table, and returns the median times.
///
/// For each subject, the table shows the median time. It also shows the median and the quartiles of
/// the ratios to the time of the first subject.
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
            // Each round starts with a different subject.
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

/// Sorts the values, and returns the quantile `at`, which is a number between 0 and 1. The quantile
/// 0.5 is the median.
fn quantile(values: &mut [f64], at: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * at).round() as usize]
}
