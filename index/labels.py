"""The places and years that paragraphs are filed under, from the article and from their own words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.article import Article
from index.catalog import Scope
from index.place import Place, find_places
from index.text import words
from index.writing import Labels

__all__ = ["label"]

_YEAR = re.compile(r"(?:19|20)\d\d")


def label(article: Article) -> tuple[tuple[Labels, ...], dict[str, str]]:
    """Labels paragraph for paragraph, and the names of the place keys in them."""
    own = _article_places(article)
    names = {place.key: place.name for place in own}
    shared_places = {(place.key, Scope.ARTICLE) for place in own}
    shared_years = {(article.published.year, Scope.ARTICLE)} if article.published else set()
    labels = []
    for paragraph in article.paragraphs:
        text = article.text[paragraph.start : paragraph.end]
        found = [place for mention in find_places(text, known=names) for place in mention.places]
        names.update((place.key, place.name) for place in found)
        labels.append(
            Labels(
                frozenset(shared_places | {(place.key, Scope.PARAGRAPH) for place in found}),
                frozenset(shared_years | {(year, Scope.PARAGRAPH) for year in _years(text)}),
            )
        )
    return tuple(labels), names


def _article_places(article: Article) -> list[Place]:
    """The article's places as the gazetteer knows them, most specific first; names it does not know are passed over."""
    return _places(", ".join(article.places))


def _places(text: str) -> list[Place]:
    return [place for mention in find_places(text) for place in mention.places]


def _years(text: str) -> Iterable[int]:
    """Numbers that can be a year: four digits from 1900 to 2099, nothing glued to them."""
    return {int(word.text) for word in words(text) if _YEAR.fullmatch(word.text)}
