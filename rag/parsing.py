"""Taking a passage apart: from the text of a paragraph to the sentences, words, figures, times and places in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.article import Article, Span
from index.headings import headings_above
from index.place import PlaceMention, find_places, of_article
from index.reported import reported_year
from index.tables import Row, read_rows
from index.text import sentences
from rag.breakdowns import with_breakdowns
from rag.figures import Kind, Quantity, Style
from rag.lexicon import Token, tokens
from rag.parsed import ParsedPassage, Sentence, TimeExpression, Words
from rag.quantity import scan
from rag.related import of_one_unit, related
from rag.rows import row_sentence
from rag.stages import named_stages

__all__ = ["parse"]

# A comma inside a number is no border; the tokenizer keeps numbers whole, so borders are looked for between tokens.
_BORDER = re.compile(r"[,;:.!?…()\[\]]|\s[–-]\s")
_FIGURE = re.compile(r"(?:(?:hơn|gần|trên|khoảng|dưới)\s+)?\d")
_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?:\s*[-–]\s*((?:19|20)\d\d))?(?![\d.,]*\d)(?!/)")
_BEFORE_YEAR = re.compile(
    r"(?:(?:tháng|thang)\s+(\d{1,2})\s*(?:/|-|năm|nam)?\s*|\d{1,2}[/.-](\d{1,2})[/.-])$", re.IGNORECASE
)
_DOCUMENT = re.compile(
    r"(?:nghị quyết|quyết định|nghị định|thông tư|chỉ thị|luật|kế hoạch|công văn|thông báo|đề án|chương trình)[^,;.]{0,60}$",
    re.IGNORECASE,
)
# An opening that names what was told so far, to go on with something else.
_LEADS_ON = re.compile(
    r"(?:bên cạnh|ngoài|cùng với|song song với|không chỉ|không những)\b(?! (?:đó|ra|này)\b)(?: việc)?"
    r"(?P<what>[^.:;]{5,120}?),[^,.:;]{0,40}\b(?:còn|cũng|đồng thời|tiếp tục)\b",
    re.IGNORECASE,
)
_PLAN_OF = re.compile(r"(?:kế hoạch|phương hướng|nhiệm vụ|chương trình công tác)(?: của)?(?: năm)?\s*$", re.IGNORECASE)
_PERIOD = re.compile(r"giai đoạn|thời kỳ|nhiệm kỳ|định hướng", re.IGNORECASE)
_UNTIL = re.compile(r"đến năm\s*$", re.IGNORECASE)
_REACHED = re.compile(r"[ ,]{1,2}(?:con số này |số này )?(?:đã|chỉ|mới|còn)\b", re.IGNORECASE)


def _times(article: Article, span: Span) -> tuple[TimeExpression, ...]:
    found = []
    piece = article.text[span.start : span.end]
    for match in _YEAR.finditer(piece):
        before, behind = piece[: match.start()], piece[match.end() :]
        if re.search(r"\d/$", before) and not re.search(r"(?:^|\D)\d{1,2}/(?:\d{1,2}/)?$", before):
            continue  # the year inside a document number: 21/2021/NQ-HĐND is caught by the look-ahead, 59/2021 here
        lead = _BEFORE_YEAR.search(before)
        month = int(lead[1] or lead[2]) if lead else None
        first, last = int(match[1]), int(match[2] or match[1])
        # "đến năm 2025" is a goal, unless the article is of later or the sentence tells what came true.
        past = article.published is not None and last < article.published.year
        goal = _UNTIL.search(before) and not past and not _REACHED.match(behind)
        ahead = article.published is not None and first > article.published.year and _PLAN_OF.search(before)
        document = _DOCUMENT.search(before) and not ahead
        weak = last != first or bool(document or _PERIOD.search(before[-14:]) or goal)
        at = span.start + (lead.start() if lead else match.start())
        end = span.start + match.end()
        reach = _reach(article.text, span, match.start() + span.start, end)
        found.append(TimeExpression(at, end, first, last, month if month and month <= 12 else None, weak, reach))
    return tuple(sorted([*found, *_relative(article, span)], key=lambda time: time.start))


# "Hai năm trước" and "những năm qua" are no such years.
_RELATIVE = re.compile(
    r"(?<![\w\d])(?:(?P<ago>năm (?:ngoái|trước)|năm liền trước)|(?P<next>sang năm|năm (?:tới|sau))|(?P<now>năm nay))\b(?! (?:đó|đây|\d{4}))",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"(?:\d|những|các|mấy|nhiều|vài|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|hằng|hàng|mỗi)\s+$", re.IGNORECASE
)


def _relative(article: Article, span: Span) -> list[TimeExpression]:
    """Years named from the article's own: "năm ngoái", "sang năm"."""
    year = reported_year(article)
    if year is None:
        return []
    found = []
    for match in _RELATIVE.finditer(article.text, span.start, span.end):
        if _SEVERAL.search(article.text, max(span.start, match.start() - 8), match.start()):
            continue
        if match["now"]:
            # A report of January on the year before calls the new one so.
            if article.published is None or article.published.year == year:
                continue
            at = article.published.year
        else:
            at = year + 1 if match["next"] else year - 1
        reach = _reach(article.text, span, match.start(), match.end())
        found.append(TimeExpression(match.start(), match.end(), at, at, reach=reach))
    return found


_COMPARED = re.compile(r"\bso với (?:cùng kỳ )?(?:cả |cuối |đầu )?(?:năm )?$", re.IGNORECASE)
_ASIDE_BEHIND = re.compile(r"\s*\([^()]*\)?")
_IN_ASIDE = re.compile(r"(?<![\d.,])\d[^\s()]*(?:\s+[^\W\d_]+){0,3}\s*\((?:[^\W\d_]+\s+){0,4}$")


def _reach(text: str, span: Span, start: int, end: int) -> tuple[int, int] | None:
    """Where the figures stand that a year speaks for, if not for all: behind the one that others are compared with,
    or before an aside that holds nothing but it."""
    if _COMPARED.search(text, span.start, start):
        aside = _ASIDE_BEHIND.match(text, end, span.end)
        return (end, aside.end() if aside else end)
    aside = _IN_ASIDE.search(text, max(span.start, start - 60), start) if text[end : end + 1] == ")" else None
    return aside.span() if aside else None


# Behind a comma these begin to tell of something else, as a ";" does.
_TURN = re.compile(r"(?:trong khi|nhưng|ngược lại|song(?! song)|tuy nhiên)\b", re.IGNORECASE)
_AND = re.compile(r"(?:\s*\([^()]*\))?(?:[^,;:.()]*\s)?(?P<and>và|nhưng)\s(?:[^,;:.()]+\s)?", re.IGNORECASE)


def _parting(text: str, scanned: Sequence[Quantity]) -> set[int]:
    """Where "và" parts two figures of the same unit: "đường núi dài 5.200 km *và* đường biển dài 4.000 km"."""
    ordered = sorted((q for q in scanned if not q.in_parentheses), key=lambda q: q.number_start)
    alike = ((a, b) for a, b in itertools.pairwise(ordered) if of_one_unit(a, b))
    found = (_AND.fullmatch(text, a.end, b.bound_start) for a, b in alike)
    return {match.start("and") for match in found if match}


def _clauses(text: str, found: Sequence[Token], scanned: Sequence[Quantity]) -> tuple[list[int], list[int]]:
    """For each word of a sentence, the numbers of the clause and of the ";" group it stands in."""
    parting = _parting(text, scanned)
    segments: list[int] = []
    groups: list[int] = []
    segment = group = last = 0
    opened: list[int] = []  # the clauses that brackets interrupt
    for i, token in enumerate(found):
        if i and token.start >= found[i - 1].end:
            before = found[i - 1]
            between = text[before.end : token.start]
            if between.strip() == ":" and token.form[0].isdigit():
                between = ""  # "trung cấp: 285": what stands before the colon names the figure
            for border in _BORDER.findall(between):
                if border == ")" and opened:
                    segment = opened.pop()  # "68.511 hộ (43,3%) có trẻ em": the clause goes on behind the aside
                    continue
                if border == "(":
                    opened.append(segment)
                segment = last = last + 1
                group += border == ";" or (border == "," and _TURN.match(text, token.start) is not None)
            # "13 hộ được xây nhà mới và 11 hộ được sửa chữa"
            if before.start in parting or (before.form in ("và", "va") and _FIGURE.match(text, token.start)):
                segment = last = last + 1
        segments.append(segment)
        groups.append(group)
    return segments, groups


_RANK_HEAD = re.compile(r"\w+ $")


def _with_head(text: str, rank: Quantity) -> Quantity:
    """A rank with the word before its number: "*thứ* hai"."""
    head = _RANK_HEAD.search(text, max(0, rank.start - 8), rank.start)
    return replace(rank, start=head.start(), bound_start=head.start()) if head else rank


def _sentence(
    article: Article, span: Span, *, folded: bool, scanned: Sequence[Quantity], places: tuple[PlaceMention, ...]
) -> Sentence:
    text = article.text
    found = tuple(tokens(text, folded=folded, start=span.start, end=span.end))
    inside = [q for q in scanned if span.start <= q.start < span.end]
    own = with_breakdowns(text, span.start, span.end, [q for q in inside if q.is_quantity])
    segments, groups = _clauses(text, found, own)
    opening = _LEADS_ON.match(text, span.start, span.end)
    return Sentence(
        start=span.start,
        end=span.end,
        words=Words(found),
        segments=tuple(segments),
        groups=tuple(groups),
        quantities=own,
        times=_times(article, span),
        places=places,
        ranks=tuple(_with_head(text, q) for q in inside if q.kind is Kind.ORDINAL),
        related=related(text, found, own, folded=folded),
        stages=tuple(
            (span.start + at, stage) for at, stage in named_stages(text[span.start : span.end], Style.VIETNAMESE)
        ),
        leads_on=sum(token.start < opening.end("what") for token in found) if opening else 0,
    )


def _shifted(mentions: list[PlaceMention], by: int) -> tuple[PlaceMention, ...]:
    return tuple(
        replace(m, start=m.start + by, end=m.end + by, unit_start=None if m.unit_start is None else m.unit_start + by)
        for m in mentions
    )


_BESIDE = 600  # code points of the paragraph before
_OPENING = 80  # and of the opening of the next


def parse(article: Article, ordinal: int, *, folded: bool, known: frozenset[str] = frozenset()) -> ParsedPassage:
    """Takes the paragraph apart.

    ``folded`` gives words without diacritics, for a question typed without them; ``known``: names of places that may
    stand without "xã" or "huyện" before them.
    """
    paragraph = article.paragraphs[ordinal]
    text = article.text
    scanned = scan(text, paragraph.start, paragraph.end)
    above = headings_above(article, ordinal)
    within = {place.key for place in of_article(article.places)}
    places = _shifted(
        find_places(text[paragraph.start : paragraph.end], known=known or article.places, within=within),
        paragraph.start,
    )
    return ParsedPassage(
        article=article,
        ordinal=ordinal,
        start=paragraph.start,
        end=paragraph.end,
        sentences=tuple(
            row_sentence(article, piece, _inside(places, piece.span), folded=folded)
            if isinstance(piece, Row)
            else _sentence(article, piece, folded=folded, scanned=scanned, places=_inside(places, piece))
            for piece in _pieces(text, paragraph.start, paragraph.end)
        ),
        title=Words(tokens(article.title, folded=folded)),
        heading=Words(token for line in above for token in tokens(line, folded=folded)),
        heading_year=next((int(found[1]) for line in reversed(above) if (found := _YEAR.search(line))), None),
        beside=_beside(article, ordinal, folded=folded),
        told=_told(article, ordinal, folded=folded),
    )


def _pieces(text: str, start: int, end: int) -> Iterator[Span | Row]:
    """The sentences of a paragraph, and the rows of the tables in it."""
    for row in read_rows(text, start, end):
        yield from sentences(text, start, row.span.start)
        yield row
        start = row.span.end
    yield from sentences(text, start, end)


def _inside(places: Sequence[PlaceMention], span: Span) -> tuple[PlaceMention, ...]:
    return tuple(place for place in places if span.start <= place.start < span.end)


def _told(article: Article, ordinal: int, *, folded: bool) -> Words:
    after = article.paragraphs[ordinal + 1 : ordinal + 2]
    opening = _LEADS_ON.match(article.text, after[0].start, after[0].end) if after else None
    if opening is None:
        return Words(())
    return Words(tokens(article.text, folded=folded, start=opening.start("what"), end=opening.end("what")))


def _beside(article: Article, ordinal: int, *, folded: bool) -> Words:
    found: list[Token] = []
    if ordinal > 0:
        before = article.paragraphs[ordinal - 1]
        found += tokens(article.text, folded=folded, start=max(before.start, before.end - _BESIDE), end=before.end)
    if ordinal + 1 < len(article.paragraphs):
        after = article.paragraphs[ordinal + 1]
        found += tokens(article.text, folded=folded, start=after.start, end=min(after.end, after.start + _OPENING))
    return Words(found)
