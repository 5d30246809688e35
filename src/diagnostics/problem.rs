//! What the enums of problems have in common: the names of their fields, and the fix in their help.
//!
//! Conventions for the fields of their variants, so that only what differs has a comment:
//!
//! - `span` is the place of the problem. Its label comes first, unless another is marked as primary.
//! - `origin` is what made the tensor whose shape is `shape`.
//! - `first` and `second`, `declared`, `asked`: the other places that have to do with it.
//! - `name`, `operation`, `parameter`, `key`, `path`: as written, without backticks.
//! - `expected` and `found` are phrases with their article: `an integer`, `a tuple of 2`.
//! - `help` is what to do about it, with the change of the text where it is one.
//!
//! Texts are lower case and end without a full stop.

use super::fix::{Fix, Help};

/// Defines an enum of problems from variants that each have a comment.
///
/// It writes the method `fix()`, which finds the [`Fix`] in the field that has the attribute `#[help]`,
/// so that none can be forgotten. A variant with a field in parentheses is a problem of another enum.
macro_rules! problems {
    (
        $(#[$($about:tt)*])*
        pub enum $name:ident {
            $(
                #[doc = $doc:literal]
                $(#[$($of:tt)*])*
                $variant:ident $fields:tt
            ),* $(,)?
        }
    ) => {
        $(#[$($about)*])*
        pub enum $name {
            $(
                #[doc = $doc]
                $(#[$($of)*])*
                #[allow(missing_docs, reason = "the conventions are in `problem.rs`")]
                $variant $fields
            ),*
        }

        impl $name {
            /// The change of the text in its help, if there is one.
            pub fn fix(&self) -> Option<&crate::diagnostics::fix::Fix> {
                match self {
                    $(
                        $name::$variant { .. } => {
                            $crate::diagnostics::problem::help_in!(fix self $name $variant $fields)
                        }
                    )*
                }
            }

            /// What to do about it, where that may be a change of the text.
            pub(crate) fn help_mut(&mut self) -> Option<&mut crate::diagnostics::fix::Help> {
                match self {
                    $(
                        $name::$variant { .. } => {
                            $crate::diagnostics::problem::help_in!(help_mut self $name $variant $fields)
                        }
                    )*
                }
            }
        }
    };
}

/// What a method of [`HelpField`] finds in the field of a variant that has the attribute `#[help]`.
macro_rules! help_in {
    ($method:ident $self:ident $name:ident $variant:ident { #[help] $field:ident : $($rest:tt)* }) => {
        match $self {
            $name::$variant { $field, .. } => $crate::diagnostics::problem::HelpField::$method($field),
            _ => None,
        }
    };
    ($method:ident $self:ident $name:ident $variant:ident { #[$($other:tt)*] $($rest:tt)* }) => {
        $crate::diagnostics::problem::help_in!($method $self $name $variant { $($rest)* })
    };
    ($method:ident $self:ident $name:ident $variant:ident { $field:ident : $type:ty, $($rest:tt)* }) => {
        $crate::diagnostics::problem::help_in!($method $self $name $variant { $($rest)* })
    };
    ($method:ident $self:ident $name:ident $variant:ident { }) => {
        None
    };
    ($method:ident $self:ident $name:ident $variant:ident ($(#[$($of:tt)*])* $problem:ty)) => {
        match $self {
            $name::$variant(problem) => problem.$method(),
            _ => None,
        }
    };
}

pub(crate) use {help_in, problems};

/// What a field with the attribute `#[help]` may hold.
pub(crate) trait HelpField {
    /// The change of the text, if there is one.
    fn fix(&self) -> Option<&Fix>;

    /// The help, if it may hold a change of the text.
    fn help_mut(&mut self) -> Option<&mut Help> {
        None
    }
}

impl HelpField for Help {
    fn fix(&self) -> Option<&Fix> {
        Help::fix(self)
    }

    fn help_mut(&mut self) -> Option<&mut Help> {
        Some(self)
    }
}

/// Words alone.
impl HelpField for String {
    fn fix(&self) -> Option<&Fix> {
        None
    }
}

/// Words alone.
impl HelpField for &'static str {
    fn fix(&self) -> Option<&Fix> {
        None
    }
}

impl<H: HelpField> HelpField for Option<H> {
    fn fix(&self) -> Option<&Fix> {
        self.as_ref()?.fix()
    }

    fn help_mut(&mut self) -> Option<&mut Help> {
        self.as_mut()?.help_mut()
    }
}
