//! How shape rules read their arguments: typed accessors that refuse what a parameter does not take.
