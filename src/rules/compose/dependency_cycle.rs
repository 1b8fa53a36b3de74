//! Services that wait for each other.

use crate::model::compose::Reference;
use crate::rules::prelude::*;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

rule! {
    /// Services depend on each other in a circle.
    ///
    /// Each would have to start before the other, so Compose refuses the file. Dependencies are what `depends_on`, `links` and
    /// `volumes_from` name, and `service:…` of `network_mode`, `ipc`, `pid`, `uts` and `cgroup`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on: [api]
    ///   api:
    ///     image: example/api:1
    ///     links: [web]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on: [api]
    ///   api:
    ///     image: example/api:1
    /// ```
    "dependency-cycle", Error,
    groups: [Correctness],
    concerns: ["dependency-cycle"],
}

/// Names in a message beyond which the circle is cut short.
const MAX_NAMES: usize = 8;

pub fn check(file: &Compose, report: &mut Report) {
    let services = file.services();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut names: Vec<&str> = Vec::new();
    let mut optional: Vec<bool> = Vec::new();
    for service in &services {
        let number = *numbers.entry(service.name).or_insert(names.len());
        if number == names.len() {
            names.push(service.name);
            optional.push(false);
        }
        optional[number] |= service.profiles().next().is_some();
    }
    let mut edges: Vec<Vec<(usize, &Reference)>> = names.iter().map(|_| Vec::new()).collect();
    for service in &services {
        for reference in service.dependencies() {
            if let Some(&to) = numbers.get(reference.name.as_str()) {
                edges[numbers[service.name]].push((to, reference));
            }
        }
    }
    let circles = circles(&edges);
    for circle in circles {
        let shown: Vec<&str> = circle.iter().take(MAX_NAMES).map(|(from, _)| names[*from]).collect();
        let message = match shown.as_slice() {
            [only] => format!("`{only}` depends on itself"),
            _ if circle.len() > MAX_NAMES => {
                format!("{} services depend on each other in a circle: {} → …", circle.len(), shown.join(" → "))
            }
            _ => format!("These depend on each other in a circle: {} → {}", shown.join(" → "), shown[0]),
        };
        let finding = report.at(circle[0].1.span, message);
        for (from, reference) in circle.iter().skip(1).take(MAX_NAMES) {
            finding.related(reference.span, format!("`{}` depends on `{}`", names[*from], reference.name));
        }
        if circle.iter().any(|(from, _)| optional[*from]) {
            finding.environment();
        }
    }
}

type Edges<'a> = [Vec<(usize, &'a Reference)>];

/// One circle for each knot of services that depend on each other, the shortest through its first service.
fn circles<'a>(edges: &Edges<'a>) -> Vec<Vec<(usize, &'a Reference)>> {
    let mut knots_of: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    for (service, knot) in knots(edges) {
        knots_of[knot].push(service);
    }
    // Most services are alone, and no way need be looked for.
    let is_circle = |knot: &&Vec<usize>| match knot.as_slice() {
        [alone] => edges[*alone].iter().any(|(to, _)| to == alone),
        several => !several.is_empty(),
    };
    let starts = knots_of.iter().filter(is_circle).filter_map(|knot| knot.iter().min());
    starts.filter_map(|start| shortest(edges, *start)).collect()
}

/// The shortest way from a service back to itself.
fn shortest<'a>(edges: &Edges<'a>, start: usize) -> Option<Vec<(usize, &'a Reference)>> {
    let mut came: HashMap<usize, (usize, &Reference)> = HashMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(at) = waiting.pop_front() {
        for &(to, reference) in &edges[at] {
            if to == start {
                let mut way = vec![(at, reference)];
                let mut back = at;
                while back != start {
                    let (from, reference) = came[&back];
                    way.push((from, reference));
                    back = from;
                }
                way.reverse();
                return Some(way);
            }
            if let Entry::Vacant(unseen) = came.entry(to) {
                unseen.insert((at, reference));
                waiting.push_back(to);
            }
        }
    }
    None
}

/// Tarjan's strongly connected components, without recursion: each service with the number of its component.
fn knots(edges: &Edges<'_>) -> Vec<(usize, usize)> {
    const NONE: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low, mut knot) = (vec![NONE; count], vec![NONE; count], vec![NONE; count]);
    let (mut next, mut knots) = (0, 0);
    let mut open: Vec<usize> = Vec::new();
    for root in 0..count {
        if index[root] != NONE {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((at, edge)) = calls.pop() {
            if edge == 0 {
                index[at] = next;
                low[at] = next;
                next += 1;
                open.push(at);
            } else {
                low[at] = low[at].min(low[edges[at][edge - 1].0]);
            }
            let unseen = (edge..edges[at].len()).find(|edge| {
                let to = edges[at][*edge].0;
                if index[to] != NONE && knot[to] == NONE {
                    low[at] = low[at].min(index[to]);
                }
                index[to] == NONE
            });
            if let Some(edge) = unseen {
                calls.push((at, edge + 1));
                calls.push((edges[at][edge].0, 0));
            } else if low[at] == index[at] {
                while let Some(member) = open.pop() {
                    knot[member] = knots;
                    if member == at {
                        break;
                    }
                }
                knots += 1;
            }
        }
    }
    knot.into_iter().enumerate().collect()
}
