"""Everything that can go wrong in a way a person can act on.

::

    TrichdanError
    ├── BadInput              the caller gave something unusable; exit status 2
    │   ├── UnreadableFile    a file that is missing, empty, binary, too large, not decodable
    │   ├── NoArticle         a file or folder in which no article text was found
    │   └── UnknownArticle    an article id that the collection does not hold
    ├── CollectionError       a collection that cannot be used as it is
    │   ├── CollectionMissing no collection at that path
    │   ├── CollectionDamaged its catalogue cannot be read
    │   ├── CollectionLocked  another process is writing to it
    │   └── ModelMismatch     it was built with another embedding model
    └── ModelUnavailable      the embedding model cannot be loaded

Each message is one line that says what was found, what was expected and what to do next.
"""

__all__ = [
    "BadInput",
    "CollectionDamaged",
    "CollectionError",
    "CollectionLocked",
    "CollectionMissing",
    "ModelMismatch",
    "ModelUnavailable",
    "NoArticle",
    "TrichdanError",
    "UnknownArticle",
    "UnreadableFile",
]


class TrichdanError(Exception):
    """Root of the tree: shown to a person as one line, never as a traceback."""


class BadInput(TrichdanError):
    """The caller gave something unusable."""


class UnreadableFile(BadInput):
    """A file that is missing, empty, binary, too large or in no recognisable encoding."""


class NoArticle(BadInput):
    """A file or folder in which no article text was found."""


class UnknownArticle(BadInput):
    """An article id that the collection does not hold."""


class CollectionError(TrichdanError):
    """A collection that cannot be used as it is."""


class CollectionMissing(CollectionError):
    """There is no collection at the path."""


class CollectionDamaged(CollectionError):
    """The catalogue of the collection cannot be read."""


class CollectionLocked(CollectionError):
    """Another process is writing to the collection."""


class ModelMismatch(CollectionError):
    """The collection was built with another embedding model."""


class ModelUnavailable(TrichdanError):
    """The embedding model cannot be loaded."""
