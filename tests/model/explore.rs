//! Breadth first over every reachable state, so that a broken promise comes with a shortest way to it.

use std::collections::HashMap;

use crate::collector::{Protocol, Setting, State, Step};

pub enum Outcome {
    Sound { states: usize, completed_most: usize },
    Broken { promise: &'static str, path: Vec<String> },
}

/// Where a state came from: the state before, and the step taken.
type Origin = Option<(usize, Step)>;

pub fn explore(setting: &Setting, protocol: Protocol) -> Outcome {
    let start = State::start(setting);
    let mut known = HashMap::from([(start.clone(), 0)]);
    let mut origins: Vec<Origin> = vec![None];
    let mut frontier = vec![(0, start)];
    let mut completed_most = 0;
    while !frontier.is_empty() {
        let mut next = Vec::new();
        for (index, state) in &frontier {
            completed_most = completed_most.max(state.completed());
            for step in state.steps(setting) {
                let reached = state.clone().after(step, setting, protocol);
                let broken = reached.and_then(|reached| reached.check(setting, protocol).map(|()| reached));
                match broken {
                    Err(promise) => return Outcome::Broken { promise, path: path(&origins, *index, step) },
                    Ok(reached) if !known.contains_key(&reached) => {
                        let id = origins.len();
                        origins.push(Some((*index, step)));
                        known.insert(reached.clone(), id);
                        next.push((id, reached));
                    }
                    Ok(_) => {}
                }
            }
        }
        frontier = next;
    }
    Outcome::Sound { states: known.len(), completed_most }
}

fn path(origins: &[Origin], mut index: usize, last: Step) -> Vec<String> {
    let mut steps = vec![format!("{last:?}")];
    while let Some((before, step)) = origins[index] {
        steps.push(format!("{step:?}"));
        index = before;
    }
    steps.reverse();
    steps
}
