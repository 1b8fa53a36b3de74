//! The files around a file: discovery, ignore files, neighbours, configuration.
