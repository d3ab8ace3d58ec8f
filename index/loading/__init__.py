"""Files to articles: which files there are, and what each of them says. One module a format."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from index.article import Article
from index.errors import NoArticle, UnreadableFile
from index.furniture import looks_like_page
from index.loading import markdown, text
from index.loading.blocks import read_lines
from index.loading.decoding import LIMIT_BYTES, decode, too_large
from index.loading.metadata import own_places
from index.text import normalize

__all__ = ["LIMIT_BYTES", "SUFFIXES", "article_files", "load", "read_bytes"]

_MARKDOWN = (".md", ".markdown")
SUFFIXES = (".txt", ".text", *_MARKDOWN)


def article_files(path: Path) -> list[tuple[Path, str]]:
    """The files that may be articles, with their source: the path below ``path``, with forward slashes; sorted by it.

    A single file is taken by its word and its source is its name. In a folder hidden files, READMEs and files of other
    kinds are passed over. Errors: ``UnreadableFile`` (nothing there, a kind that is not read), ``NoArticle`` (a folder
    without any such file).
    """
    if not path.exists():
        what = "is a link to a file that is missing" if path.is_symlink() else "does not exist"
        raise UnreadableFile(f"{path}: {what}; expected a text or Markdown file or a folder of them")
    if not path.is_dir():
        if path.suffix.lower() not in ("", *SUFFIXES):
            raise UnreadableFile(f"{path}: {path.suffix} files are not read; save it as text ({', '.join(SUFFIXES)})")
        return [(path, _source(path.name))]

    found = []

    def unreadable_folder(error: OSError) -> None:
        found.append(Path(error.filename))  # to be named by ``load``, like an unreadable file

    for folder, subfolders, names in os.walk(path, onerror=unreadable_folder):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if _may_be_article(name)]
    if not found:
        raise NoArticle(f"{path}: no articles in this folder; expected files that end in {', '.join(SUFFIXES)}")
    return sorted(((file, _source(file.relative_to(path).as_posix())) for file in found), key=lambda pair: pair[1])


def _may_be_article(name: str) -> bool:
    return (
        not name.startswith(".")
        and not name.lower().startswith("readme")
        and os.path.splitext(name)[1].lower() in SUFFIXES
    )


def _source(path: str) -> str:
    """A name of a file may hold bytes that are no UTF-8; the catalogue cannot."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def load(path: Path, *, source: str, article_id: str) -> Article:
    """Read a file as an article. Errors, naming the file: ``UnreadableFile``, ``NoArticle``."""
    shown = _source(str(path))
    data = read_bytes(path, shown)
    try:
        decoded = decode(data)
        lines = read_lines(decoded)
        is_markdown = path.suffix.lower() in _MARKDOWN and not _is_saved_page(
            [line.text for line in lines if line.text]
        )
        parsed = markdown.parse(decoded, lines) if is_markdown else text.parse(lines)
    except UnreadableFile as error:
        raise UnreadableFile(f"{shown}: {error}") from None
    stored = parsed.stored
    if not stored.paragraphs:
        left = f" ({len(parsed.left_out)} lines of menus, headlines or dates)" if parsed.left_out else ""
        raise NoArticle(f"{shown}: no article text was found{left}; expected sentences, a paragraph a line")
    paragraphs = [stored.text[paragraph.start : paragraph.end] for paragraph in stored.paragraphs]
    return Article(
        id=article_id,
        source=source,
        text=stored.text,
        title=parsed.title or normalize(Path(source).stem),
        paragraphs=stored.paragraphs,
        lines=stored.lines,
        publisher=parsed.publisher,
        published=parsed.published,
        places=parsed.places
        if parsed.places is not None
        else own_places(parsed.title or "", paragraphs, parsed.publisher or ""),
        url=parsed.url,
        sha256=hashlib.sha256(data).hexdigest(),
        original_sha256=parsed.original_sha256,
        left_out=parsed.left_out,
    )


def _is_saved_page(lines: Sequence[str]) -> bool:
    """Whether a file is called Markdown but has nothing of it, and is a page with its furniture."""
    return (
        bool(lines) and lines[0] != "---" and not any(line.startswith("#") for line in lines) and looks_like_page(lines)
    )


def read_bytes(path: Path, shown: str) -> bytes:
    """The bytes of an ordinary file of a size that is read; UnreadableFile otherwise, before anything is read."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableFile(f"{shown}: is a folder, or one that cannot be opened; expected a file")
        if not stat.S_ISREG(status.st_mode):  # reading a pipe would wait for ever
            raise UnreadableFile(f"{shown}: is no ordinary file (a pipe, a socket or a device); expected a text file")
        if status.st_size >= LIMIT_BYTES:
            raise UnreadableFile(f"{shown}: {too_large(status.st_size)}")
        return path.read_bytes()
    except FileNotFoundError:
        what = "is a link to a file that is missing" if path.is_symlink() else "does not exist"
        raise UnreadableFile(f"{shown}: {what}; check the path") from None
    except OSError as error:
        raise UnreadableFile(f"{shown}: cannot be read ({error.strerror}); check its permissions") from None
