"""From one file to one article: a module a format."""
