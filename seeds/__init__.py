"""Articles that come with the program. A package, so that `importlib.resources` finds them wherever they are installed."""
