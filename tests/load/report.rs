//! Figures by name, a value a round; printed as a table or as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Percentiles of latencies in microseconds, which are sorted here.
pub fn percentile_ms(latencies: &mut [u32], percent: usize) -> f64 {
    latencies.sort_unstable();
    let at = (latencies.len() * percent / 100).min(latencies.len().saturating_sub(1));
    latencies.get(at).map_or(f64::NAN, |micros| f64::from(*micros) / 1000.0)
}

pub struct Report {
    /// In the order they were first measured.
    order: Vec<String>,
    values: BTreeMap<String, Vec<f64>>,
    faults: Vec<String>,
    /// What was checked and holds.
    sound: &'static str,
}

impl Default for Report {
    fn default() -> Self {
        let sound = "every acknowledged response is stored once, and the cells agree with a recount";
        Self { order: Vec::new(), values: BTreeMap::new(), faults: Vec::new(), sound }
    }
}

/// A ratio of two figures of the same rounds, and what is asked of it.
pub struct Goal {
    pub name: &'static str,
    pub figure: &'static str,
    pub reference: &'static str,
    pub at_least: f64,
}

impl Report {
    /// One that says something else when all is well.
    pub fn about(sound: &'static str) -> Self {
        Self { sound, ..Self::default() }
    }

    pub fn add(&mut self, name: impl Into<String>, value: f64) {
        let name = name.into();
        if !self.values.contains_key(&name) {
            self.order.push(name.clone());
        }
        self.values.entry(name).or_default().push(value);
    }

    pub fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }

    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// Ratios round by round, for the goals whose two figures were measured.
    pub fn add_ratios(&mut self, goals: &[Goal]) {
        for goal in goals {
            let (Some(figures), Some(references)) = (self.values.get(goal.figure), self.values.get(goal.reference))
            else {
                continue;
            };
            let ratios: Vec<f64> =
                figures.iter().zip(references).map(|(figure, reference)| figure / reference).collect();
            for ratio in ratios {
                self.add(format!("× {} (at least {})", goal.name, goal.at_least), ratio);
            }
        }
    }

    pub fn print(&self) {
        println!("{:<76} {:>10}   [min..max], rounds", "figure", "median");
        for (name, values) in self.in_order() {
            let (median, min, max) = spread(values);
            println!("{name:<76} {median:>10}   [{min}..{max}], {}", values.len());
        }
        match self.faults.as_slice() {
            [] => println!("\nsound: {}", self.sound),
            faults => println!("\nNOT SOUND:\n{}", faults.join("\n")),
        }
    }

    pub fn print_json(&self) {
        let figures: Vec<Value> = self
            .in_order()
            .map(|(name, values)| {
                let (median, min, max) = spread(values);
                json!({ "name": name, "median": median, "min": min, "max": max, "rounds": values })
            })
            .collect();
        println!("{:#}", json!({ "figures": figures, "sound": self.is_sound(), "faults": self.faults }));
    }

    fn in_order(&self) -> impl Iterator<Item = (&String, &Vec<f64>)> {
        self.order.iter().filter_map(|name| self.values.get_key_value(name))
    }
}

/// Median, least and most, with the digits that mean something.
fn spread(values: &[f64]) -> (f64, f64, f64) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |index: usize| sorted.get(index).map_or(f64::NAN, |value| rounded(*value));
    (at(sorted.len() / 2), at(0), at(sorted.len().saturating_sub(1)))
}

fn rounded(value: f64) -> f64 {
    let scale = if value.abs() >= 100.0 { 1.0 } else { 100.0 };
    (value * scale).round() / scale
}
