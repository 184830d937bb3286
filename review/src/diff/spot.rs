//! Two schemas that are compared, and where they stand.

use std::rc::Rc;

use tallyfy_codegen::Node;

use super::facets::Facets;
use super::raw::{Frame, Root, Step};

/// Where two schemas are compared: what they describe, and how one gets there.
#[derive(Clone)]
pub(super) struct Spot<'a> {
    pub(super) root: Rc<Root>,
    pub(super) frames: Option<Rc<Frame<'a>>>,
    /// Such as `group.members`.
    pub(super) name: String,
}

/// Two schemas, and where they stand.
pub(super) struct Compared<'a> {
    pub(super) pair: usize,
    pub(super) old: &'a Node,
    pub(super) new: &'a Node,
    pub(super) facets: (Facets<'a>, Facets<'a>),
    pub(super) spot: Spot<'a>,
}

impl<'a> Compared<'a> {
    pub(super) fn at(&self, property: &str) -> Spot<'a> {
        Spot {
            root: Rc::clone(&self.spot.root),
            frames: Some(Rc::new(Frame {
                up: self.spot.frames.clone(),
                old: self.old,
                new: self.new,
                step: Step::Property(property.to_owned()),
            })),
            name: format!("{}.{property}", self.spot.name),
        }
    }
}
