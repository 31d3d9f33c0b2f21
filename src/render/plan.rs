//! A replay plan: what is sent where, what is not and why, and what to think of before saying yes.

mod findings;
mod route;
mod schema_ids;
mod skips;
mod tried;

use std::io::{self, Write};

use serde::Serialize;

use super::page::Page;
use super::quantity::{bytes, count, counted};
use super::style::{Ink, Screen};
use crate::replay::plan::{NamedCluster, ReplayPlan, Setting};
use crate::sanitize::line;

pub use skips::{nothing_to_send, replayed_text};

/// The most lines of one list; more are summed up.
const MOST_LINES: usize = 20;

/// The cells of the labels in front of facts.
const LABELS: usize = 10;

/// Writes a plan for people. The first line says where: context, cluster and who we are there; where the records go to
/// another cluster, the second says the same of that.
pub fn write(
    out: &mut dyn Write,
    plan: &ReplayPlan,
    setting: &Setting,
    screen: &Screen,
) -> io::Result<()> {
    let mut page = Page::of_prose(screen, LABELS);
    let page = &mut page;
    page.line(0, Ink::Heading, &heading(&setting.source));
    if let Some(to) = &setting.to {
        page.line(0, Ink::Heading, &heading_to(to));
    }
    let selected = plan.selected() as u64;
    let sends = plan.steps.len() as u64;
    let what = if plan.skips.is_empty() {
        counted(sends, "dead letter")
    } else {
        let of = counted(selected, "selected dead letter");
        format!("{} of {of}", count(sends))
    };
    page.raw(0, "");
    page.line(
        0,
        Ink::Plain,
        &format!("Replay {what} ({})", bytes(plan.bytes())),
    );
    if !plan.selection.is_empty() {
        page.fact("selected", Ink::Plain, &line(&plan.selection.join(" ")));
    }
    if sends > 0 {
        route::route(page, plan);
        route::categories(page, plan);
    }
    // Also where nothing is sent: then it says why.
    tried::tried(page, plan);
    if sends > 0 {
        route::how(page, plan, setting);
        route::headers(page, plan);
        schema_ids::schema_ids(page, plan, setting);
    }
    skips::skips(page, plan, setting);
    if sends > 0 {
        findings::findings(page, plan, setting);
        findings::audiences(page, setting);
    }
    out.write_all(page.text().as_bytes())
}

/// Says where: context, cluster, brokers, and who we are there.
fn heading(cluster: &NamedCluster) -> String {
    let [context, place, principal] = words(cluster);
    format!("{context}, {place}, {principal}")
}

/// Says where the records go, if that is another cluster.
fn heading_to(cluster: &NamedCluster) -> String {
    let [context, place, principal] = words(cluster);
    format!("to {place}, {context}, {principal}")
}

fn words(cluster: &NamedCluster) -> [String; 3] {
    let context = cluster.context.as_deref().map_or_else(
        || "no context".to_owned(),
        |name| format!("context {}", line(name)),
    );
    let id = cluster.cluster_id.as_deref().unwrap_or("without an id");
    let principal = cluster.principal.as_deref().map_or_else(
        || "without a login".to_owned(),
        |name| format!("as {}", line(name)),
    );
    let place = format!("cluster {} at {}", line(id), line(&cluster.brokers));
    [context, place, principal]
}

/// Names a cluster in few words.
pub(super) fn cluster_name(cluster: &NamedCluster) -> String {
    let name = cluster.context.as_deref().unwrap_or(&cluster.brokers);
    line(name).into_owned()
}

/// Says in few words what is about to be sent where, for a question: `Send 3 to orders on prod`.
pub fn sends(setting: &Setting, count: usize, topics: &str) -> String {
    let source = cluster_name(&setting.source);
    match &setting.to {
        None => format!("Send {count} to {topics} on {source}"),
        Some(to) => format!(
            "Send {count} from {source} to {topics} on {}",
            cluster_name(to)
        ),
    }
}

/// A plan as JSON. Written field by field: a tree of a plan of 100 000 steps would be 100 MB.
#[derive(Serialize)]
struct Document<'a> {
    v: u32,
    kind: &'a str,
    sends: usize,
    skips: usize,
    setting: &'a Setting,
    plan: &'a ReplayPlan,
}

/// Writes a plan as one JSON document.
pub fn write_json(out: &mut dyn Write, plan: &ReplayPlan, setting: &Setting) -> io::Result<()> {
    let document = Document {
        v: 1,
        kind: "plan",
        sends: plan.steps.len(),
        skips: plan.skips.len(),
        setting,
        plan,
    };
    serde_json::to_writer(&mut *out, &document)?;
    writeln!(out)
}

#[cfg(test)]
pub(super) mod tests;
