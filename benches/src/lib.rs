//! Benchmarks and accuracy tables.
