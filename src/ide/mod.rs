//! One file per editor feature, free of any protocol: each is a function of a snapshot and a place.
