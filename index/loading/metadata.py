"""What an article says about itself when no front matter does: title, date, publisher, places, address."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.datelines import dateline, parse_date
from index.furniture import (
    SECTION_LABELS,
    ends_like_sentence,
    is_boilerplate,
    is_breadcrumb,
    is_list_item,
    long_paragraph,
    section_headings,
    word_count,
)
from index.place import Level, Place, PlaceMention, find_places, telling_name

__all__ = ["Headline", "headline", "is_masthead", "own_places", "publisher", "title_of_notes", "title_of_paper", "url"]

_TITLE_WORDS = range(5, 41)  # a headline; shorter lines above a date are section labels
_HEAD_LINES = 60  # title and date stand among the first
_PAPER_HEAD = 12  # lines above the text of an office's paper: who, number, place and date, kind
_NEAR_END_LINES = 200  # sources and addresses stand in the first or last ones
_PLACES_CHARACTERS = 100_000  # a text is about what its beginning is about
_LEAD_CHARACTERS = 1_000
_ALIKE = 0.6  # of the mentions of the place named most that another one must have

_AGENCY_MARK = re.compile(r"\((?P<name>[^\W\d_][^()]{1,24})\)\s*[-–—:]?")
_AGENCIES = frozenset("TTXVN LĐXH VOV VTV VnExpress Chinhphu.vn ĐCSVN QĐND CAND TN&MT PLVN".split())
_NO_AGENCY = frozenset("UBND HĐND MTTQ ASXH BHXH BHYT KT-XH NTM TP".split())
_SOURCE_LINE = re.compile(
    r"\s*[(\[]?(?:nguồn(?: tin)?|theo)\s?:\s*(?P<name>https?://\S+?|[^\])\d]{2,60}?)[)\]]?\s*$", re.IGNORECASE
)
_FOLLOWING = re.compile(r"\(?Theo (?P<name>(?:Báo |Tạp chí |Đài )?[A-ZĐ][\w&. -]{1,40}?)\)?\s*$")
_HOST = re.compile(r"(?:https?://)?(?:www\.)?(?P<host>[\w-]+(?:\.[\w-]+)+)(?:/\S*)?$")
# "Báo Hà Giang", "Cổng thông tin điện tử huyện Trà Cú", "Hội Liên hiệp Phụ nữ tỉnh Bến Tre": nothing but a name.
_MASTHEAD = re.compile(
    r"(?:báo|tạp chí|bản tin|cổng|trang|website|đài|thông tấn xã|sở|hội|ủy ban|uỷ ban|ubnd|ubmttq|đoàn|tỉnh đoàn|huyện đoàn|thành đoàn"
    r"|ban|phòng|trung tâm|chi cục|cục|bộ|bảo hiểm xã hội|bhxh|liên đoàn|mặt trận|công an|ngân hàng|nhcsxh|quỹ)\b",
    re.IGNORECASE,
)
_IN_MASTHEAD = frozenset(
    """báo tạp chí bản tin cổng trang website web đài thông tấn xã điện tử ttđt phát thanh truyền thanh truyền hình và tổng hợp online
    ủy uỷ ban nhân dân hội đồng của tỉnh thành phố huyện quận thị trấn phường sở phòng trung tâm văn hóa thể thao du lịch
    lao động thương binh xã liên hiệp phụ nữ nông dân cựu chiến binh chữ thập đỏ thanh niên người cao tuổi khuyết tật khuyến
    học y tế giáo dục đào tạo tài chính kế hoạch đầu tư nghiệp phát triển nông thôn dân tộc tôn giáo nội vụ tư pháp truyền
    thông công thương xây dựng giao vận tải nguyên môi trường chính sách bảo hiểm mặt trận tổ quốc đoàn kết dạy nghề việc làm
    dịch vụ nước vệ sinh giảm nghèo tuyên giáo cấp cơ quan chi nhánh đại diện""".split()
)
_MASTHEAD_WORDS = 20
_URL_LINE = re.compile(
    r"\s*(?:(?:url|link(?: bài)?(?: gốc)?|đường dẫn|nguồn(?: tin)?)\s?:)?\s*(?P<url>https?://[^/\s]+/\S+)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Headline:
    """Where the head of an article ends, and what it holds. Indices count the lines given to ``headline``."""

    title: int | None = None
    dateline: int | None = None
    published: datetime.date | None = None

    @property
    def start(self) -> int:
        """The first line that may be text. A lead may stand between title and date."""
        if self.title is not None:
            return self.title + 1
        return 0 if self.dateline is None else self.dateline + 1


def headline(lines: Sequence[str]) -> Headline:
    """Title and date of an article. ``lines``: those of the file that are not blank.

    The date is that of the last date line before the text: one above the title says when the page was saved. The title
    is the last substantial line above that date; without a date, the last one above the text.
    """
    head = lines[:_HEAD_LINES]
    if any(_NUMBERED.match(line) for line in head[:_PAPER_HEAD]) and (paper := title_of_paper(lines)) is not None:
        dated = next(((i, stamp) for i, line in enumerate(head[:_PAPER_HEAD]) if (stamp := dateline(line))), None)
        return Headline(paper, dated[0] if dated else None, dated[1].date if dated else None)
    second = [i for i, line in enumerate(head) if long_paragraph(line)][1:2]  # a lead may stand above the date
    stamps = [(i, stamp) for i, line in enumerate(head[: second[0] if second else None]) if (stamp := dateline(line))]
    if stamps:
        i, stamp = stamps[-1]
        below = _title_below(lines, i + 1)
        # The article's section stands right above it, or the title right below it in capitals.
        if below is not None and ((i > 0 and is_breadcrumb(lines[i - 1])) or lines[below].isupper()):
            return Headline(below, i, stamp.date)
        title = _title_above(lines, i)
        if title is not None:
            return Headline(title, i, stamp.date)
        if below is None:
            return Headline(None, i, stamp.date)
        # A program's stamp above the title is the time at which the page was saved; a plain date is the author's.
        return Headline(below, i, None if stamp.clock else stamp.date)
    title = _title_below(lines, 0)
    for i in range(0 if title is None else title + 1, len(lines)):
        if len(lines[i]) < 200 and (later := dateline(lines[i])):
            return Headline(title, i if title is None and i < _HEAD_LINES else None, later.date)
    return Headline(title, published=_told_above(lines, title))


# "Phát sóng ngày 20/12/2022", "Báo cáo số 12/BC-UBND ngày 5/12/2020", but no "số liệu tính đến ngày 31/12".
_ON_THE_DAY = re.compile(r"(?<!đến )(?<!từ )(?<!trước )(?<!sau )(?<!hết )\bngày (?=\d)", re.IGNORECASE)


def _told_above(lines: Sequence[str], title: int | None) -> datetime.date | None:
    """The date that a line above the text tells beside other things, if no line of its own does."""
    for i, line in enumerate(lines[:_HEAD_LINES]):
        if long_paragraph(line) and not line.startswith("("):
            return None
        told = _ON_THE_DAY.search(line) if i != title and not ends_like_sentence(line) else None
        if told and (date := parse_date(line[told.start() :])):
            return date
    return None


def is_masthead(line: str) -> bool:
    """Whether a line is the name of who publishes, and no headline that begins with it."""
    words = re.findall(r"[^\W\d_]+", line)
    return (
        2 <= len(words) <= _MASTHEAD_WORDS
        and _MASTHEAD.match(line) is not None
        and all(word[0].isupper() or word in _IN_MASTHEAD for word in words)
        and not ends_like_sentence(line)
    )


def _title_above(lines: Sequence[str], stop: int) -> int | None:
    short = None
    for i in range(stop - 1, -1, -1):
        line = lines[i]
        words = word_count(line)
        if is_boilerplate(line) or is_masthead(line) or dateline(line) or words >= _TITLE_WORDS.stop:
            continue
        if words in _TITLE_WORDS:
            # A lead may stand between title and date.
            if i and ends_like_sentence(line) and _could_be_title(lines[i - 1]):
                return i - 1
            return i
        if words >= 3 and short is None and line.strip(" :").lower() not in SECTION_LABELS:
            short = i
    return short


def _title_below(lines: Sequence[str], start: int) -> int | None:
    """The last line before the first paragraph that reads like a title."""
    found = None
    for i in range(start, min(len(lines), start + _HEAD_LINES)):
        if long_paragraph(lines[i]):
            return found
        if _could_be_title(lines[i]):
            found = i
    return None


def _could_be_title(line: str) -> bool:
    return (
        word_count(line) in _TITLE_WORDS
        and not line.rstrip().endswith((".", "…", ";", ":", ","))
        and not (line.startswith("(") and line.endswith(")"))
        and not is_list_item(line)
        and not is_boilerplate(line)
        and not is_masthead(line)
        and dateline(line) is None
    )


# The kinds of papers that offices write; what one is about stands below: "BÁO CÁO", "Kết quả giảm nghèo năm 2018".
_PAPER = re.compile(
    r"(?:báo cáo|thông báo|kế hoạch|tờ trình|quyết định|công văn|hướng dẫn|nghị quyết|chỉ thị|đề án|phương án|thông cáo báo chí)"
    r"(?: (?:tóm tắt|nhanh|tổng kết|sơ kết))?:?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"số ?: ?\S*/\S+|cộng h(?:òa|oà) xã hội chủ nghĩa", re.IGNORECASE)


def title_of_paper(lines: Sequence[str]) -> int | None:
    """The title of an office's paper: the line below the one that says of what kind it is, if that is among the first."""
    for i, line in enumerate(lines[:_PAPER_HEAD]):
        if _PAPER.fullmatch(line.strip()) and i + 1 < len(lines):
            return i + 1 if word_count(lines[i + 1]) < _TITLE_WORDS.stop and dateline(lines[i + 1]) is None else None
    return None


def title_of_notes(lines: Sequence[str]) -> int | None:
    """The title of a text that is no web page: its first line, if that is none of its sentences."""
    if len(lines) < 2 or is_list_item(lines[0]) or dateline(lines[0]):
        return None
    first = lines[0].rstrip()
    if not 2 <= word_count(first) < _TITLE_WORDS.stop or first.endswith((".", "…", ";", ":", ",", "!")):
        return None
    headings = section_headings(lines)
    others = [line for i, line in enumerate(lines) if i and i not in headings and not dateline(line)]
    ended = sum(map(ends_like_sentence, others))
    return 0 if others and 2 * ended >= len(others) else None


def publisher(lines: Sequence[str], first_paragraph: str | None) -> str | None:
    """Who published it: an agency's mark at the start of the text, else a source line ("Nguồn tin: …"), else the
    masthead above the text."""
    if first_paragraph and (mark := _AGENCY_MARK.match(first_paragraph)):
        name = mark["name"].strip()
        known = name in _AGENCIES or re.search(r"\.(?:vn|com|net|org)$", name.lower()) is not None
        capitals = 2 <= len(name) <= 10 and name.isupper() and mark.group().rstrip().endswith(("-", "–", "—"))
        if known or (capitals and name not in _NO_AGENCY):
            return name
    for line in _near_ends(lines):
        if len(line) > 150 or not (source := _SOURCE_LINE.match(line) or _FOLLOWING.match(line)):
            continue
        name = source["name"].strip(" .,;")
        host = _HOST.match(name)
        if name:
            return host["host"] if host else name
    for line in lines[:_HEAD_LINES]:
        if long_paragraph(line):
            break
        if is_masthead(line):
            return _STEP.split(line.strip())[0]
    return None


_STEP = re.compile(r"\s[»›>|]\s")  # "Cổng thông tin điện tử thành phố Tam Kỳ » Tin xã, phường"


def _near_ends(lines: Sequence[str]) -> Sequence[str]:
    return lines if len(lines) <= 2 * _NEAR_END_LINES else [*lines[:_NEAR_END_LINES], *lines[-_NEAR_END_LINES:]]


def url(lines: Sequence[str]) -> str | None:
    """The article's own address, where a line holds nothing else. A bare host is a publisher, not an address."""
    found = (_URL_LINE.match(line) for line in _near_ends(lines) if len(line) <= 500)
    return next((match["url"] for match in found if match), None)


# Offices write about their own place; papers and broadcasters about any.
_OFFICE = re.compile(r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|sở|cổng|trang|hội|đoàn|phòng)\b", re.IGNORECASE)


def own_places(title: str, paragraphs: Sequence[str], publisher: str = "") -> tuple[str, ...]:
    """The places an article is about: the most specific first, then what it lies in ("Đầm Hà", "Quảng Ninh").

    The title names them, else the lead, else the office that publishes it, else the text; of several, first the one that
    the whole text names most often.
    """
    body = "\n".join(paragraphs)[:_PLACES_CHARACTERS]
    office = publisher.title() if _OFFICE.match(publisher) else ""  # "UBND TỈNH VĨNH LONG": capitals say nothing there
    mentions = find_places(f"{office}\n{title}\n{body}")
    named = Counter(mention.places[0].name for mention in mentions if mention.places)
    # A commune may stand in the title by its mere name: "Những mái nhà Na Ngoi", "huyện Kỳ Sơn" in the text.
    settled = [place for mention in mentions if (place := _settle(mention, named))]
    districts = {place.key for place in settled if place.level is Level.DISTRICT}
    for part in (title, paragraphs[0][:_LEAD_CHARACTERS] if paragraphs else "", office, body):
        within = districts if part is title else frozenset()
        # The office tells which of several communes of one name is meant.
        before = f"{office}\n" if part is not office else ""
        found = [m for m in find_places(before + part, within=within) if m.start >= len(before)]
        settled = [place for mention in found if (place := _settle(mention, named))]
        if settled:
            counts = Counter(settled)
            ranked = sorted(counts, key=lambda place: (-named[place.name], -counts[place], place.key))
            # A title names what the article is about, all of it; a text names neighbours and examples, too.
            chosen = ranked if part is title or part is office else _named_alike(ranked, named)
            return tuple(dict.fromkeys(name for place in chosen for name in _with_what_it_lies_in(place)))
    return ()


def _named_alike(ranked: Sequence[Place], named: Counter[str]) -> list[Place]:
    """The place that a text names most, and those of its level that it names about as often: three provinces compared."""
    first = ranked[0]
    often = [p for p in ranked if p.level is first.level and named[p.name] >= max(3, _ALIKE * named[first.name])]
    return often if first in often else [first]


def _settle(mention: PlaceMention, named: Counter[str]) -> Place | None:
    """The place that is meant, where several bear the name: the one in a province named elsewhere, else a province."""
    places = mention.places
    if len(places) > 1:
        near = [
            place for place in places if place.level is not Level.PROVINCE and place.province and named[place.province]
        ]
        provinces = [place for place in places if place.level is Level.PROVINCE]
        places = tuple(provinces or near)
    return places[0] if len(places) == 1 else None


def _with_what_it_lies_in(place: Place) -> list[str]:
    district = place.district if place.level is Level.COMMUNE else None
    province = place.province if place.level is not Level.PROVINCE else None
    return [name for name in (telling_name(place), district, province) if name]
