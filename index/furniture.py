"""What is page furniture and not article: menus, counters, related headlines, repeated lead paragraphs.

A saved web page is its article and everything that stood around it. The rules look at lines only, in three steps:

1. Is it a page at all? ``looks_like_page`` wants a sign that only pages carry: a menu entry, a visit counter, a date
   stamped with its time of day, a "Tin khác" box. Somebody's own notes have none, and nothing of them is dropped.
2. Where is the body? Long lines that end like a sentence anchor it; everything between two anchors is looked at more
   kindly than what stands before the first or after the last.
3. Where does it end? At the first tail marker (Tin khác, TAG, Ý kiến bạn đọc), or at an author's name, a source or
   "./." if no long paragraph follows.

When in doubt a line is left out: it is kept in ``Article.left_out`` with the reason, and a figure of another article
that stands in a related headline would be a wrong answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from index.datelines import dateline
from index.headings import heading_level

__all__ = [
    "Role",
    "ends_like_sentence",
    "has_words",
    "is_boilerplate",
    "is_list_item",
    "long_paragraph",
    "looks_like_page",
    "repeats",
    "section_headings",
    "sort_out",
    "squeeze",
    "states_figure",
    "word_count",
]


class Role(StrEnum):
    """What a line is. All but BODY and HEADING are reasons to leave it out."""

    BODY = "body"
    HEADING = "heading"
    FURNITURE = "furniture"
    REPEAT = "repeat"
    AFTER_END = "after_end"
    CAPTION = "caption"


LONG_WORDS = 12  # a line this long that ends like a sentence is body
DENSE_WORDS = 20  # so is a line this long with a figure and a comma
PARAGRAPH_WORDS = 40  # no headline is this long
SECTION_WORDS = 16  # a numbered heading is no longer
HEADING_WORDS = 10  # a longer line without a full stop, between paragraphs, is a caption
_LONGEST_LINE = 4_000  # characters; no line of furniture is longer
_SHORT_WORDS = 14  # menu entries and markers are no longer
# What stands above a headline where a site names the section.
SECTION_LABELS = frozenset(
    "xã hội|an sinh xã hội|tin tức|tin trong tỉnh|thời sự|thời sự chính trị|chính trị|chính trị - xã hội|kinh tế"
    "|kinh tế - xã hội|giáo dục|y tế|đời sống|pháp luật|văn hóa|văn hóa - xã hội|tin hoạt động|tin tức - sự kiện"
    "".split("|")
)
_HEAD, _TAIL = 40, 120  # lines searched for signs of a page, at either end

_SENTENCE_END = re.compile(r"(?:[.!?…]|\./\.)[\"'”’»)\]]*$")
_CLAUSE_END = re.compile(r"[.!?…;:][\"'”’»)\]]*$")
_LIST_ITEM = re.compile(r"(?:[-+*•–—·▪●]|\(?\d{1,3}[.)](?!\d)|[a-zđ]\))\s*\S")
_SECTION_NUMBER = re.compile(
    r"(?:[Pp]hần\s+)?(?:[IVX]{1,5}|[A-ZĐ]|[a-zđ]|\d{1,2}(?:\.\d{1,2})*)\s?[.)/:-]\s*(?=[^\W\d_])"
)
_FIGURE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d+")
_LETTER = re.compile(r"[^\W\d_]")
_ALNUM = re.compile(r"[^\W_]")

# Whole lines, or how short lines begin. The count that follows may be glued to them: "Đang truy cập440".
_ONLY_PAGES_SAY = re.compile(
    r"""[\s•*»›|·-]*(?:
        (?:trang\schủ|tất\scả\schuyên\smục|đăng\snhập|hộp\sthư(?:\sgóp\sý)?|fanpage|google\snews|copy\slink|a\sa
          |lên\sđầu\strang|về\sđầu\strang|chia\ssẻ(?:\sbài\sviết|\sfacebook)?|in\sbài\sviết|lưu\sbài(?:\sviết)?|gửi\sbài
          |theo\sdõi\s(?:chúng\stôi|báo)|nghe\s(?:đọc\s)?bài|sitemap|sơ\sđồ\s(?:site|trang))\s*[:|()0-9]*$
      | (?:đang\s(?:truy\scập|online)|máy\schủ\stìm\skiếm|khách\sviếng\sthăm|thành\sviên\sonline
          |(?:tổng\s)?(?:số\s)?lượt\s(?:truy\scập|xem|đọc)|tổng\struy\scập|số\slần\sxem|đã\sxem)\s*:?\s*[\d.,]+$
      | tổng\ssố\sđiểm\scủa\sbài\sviết|click\sđể\sđánh\sgiá|copyright|©
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_MENU_ENTRY = re.compile(
    r"""[\s•*»›|·-]*(?:
        (?:trang\snhất|chuyên\s(?:trang|mục)|danh\smục|menu|rss|đăng\s(?:ký|xuất)|tìm\skiếm|giới\sthiệu|liên\shệ|quảng\scáo
          |video|podcast|e-?magazine|infographics?|facebook|zalo|twitter|youtube|tiktok|in\s(?:bài|trang)|gửi\semail|cỡ\schữ
          |mới\snhất|an\sninh\smạng|thống\skê(?:\struy\scập)?|đường\sdây\snóng)\s*[:|()0-9]*$
      | (?:khách|thành\sviên|hôm\s(?:nay|qua)|tuần\s(?:này|trước)|tháng\s(?:này|trước|hiện\stại))\s*:?\s*[\d.,]+$
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CONTACT = re.compile(  # no sign of a page, but no article either
    r"[\s•*»›|·-]*(?:đường dây nóng ?:|hotline|điện thoại ?:|email ?:|fax ?:|địa chỉ ?:|bản quyền|giấy phép (?:số|xuất)"
    r"|chịu trách nhiệm|tổng biên tập ?:|cơ quan chủ quản|thông tin đầu mối|theo dõi \S+ trên|đánh giá bài viết|https?://\S+$)",
    re.IGNORECASE,
)
# These give a line away however long it is.
_NEVER_BODY = re.compile(
    r"(?:bấm|nhấn|nhấp|kích|click)\s(?:vào|chuột vào)\s(?:đây|nút)|trạng thái đăng nhập|thời gian chờ: ?\d|ghi rõ nguồn"
    r"|bản quyền thuộc|giấy phép (?:số|xuất bản|thiết lập|hoạt động)|trình duyệt của bạn|all rights reserved",
    re.IGNORECASE,
)
_TAIL_MARKER = re.compile(
    r"""[\s•*»›|-]*(?:
        (?:(?:(?:các\s|những\s)?(?:tin|bài)(?:\s(?:bài|viết|tức))?\s(?:khác|liên\squan|cùng\schuyên\smục|cùng\sloại|cũ\shơn
             |mới\shơn|(?:được\s)?(?:đọc|xem|quan\stâm)\snhiều(?:\snhất)?|nổi\sbật|tiêu\sđiểm|mới(?:\snhất)?|đã\sđưa|cũ)
          |đọc\snhiều(?:\snhất)?|xem\snhiều(?:\snhất)?|có\sthể\sbạn\squan\stâm|cùng\schuyên\smục
          |liên\skết\s(?:website|web)|(?:viết|gửi)\s(?:bình\sluận|phản\shồi|ý\skiến)|ý\skiến\sbạn\sđọc)\s*[:(\d)]*
          |(?:ý\skiến|bình\sluận|phản\shồi)\s?\(\d*\)
        )\s*$
      | (?P<weak>(?:phản\shồi|bình\sluận|ý\skiến|tags?|từ\skh(?:óa|oá)|thẻ)\s*:?\s*$)
      | (?:tags?|từ\skh(?:óa|oá))\s*:.*$
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CREDIT_LINE = re.compile(
    r"\s*[(\[]?(?:tác giả|nguồn(?: tin)?|bài(?: viết)?(?:,| và| -)? ?(?:ảnh)?|tin(?:,| và| -)? ?(?:ảnh|bài)?|ảnh"
    r"|thực hiện|người viết|biên tập|theo)\s?:",
    re.IGNORECASE,
)
_PHOTO_CREDIT = re.compile(
    r"(?:^|[\s.,;(])ảnh(?: minh (?:họa|hoạ)| tư liệu)?(?P<colon>\s?:)?\s*(?P<who>[^.:]{0,40}?)[).\s]*$", re.I
)
_BREADCRUMB = re.compile(r"\s[/>»›|]\s")
_SYMBOLS = re.compile(r"[\W_]*$")


def word_count(text: str) -> int:
    """How many words a line has; of a line longer than any furniture, its beginning."""
    pieces = text[:_LONGEST_LINE].split()
    return sum(1 for piece in pieces if piece[0].isalnum() or _ALNUM.search(piece))


def has_words(text: str) -> bool:
    """Whether the text holds a letter or a digit at all."""
    return _ALNUM.search(text) is not None


def ends_like_sentence(text: str) -> bool:
    """Whether the line ends with . ! ? … or "./.", closing quotes and brackets aside."""
    return _SENTENCE_END.search(text.rstrip()[-8:]) is not None


def is_list_item(text: str) -> bool:
    return _LIST_ITEM.match(text.lstrip()) is not None


def section_headings(lines: Sequence[str]) -> set[int]:
    """The lines that head a section: "II. NHIỆM VỤ NĂM 2020", "2. Quà phân theo nguồn". Items of a list head nothing."""
    found: set[int] = set()
    below = 0  # level of the heading below, 0 if there is none
    for i in range(len(lines) - 1, -1, -1):
        level = heading_level(lines[i]) if _may_head_section(lines[i]) else 0
        if level and i + 1 < len(lines) and not 0 < below <= level:
            found.add(i)
        below = level
    return found


def _may_head_section(text: str) -> bool:
    """Whether it is a short line, numbered or in capitals, that states nothing."""
    if word_count(text) > SECTION_WORDS or _CLAUSE_END.search(text.rstrip()):
        return False
    number = _SECTION_NUMBER.match(text)
    rest = text[number.end() :] if number else text
    return has_words(rest) and not states_figure(rest) and (number is not None or (rest.isupper() and len(rest) > 5))


def is_breadcrumb(text: str) -> bool:
    """ "Trang chủ / Xã hội / An sinh xã hội", "Xã hội / Trẻ em" """
    steps = _BREADCRUMB.split(text)
    first = steps[0].strip().lower()
    return (
        word_count(text) <= 2 * _SHORT_WORDS
        and (len(steps) > 2 or first.startswith("trang chủ") or (len(steps) == 2 and first in SECTION_LABELS))
        and not ends_like_sentence(text)
        and not states_figure(text)  # a row of a table
    )


def is_tail_marker(text: str) -> bool:
    """A line with which everything that is not the article begins: "Tin khác", "TAG:"."""
    return len(text) <= 300 and _TAIL_MARKER.match(text) is not None


def is_boilerplate(text: str) -> bool:
    """A menu entry, a counter, a contact or copyright line, a stray symbol, an invitation to click."""
    return (
        _page_sign(text) > 0
        or not has_words(text)
        or (word_count(text) <= _SHORT_WORDS and _CONTACT.match(text) is not None)
    )


def _page_sign(text: str) -> int:
    """How surely a line was printed by a page: 2 beyond doubt, 1 perhaps, 0 no sign at all."""
    if len(text) > 2_000:
        return 0
    if _NEVER_BODY.search(text):
        return 2
    if _SYMBOLS.match(text):
        return 1 if text.strip() in ("|", ".") else 0
    short = word_count(text) <= _SHORT_WORDS
    if is_breadcrumb(text) or (short and _ONLY_PAGES_SAY.match(text)):
        return 2
    return 1 if short and _MENU_ENTRY.match(text) else 0


def long_paragraph(text: str) -> bool:
    """Long enough, and ended like a sentence or full of figures: what no menu and hardly a headline is."""
    words = word_count(text)
    if words < LONG_WORDS or words >= PARAGRAPH_WORDS:
        return words >= PARAGRAPH_WORDS
    return (
        ends_like_sentence(text)
        or text.rstrip().endswith(":")
        or (words >= DENSE_WORDS and "," in text and states_figure(text))
    )


def states_figure(text: str) -> bool:
    """Whether the line holds a number that is no year."""
    return _FIGURE.search(text) is not None


def _capitalised(words: Sequence[str]) -> bool:
    return all(word[0].isupper() and (len(word) == 1 or word[1:].islower()) for word in words)


def _is_author(text: str) -> bool:
    """ "Thu Hương", "Nguyễn Văn A - Trần B", "PV": a short line of capitalised words and nothing else."""
    if len(text) > 60:
        return False
    text = text.strip(" \u00a0.()")
    if text in ("PV", "CTV", "BBT", "TTXVN"):
        return True
    names = [word for word in re.split(r"[\s,&–/-]+|\bvà\b", text) if word]
    return 2 <= len(names) <= 8 and all(map(str.isalpha, names)) and _capitalised(names)


def _is_photo_credit(text: str) -> bool:
    """ "… xã Chấn Hưng.  Ảnh Trường Khanh", "Ảnh: TTXVN"."""
    if len(text) > 500 or not (match := _PHOTO_CREDIT.search(text)):
        return False
    return match["colon"] is not None or (bool(match["who"]) and _capitalised(match["who"].split()))


def _ends_article(text: str) -> bool:
    return _is_author(text) or (word_count(text) <= _SHORT_WORDS and _CREDIT_LINE.match(text) is not None)


def _excluded(text: str) -> bool:
    """Never body, wherever on a page it stands."""
    if len(text) > 2_000:
        return False
    words = word_count(text)
    if (words <= _SHORT_WORDS and _CREDIT_LINE.match(text)) or (words < PARAGRAPH_WORDS and _is_photo_credit(text)):
        return True
    return is_boilerplate(text) or is_tail_marker(text) or dateline(text) is not None


def looks_like_page(lines: Sequence[str]) -> bool:
    """Whether the lines were saved from a web page, going by signs that somebody's own text does not carry."""
    near_ends = lines if len(lines) <= _HEAD + _TAIL else [*lines[:_HEAD], *lines[-_TAIL:]]
    signs = 0
    if lines:
        signs += lines[0].strip(" :").lower() in SECTION_LABELS
        signs += next((_is_author(line) for line in reversed(lines) if not _SYMBOLS.match(line)), False)
    for line in near_ends:
        if len(line) > 300:
            continue
        marker = _TAIL_MARKER.match(line)
        stamp = dateline(line)
        signs += 2 if stamp and stamp.clock else 0
        signs += (1 if marker["weak"] else 2) if marker else _page_sign(line)
        if signs >= 2:
            return True
    return _related_headlines(lines) >= 4


def _related_headlines(lines: Sequence[str]) -> int:
    """How many headlines stand in a row at the very end, after at least three long paragraphs."""
    count = 0
    for line in reversed(lines):
        if not 6 <= word_count(line) <= 35 or _CLAUSE_END.search(line) or is_list_item(line) or long_paragraph(line):
            break
        count += 1
    if count < 4:
        return 0
    paragraphs = sum(1 for line in lines[: len(lines) - count] if word_count(line) >= PARAGRAPH_WORDS)
    return count if paragraphs >= 3 else 0


def squeeze(text: str) -> str:
    """For comparing lines: white space, capitals and a full stop at the end do not count."""
    return " ".join(text.split()).lower().rstrip(".")


def repeats(lines: Sequence[str], title: str | None = None, start: int = 0) -> set[int]:
    """The long lines from ``start`` on that stand above already, word for word, and those that repeat the title."""
    seen: set[str] = set()
    again: set[int] = set()
    headline = squeeze(title) if title else None
    for i in range(start, len(lines)):
        if headline is None and len(lines[i]) < 2_000 and len(lines[i].split()) < LONG_WORDS:
            continue
        plain = squeeze(lines[i])
        if plain == headline or plain in seen:
            again.add(i)
        elif word_count(plain) >= LONG_WORDS:
            seen.add(plain)
    return again


def sort_out(lines: Sequence[str], title: str | None = None, start: int = 0) -> list[Role]:
    """What each line of a page is. Lines before ``start`` (the menu, the title, the date) are furniture.

    ``lines`` are not blank. ``title`` repeated further down, as the caption of a picture often is, is a repeat.
    """
    again = repeats(lines, title, start)
    rest = [i for i in range(start, len(lines)) if i not in again]
    body = [i for i in rest if long_paragraph(lines[i]) and not _excluded(lines[i])]
    if not any(ends_like_sentence(lines[i]) or word_count(lines[i]) >= PARAGRAPH_WORDS for i in body):
        body = []  # one dense line alone is a headline
    if not body:  # no long line at all: the short ones that are sentences, when there are any
        body = [i for i in rest if _short_sentence(lines[i]) and not _excluded(lines[i])]
    end = _end_of_article(lines, body)
    roles = [Role.FURNITURE] * len(lines)
    for i in again:
        roles[i] = Role.REPEAT
    for i in range(end, len(lines)):
        roles[i] = Role.AFTER_END
    anchors = {i for i in body if i < end}
    if not anchors:
        return roles

    first, last = min(anchors), max(anchors)
    heading = section_headings(lines)
    in_list = False  # after "gồm:" lines need not end like sentences
    closed = False  # after the last long line, whatever follows the first line that is no text is none either
    for i in rest:
        if i >= end:
            break
        line = lines[i]
        if i in heading and i < last and not _excluded(line):
            opens = all(j in heading for j in range(i, first))
            roles[i] = Role.HEADING if i > first or opens else Role.FURNITURE
            in_list = False
        elif i in anchors:
            roles[i] = Role.BODY
            in_list = line.rstrip().endswith((":", ";"))
        elif _excluded(line):
            roles[i] = Role.CAPTION if _is_photo_credit(line) else Role.FURNITURE
            closed = i > last
        elif i < first:
            roles[i] = Role.BODY if _short_sentence(line) else Role.FURNITURE
        elif _CLAUSE_END.search(line.rstrip()) or in_list or (i < last and _continues(line)):
            roles[i] = Role.FURNITURE if closed else Role.BODY
            in_list = in_list or line.rstrip().endswith(":")
        elif i < last:
            roles[i] = Role.HEADING if word_count(line) <= HEADING_WORDS else Role.CAPTION
        else:
            closed = True
    return roles


def _short_sentence(text: str) -> bool:
    return word_count(text) >= 4 and ends_like_sentence(text)


def _continues(text: str) -> bool:
    """Between two paragraphs: an item of a list, or a paragraph that lost its full stop behind a figure."""
    return is_list_item(text) or (word_count(text) >= LONG_WORDS and text.rstrip(" \u00a0%)")[-1:].isdigit())


def _end_of_article(lines: Sequence[str], body: Sequence[int]) -> int:
    """The index of the first line after the article. ``body``: the lines that are text if they stand in it."""
    if not body:
        return len(lines)
    end = _first_marker(lines, body)
    words = [word_count(lines[i]) for i in body if i < end]
    longest_later = _longest_from(words)
    total, before, k = sum(words), 0, 0
    for i in range(body[0], end):
        if k < len(words) and body[k] == i:
            before += words[k]
            k += 1
            if not lines[i].rstrip().endswith("./."):
                continue
            next_line = i + 1
        elif _ends_article(lines[i]):
            next_line = i
        else:
            continue
        # An author's name or "./." ends the article unless paragraphs follow: then it is a heading, or a quoted text.
        if k >= 2 and longest_later[k] < PARAGRAPH_WORDS and 2 * (total - before) <= before:
            return next_line
    return end


def _first_marker(lines: Sequence[str], body: Sequence[int]) -> int:
    longest_later = _longest_from([word_count(lines[i]) for i in body])
    k = 0  # so many body lines stand above
    for i in range(body[0], len(lines)):
        if k < len(body) and body[k] == i:
            k += 1
        # A box after the first paragraph alone may stand inside the article.
        elif is_tail_marker(lines[i]) and (k >= 2 or longest_later[k] < PARAGRAPH_WORDS):
            return i
    return len(lines)


def _longest_from(words: Sequence[int]) -> list[int]:
    """``result[k] == max(words[k:])``, and 0 at the end."""
    result = [0]
    for count in reversed(words):
        result.append(max(count, result[-1]))
    return result[::-1]
