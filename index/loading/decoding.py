"""Bytes to text: what a file is, in which encoding it was written, or why it cannot be read."""

from __future__ import annotations

import codecs
import re
import unicodedata

from index.errors import UnreadableFile

__all__ = ["LIMIT_BYTES", "decode"]

LIMIT_BYTES = 50_000_000
_SAMPLE_BYTES = 1 << 16  # so much of an unknown encoding is looked at
_AROUND_BYTES = 60
_SAVE_AS = "save it as plain UTF-8 text and add that"

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or PowerPoint document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM\x00", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ID3\x03", "an audio file"),
    (b"ID3\x04", "an audio file"),
    (b"OggS", "an audio or video file"),
    (b"\x1aE\xdf\xa3", "a video file"),
)
_ZIPPED = ((b"word/", "a Word document (.docx)"), (b"xl/", "an Excel workbook"), (b"ppt/", "a PowerPoint file"),
           (b"opendocument", "an OpenDocument file"), (b"epub", "an e-book"))  # fmt: skip
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_VIETNAMESE = frozenset("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")
# Letters of the fonts in use before Unicode, read as Latin-1: TCVN3 writes "hé nghÌo", VNI "hoä ngheøo".
_TCVN3 = re.compile(r"[a-zA-Z][µ¶·¸¹¨©ª«¬\xad®¾»¼½]|[µ¶·¸¹®¨©ª«¬\xad][a-zA-Z]|[a-z][ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÞ]")
_VNI = re.compile(r"[aAoOeEuUyY][äåøûïëïöÄÅØÛ]|[aAeEoO][âêô][ïáàåãä]|ñ[aeiouö]")


def decode(data: bytes) -> str:
    """The text of a file's bytes, a byte order mark dropped.

    UTF-8, UTF-16 and UTF-32 are read as what they are; another encoding is recognised by charset-normalizer and
    accepted if what comes out is Vietnamese. Errors (``UnreadableFile``, without the file's name): empty, too large,
    binary, damaged, unknown encoding, a font of before Unicode.
    """
    if len(data) >= LIMIT_BYTES:
        raise too_large(len(data))
    if not data.strip(b" \t\r\n\x0b\x0c"):
        raise UnreadableFile("is empty; expected the text of an article")
    if kind := _kind(data):
        raise UnreadableFile(f"is {kind}, not text; {_SAVE_AS}")
    text = _decode(data)
    found = len(_CONTROLS.findall(text))
    if "\x00" in text or found > 10 + len(text) // 1000:
        raise UnreadableFile(f"is binary ({found} control characters), not text; {_SAVE_AS}")
    if not text.strip("\ufeff \t\r\n\u00a0"):
        raise UnreadableFile("is empty; expected the text of an article")
    if font := _old_font(text[:_SAMPLE_BYTES]):
        raise _typed_in(font)
    return text


def _typed_in(font: str) -> UnreadableFile:
    return UnreadableFile(f"was typed in a font of before Unicode ({font}); convert it to Unicode UTF-8 and add that")


def too_large(size_bytes: int) -> UnreadableFile:
    size, limit = f"{size_bytes / 1e6:.0f} MB", f"{LIMIT_BYTES / 1e6:.0f} MB"
    return UnreadableFile(f"is {size}; files below {limit} are read: split it into one file an article")


def _kind(data: bytes) -> str | None:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data.startswith(b"PK\x03\x04"):
        return next((name for part, name in _ZIPPED if part in data[:4096] or part in data[-65536:]), "a ZIP archive")
    if data.startswith(b"RIFF") and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "a picture, audio or video file"
    if data[4:8] == b"ftyp":
        return "a video or picture file"
    if _HTML.match(data[:1024].removeprefix(codecs.BOM_UTF8)):
        return "an HTML page"
    return None


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if b"\x00" in data:
        wide = _wide_encoding(data)
        if not wide:
            raise UnreadableFile(f"is binary (it holds NUL bytes), not text; {_SAVE_AS}")
        return _strictly(data, wide)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        damaged = data.decode("utf-8", "ignore")
        lost = len(data) - len(damaged.encode())
        if len(damaged.encode()) - len(damaged) > 4 * lost:  # nearly all that is not ASCII is good UTF-8
            line = data.count(b"\n", 0, error.start) + 1
            raise UnreadableFile(
                f"is damaged UTF-8 (line {line}, byte {error.start}); mend that line or save the file anew"
            ) from None
    return _guess(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"is damaged {encoding.upper()} (byte {error.start}); save it anew as UTF-8") from None


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: in Vietnamese one byte of two is 00, 01 or 1E. charset-normalizer misses short ones."""
    if len(data) % 2:
        return None
    sample = data[:_SAMPLE_BYTES]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if sum(map(high.count, b"\x00\x01\x03\x1e\x20")) >= 0.97 * len(high) and high.count(0) >= 0.4 * len(high):
            return encoding
    return None


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    # The sample is made of what tells: the bytes above ASCII with what stands around them.
    telling, size, done = [], 0, 0
    for match in re.finditer(rb"[\x80-\xff]+", data):
        start, done = max(done, match.start() - _AROUND_BYTES), match.end() + _AROUND_BYTES
        telling.append(data[start : min(done, start + _SAMPLE_BYTES)])
        size += len(telling[-1])
        if size >= _SAMPLE_BYTES:
            break
    best = from_bytes(b"".join(telling)).best()
    if best is None:
        raise UnreadableFile("is in an unknown encoding; save it as UTF-8")
    try:
        text = data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        raise UnreadableFile("is in an unknown encoding; save it as UTF-8") from None
    if not _vietnamese(text):
        if font := _old_font(data[:_SAMPLE_BYTES].decode("latin-1")):
            raise _typed_in(font)
        raise UnreadableFile(f"is in an unknown encoding (perhaps {best.encoding}); save it as UTF-8")
    return text


def _vietnamese(text: str) -> bool:
    """Whether the text decoded to Vietnamese: its letters and no tone mark left without a vowel."""
    sample = unicodedata.normalize("NFC", text[: 4 * _SAMPLE_BYTES]).lower()
    odd = sum(1 for char in sample if ord(char) > 127 and char not in _VIETNAMESE and char.isalpha())
    loose = sum(1 for char in sample if unicodedata.combining(char))
    torn = len(re.findall(r"\w\?\w", sample))
    good = sum(1 for char in sample if char in _VIETNAMESE)
    letters = sum(map(str.isalpha, sample))
    return good >= 0.08 * letters and 50 * (odd + loose + torn) <= good


def _old_font(text: str) -> str | None:
    text = unicodedata.normalize("NFC", text)
    words = len(text.split())
    if not words or sum(map(text.lower().count, "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")) > words // 20:
        return None  # letters that neither font has: real Vietnamese
    for font, pattern in (("TCVN3", _TCVN3), ("VNI", _VNI)):
        if len(pattern.findall(text)) >= max(3, 0.15 * words):
            return font
    return None
