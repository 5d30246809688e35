//! Groups of channels that are kept or removed together.

use std::ops::Deref;
use std::rc::Rc;
use std::slice;

use smallvec::SmallVec;

use crate::network::{Obstacle, Prune};

/// The index of a group, or of one that was united with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GroupId(usize);

/// All groups.
#[derive(Debug, Default)]
pub(super) struct Groups(Vec<Group>);

#[derive(Clone, Copy, Debug)]
struct Group {
    /// Itself, or one that it was united with.
    parent: GroupId,
    /// How many channels it has.
    size: u32,
    /// How many remain.
    left: u32,
    /// What the number of channels must be a multiple of.
    multiple: u32,
    /// Why it keeps all channels, if it does.
    kept: Option<Obstacle>,
}

/// The channels of an axis, in order.
#[derive(Clone, Debug)]
pub(super) struct Channels {
    /// The axis.
    pub axis: usize,
    pub parts: Parts,
}

/// Parts of an axis, in order. Most axes have one.
#[derive(Clone, Debug)]
pub(super) enum Parts {
    One(Part),
    Many(Rc<[Part]>),
}

/// The channels of a group, each with so many adjacent places on the axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub group: GroupId,
    pub repeat: u32,
}

impl Deref for Parts {
    type Target = [Part];

    fn deref(&self) -> &[Part] {
        match self {
            Parts::One(part) => slice::from_ref(part),
            Parts::Many(parts) => parts,
        }
    }
}

impl FromIterator<Part> for Parts {
    fn from_iter<I: IntoIterator<Item = Part>>(parts: I) -> Self {
        let parts: SmallVec<[Part; 1]> = parts.into_iter().collect();
        match *parts {
            [part] => Parts::One(part),
            _ => Parts::Many(parts.into_vec().into()),
        }
    }
}

impl Groups {
    /// A new group.
    pub fn add(&mut self, size: u32) -> GroupId {
        let parent = GroupId(self.0.len());
        self.0.push(Group { parent, size, left: size, multiple: 1, kept: None });
        parent
    }

    /// The group, or the one that it was united with. Shortens the way there.
    fn root(&mut self, id: GroupId) -> GroupId {
        let mut at = id;
        while let Some(group) = self.0.get(at.0).filter(|group| group.parent != at) {
            let next = self.0.get(group.parent.0).map_or(at, |parent| parent.parent);
            if let Some(group) = self.0.get_mut(at.0) {
                group.parent = next;
            }
            at = next;
        }
        at
    }

    fn group(&mut self, id: GroupId) -> Option<&mut Group> {
        let root = self.root(id);
        self.0.get_mut(root.0)
    }

    /// How many channels a group has.
    pub fn size(&mut self, id: GroupId) -> u32 {
        self.group(id).map_or(1, |group| group.size)
    }

    /// How many channels of a group remain.
    pub fn left(&mut self, id: GroupId) -> u32 {
        self.group(id).map_or(1, |group| group.left)
    }

    /// Why a group keeps all channels.
    pub fn kept(&mut self, id: GroupId) -> Option<Obstacle> {
        self.group(id).and_then(|group| group.kept)
    }

    /// Keeps all channels of a group. The first reason is reported.
    pub fn keep(&mut self, id: GroupId, why: Obstacle) {
        if let Some(group) = self.group(id) {
            group.kept = group.kept.or(Some(why));
        }
    }

    /// Keeps all channels of an axis.
    pub fn keep_all(&mut self, channels: &Channels, why: Obstacle) {
        channels.parts.iter().for_each(|part| self.keep(part.group, why));
    }

    /// The number of channels of a group stays a multiple of this.
    pub fn divide(&mut self, id: GroupId, by: u32) {
        if let Some(group) = self.group(id) {
            let common = u64::from(group.multiple) * u64::from(by) / gcd(group.multiple, by);
            match u32::try_from(common) {
                Ok(common) => group.multiple = common,
                Err(_) => group.kept = group.kept.or(Some(Obstacle::TooFew)),
            }
        }
    }

    /// Unites the groups of two axes, part by part. Returns whether that is possible.
    pub fn unite(&mut self, first: &Channels, second: &Channels) -> bool {
        let is_alike = first.parts.len() == second.parts.len()
            && first
                .parts
                .iter()
                .zip(&*second.parts)
                .all(|(a, b)| a.repeat == b.repeat && self.size(a.group) == self.size(b.group));
        if is_alike {
            let pairs = first.parts.iter().zip(&*second.parts);
            pairs.for_each(|(a, b)| self.unite_groups(a.group, b.group));
        }
        is_alike
    }

    fn unite_groups(&mut self, first: GroupId, second: GroupId) {
        let (first, second) = (self.root(first), self.root(second));
        let Some(other) = self.0.get(second.0).copied().filter(|_| first != second) else { return };
        if let Some(group) = self.0.get_mut(second.0) {
            group.parent = first;
        }
        self.divide(first, other.multiple);
        if let Some(why) = other.kept {
            self.keep(first, why);
        }
    }

    /// Removes channels of each group that need not keep all.
    pub fn shrink(&mut self, prune: Prune) {
        for group in self.0.iter_mut().filter(|group| group.kept.is_none()) {
            group.left = prune.left(group.size, group.multiple);
            if group.left == group.size {
                group.kept = Some(Obstacle::TooFew);
            }
        }
    }

    /// The size of an axis with these channels.
    pub fn axis_size(&mut self, channels: &Channels) -> u64 {
        let sizes = channels.parts.iter();
        sizes.map(|part| u64::from(self.left(part.group)) * u64::from(part.repeat)).sum()
    }
}

fn gcd(a: u32, b: u32) -> u64 {
    if b == 0 { u64::from(a.max(1)) } else { gcd(b, a % b) }
}
