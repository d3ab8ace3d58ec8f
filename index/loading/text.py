"""Plain text: somebody's notes, a hard-wrapped document, or a saved web page with everything that stood around it."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.article import LeftOut
from index.datelines import dateline, printed_stamps
from index.furniture import (
    Role,
    ends_like_sentence,
    has_words,
    is_boilerplate,
    is_list_item,
    looks_like_page,
    repeats,
    section_headings,
    sort_out,
    states_figure,
    word_count,
)
from index.loading import metadata
from index.loading.blocks import Block, Line, Parsed, store, with_lists, with_tables
from index.tables import find_tables
from index.text import sentences

__all__ = ["parse"]

_WRAP_WIDTHS = range(40, 131)  # characters: the usual width of a wrapped line
_SHORT_LINE = 0.75  # of that width: shorter lines end a paragraph
_NOTES_HEAD = 5  # title and date of somebody's notes stand in the first lines
_ONE_LINE_PAGE = 200_000  # characters; a longer line is no page that lost its line ends
_STAMP_WITHIN = 1_500  # characters from the beginning of such a page
_PARAGRAPH_WORDS = 100  # its sentences are put together up to this length
_INLINE_MARKER = re.compile(
    r"\b(?:Tin khác|Tin liên quan|Ý kiến bạn đọc|Những tin (?:mới|cũ) hơn|T(?:AGS?|ags?) ?:|Từ khóa ?:"
    r"|(?P<credit>Tác giả ?:|Nguồn tin ?:|Tổng số điểm của bài)|Liên kết [Ww]ebsite|Bình luận \(\d*\)|Ý kiến \(\d*\))"
    r"|(?<=\s)\|(?=\s)"
)


def parse(lines: Sequence[Line]) -> Parsed:
    """Sort the lines of a plain text file out. A file without article text gives no paragraphs."""
    blocks = _blocks(lines)
    if pieces := _pieces_of_one_line(blocks):
        line, spans = pieces
        texts = [line.text[start:end] for start, end in spans]
        head, roles = _page(texts)
        blocks, roles, head = _joined(line, spans, roles, head)
        return _parsed(blocks, roles, head)
    texts = [_unwrapped(block) for block in blocks]
    head, roles = _page(texts) if looks_like_page(texts) else _notes(texts)
    return _parsed(blocks, roles, head)


def _page(texts: Sequence[str]) -> tuple[metadata.Headline, list[Role]]:
    head = metadata.headline(texts)
    roles = sort_out(texts, texts[head.title] if head.title is not None else None, head.start)
    for table in find_tables(texts):
        if Role.BODY in roles[: table.start + 1] and Role.AFTER_END not in roles[: table.start]:
            caption = table.start > 0 and roles[table.start - 1] in (Role.HEADING, Role.CAPTION)
            roles[table.start - caption : table.stop] = [Role.BODY] * (len(table) + caption)
    return head, roles


def _notes(texts: Sequence[str]) -> tuple[metadata.Headline, list[Role]]:
    """Somebody's own text: all of it is kept; only its one date line, and a paragraph pasted twice, are no text."""
    dates = {stamp.date for text in texts if len(text) < 200 and (stamp := dateline(text))}
    head = metadata.headline(texts[:_NOTES_HEAD]) if len(dates) < 2 else metadata.Headline()  # several: a diary
    paper = metadata.title_of_paper(texts) or 0  # above it stand who wrote, number, place and date
    if paper or head.title is None or head.dateline is None:
        head = replace(head, title=paper or metadata.title_of_notes(texts))
    if head.title is not None and ends_like_sentence(texts[head.title]):
        head = replace(head, title=None)
    roles = [Role.BODY] * len(texts)
    for i in repeats(texts):
        roles[i] = Role.REPEAT
    for i, text in enumerate(texts):
        if not has_words(text):  # "***"
            roles[i] = Role.FURNITURE
    for i in section_headings(texts):
        roles[i] = Role.HEADING
    for i in range(len(texts)):
        if i == head.dateline or i < paper or (i < _NOTES_HEAD and metadata.is_masthead(texts[i])):
            roles[i] = Role.FURNITURE
    if head.title is not None and not states_figure(texts[head.title]):
        roles[head.title] = Role.HEADING  # a title that states a figure is one of the facts
    return head, roles


def _parsed(blocks: Sequence[Block], roles: Sequence[Role], head: metadata.Headline) -> Parsed:
    kept: list[tuple[Block, bool]] = []
    left_out: list[LeftOut] = []
    for i, (block, role) in enumerate(zip(blocks, roles, strict=True)):
        if i == head.title:
            kept.insert(0, (block, role is Role.BODY))
        elif role in (Role.BODY, Role.HEADING):
            kept.append((block, role is Role.BODY))
        else:
            left_out.extend(LeftOut(line.number, line.text, role.value) for line in block.lines)
    texts = [_unwrapped(block) for block in blocks]
    body = [text for text, role in zip(texts, roles, strict=True) if role is Role.BODY]
    return Parsed(
        stored=store(with_lists(with_tables(kept)) if any(map(has_words, body)) else []),
        title=texts[head.title] if head.title is not None else None,
        left_out=tuple(left_out),
        publisher=metadata.publisher(texts, body[0] if body else None),
        published=head.published,
        url=metadata.url(texts),
    )


def _unwrapped(block: Block) -> str:
    return " ".join(line.text for line in block.lines)


def _blocks(lines: Sequence[Line]) -> list[Block]:
    """One block a line, or one a paragraph where paragraphs were wrapped."""
    if not _is_wrapped(lines):
        return [Block((line,)) for line in lines if line.text]
    width = statistics.median(len(line.text) for line in lines if line.text)
    groups: list[list[Line]] = []
    previous = ""
    for line in lines:
        if line.text and (dateline(line.text) or is_boilerplate(line.text)):
            groups.append([line])
            previous = ""
            continue
        if line.text:
            # Where no blank line parts two paragraphs, the last line of the first is short.
            short = len(previous) < _SHORT_LINE * width and (ends_like_sentence(previous) or not line.text[0].islower())
            # A wrapped line may well begin with a dash or a number.
            item = is_list_item(line.text) and (ends_like_sentence(previous) or previous[-1:] in (":", ";"))
            if not previous or short or item or (is_list_item(line.text) and is_list_item(groups[-1][0].text)):
                groups.append([])
            groups[-1].append(line)
        previous = line.text
    return [Block(tuple(group)) for group in groups]


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether lines of one width go on in the next one without a full stop, in small letters."""
    texts = [line.text for line in lines]
    filled = [text for text in texts if text]
    pairs = [(above, below) for above, below in pairwise(texts) if above and below]
    if len(pairs) < 3 or sum(len(text) <= _WRAP_WIDTHS.stop for text in filled) < 0.95 * len(filled):
        return False
    broken = [above for above, below in pairs if not ends_like_sentence(above) and below[0].islower()]
    return len(broken) >= 0.4 * len(pairs) and statistics.median(map(len, broken)) in _WRAP_WIDTHS


def _pieces_of_one_line(blocks: Sequence[Block]) -> tuple[Line, list[tuple[int, int]]] | None:
    """The stamps, markers and sentences of a page that lost its line ends, as (start, end); None if it is none."""
    if len(blocks) != 1 or len(blocks[0].lines) != 1 or len(blocks[0].text) > _ONE_LINE_PAGE:
        return None
    line = blocks[0].lines[0]
    cuts = {0, len(line.text)}
    stamps = printed_stamps(line.text[:_STAMP_WITHIN])
    if not stamps:
        return None
    for start, end in stamps:
        cuts |= {start, end}
    for match in _INLINE_MARKER.finditer(line.text, stamps[-1][1]):
        cuts |= {match.start()} if match["credit"] else {match.start(), match.end()}
    spans = []
    for start, end in pairwise(sorted(cuts)):
        if start < stamps[-1][1]:
            piece = line.text[start:end]
            spans.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
        else:
            spans.extend((span.start, span.end) for span in sentences(line.text, start, end))
    return line, [(start, end) for start, end in spans if start < end]


def _joined(
    line: Line, spans: Sequence[tuple[int, int]], roles: Sequence[Role], head: metadata.Headline
) -> tuple[list[Block], list[Role], metadata.Headline]:
    """Neighbouring sentences put together to paragraphs, each a slice of the line."""
    joined: list[tuple[int, int, Role]] = []
    title = None
    for i, ((start, end), role) in enumerate(zip(spans, roles, strict=True)):
        if i == head.title:
            title = len(joined)
        last = joined[-1] if joined else (0, 0, Role.FURNITURE)
        grows = role is last[2] is Role.BODY and spans[i - 1][1] == last[1]
        if grows and word_count(line.text[last[0] : last[1]]) < _PARAGRAPH_WORDS:
            joined[-1] = (last[0], end, role)
        else:
            joined.append((start, end, role))
    blocks = [Block((Line(line.number, line.text[start:end]),)) for start, end, _ in joined]
    return blocks, [role for _, _, role in joined], replace(head, title=title, dateline=None)
