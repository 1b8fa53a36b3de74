//! Rules about Compose files, one a file.
