//! Layouts that were found lately: the records of a topic have the same headers, and differ in their values.
//!
//! Only what names alone decide is kept here, so that a layout is exact for every record with the same names in the same
//! order.

use std::cell::RefCell;
use std::rc::Rc;

use super::Layout;
use crate::dialect::table::Table;
use crate::record::Headers;

/// The most layouts that are kept, of how many headers at most, and one of how many new ones takes another's place.
const MOST: usize = 8;
const MOST_HEADERS: usize = 64;
const SELDOM: u32 = 64;

/// The names of a record's headers, and what they come to.
struct Known {
    table: &'static Table,
    names: Box<[Box<[u8]>]>,
    layout: Rc<Layout>,
}

impl Known {
    fn fits(&self, table: &'static Table, headers: &Headers<'_>) -> bool {
        let mut names = headers.iter().zip(&self.names);
        std::ptr::eq(self.table, table)
            && headers.len() == self.names.len()
            && names.all(|(header, name)| *header.name == **name)
    }
}

#[derive(Default)]
struct Layouts {
    known: Vec<Known>,
    new: u32,
}

thread_local! {
    static LAYOUTS: RefCell<Layouts> = RefCell::default();
}

/// Returns the layout of headers with these names, if it was kept.
pub(super) fn find(table: &'static Table, headers: &Headers<'_>) -> Option<Rc<Layout>> {
    LAYOUTS.with_borrow_mut(|layouts| {
        let known = &mut layouts.known;
        let at = known.iter().position(|one| one.fits(table, headers))?;
        // What is asked for often comes to stand in front.
        let before = at.saturating_sub(1);
        known.swap(at, before);
        Some(Rc::clone(&known[before].layout))
    })
}

/// Keeps the layout of headers with these names.
pub(super) fn keep(table: &'static Table, headers: &Headers<'_>, layout: &Rc<Layout>) {
    if headers.len() > MOST_HEADERS {
        return;
    }
    LAYOUTS.with_borrow_mut(|layouts| {
        layouts.new = layouts.new.wrapping_add(1);
        if layouts.known.len() == MOST {
            if !layouts.new.is_multiple_of(SELDOM) {
                return;
            }
            layouts.known.pop();
        }
        layouts.known.push(Known {
            table,
            names: headers.iter().map(|header| header.name.into()).collect(),
            layout: Rc::clone(layout),
        });
    });
}
