"""One metric a file: pure functions with formula and source in the docstring."""
