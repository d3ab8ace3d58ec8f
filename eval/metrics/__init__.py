"""The measures, one idea a file: pure functions with formula and source in the docstring, no input or output."""
