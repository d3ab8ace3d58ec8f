"""The places and years that paragraphs are filed under, from the article and from their own words."""

from __future__ import annotations

import re
from collections.abc import Collection

from index.article import Article
from index.catalog import Scope
from index.place import Place, find_places, of_article
from index.reported import reported_year
from index.writing import Labels

__all__ = ["label"]

# Four digits from 1900 to 2099, not inside a longer number or a share.
_YEAR = re.compile(r"(?<!\d)(?<!\d[.,])(?:19|20)\d\d(?![\d%]|[.,]\d)")


def label(article: Article) -> tuple[tuple[Labels, ...], dict[str, str]]:
    """Labels paragraph for paragraph, and the names of the place keys in them."""
    own = of_article(article.places)
    names = {place.key: place.name for place in own}
    shared_places = {(place.key, Scope.ARTICLE) for place in own}
    year = reported_year(article)
    shared_years = {(year, Scope.ARTICLE)} if year else set()
    labels = []
    for paragraph in article.paragraphs:
        text = article.text[paragraph.start : paragraph.end]
        # A commune may stand without "xã" once the article has introduced it.
        found = _places(text, known=frozenset([*article.places, *names.values()]), near=own)
        names.update((place.key, place.name) for place in found)
        labels.append(
            Labels(
                frozenset(shared_places | {(place.key, Scope.PARAGRAPH) for place in found}),
                frozenset(shared_years | {(year, Scope.PARAGRAPH) for year in _years(text)}),
            )
        )
    return tuple(labels), names


def _places(text: str, *, known: Collection[str], near: Collection[Place]) -> list[Place]:
    """Of places of the same name those in a place of the article; where that decides nothing, all it may be."""
    found: list[Place] = []
    for mention in find_places(text, known=known, within={place.key for place in near}):
        close = [place for place in mention.places if any(_related(place.key, other.key) for other in near)]
        found += close or mention.places
    return found


def _related(a: str, b: str) -> bool:
    """Whether one place lies in the other, or both are the same: keys are paths."""
    return f"{a}/".startswith(f"{b}/") or f"{b}/".startswith(f"{a}/")


def _years(text: str) -> set[int]:
    return {int(found) for found in _YEAR.findall(text)}
