"""Every cache of the package is called one and says beside it what it gains; what is built once is none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

PACKAGE = Path(__file__).parents[1] / "ucbnk_desktop"
GAIN = re.compile(r"\s*# Cache: (\d+(\.\d+)? (of \d+(\.\d+)? )?m?s\b|as `\w+`)")
"""`# Cache: 49 of 245 ms, 18 participants judged for the list; …`, in the line above."""
NO_CACHES = frozenset({
    ("screens/entry/blocks.py", "_confirms"), ("screens/participant/entry_panel.py", "_pages"),
    ("screens/print_output.py", "preview"), ("screens/participant/entry_panel.py", "_unkept"),
})
"""Parts of a window that are made when they are first shown, and the note that a draft could not be kept."""
DECORATORS = ("cache", "lru_cache")


def name_of(node: ast.expr) -> str:
    """The last word of a name, an attribute or what is taken out of either; "" of anything else."""
    match node:
        case ast.Subscript(value=value) | ast.Call(func=value):
            return name_of(value)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def mentioned(node: ast.AST) -> set[str]:
    return {name_of(part) for part in ast.walk(node) if isinstance(part, ast.Name | ast.Attribute)}


def written(node: ast.AST) -> set[str]:
    """What `node` writes into: an attribute, or the items of anything."""
    targets = (target for part in ast.walk(node) if isinstance(part, ast.Assign) for target in part.targets)
    return {name_of(target) for target in targets if isinstance(target, ast.Attribute | ast.Subscript)}


def taken_from(function: ast.FunctionDef) -> dict[str, str]:
    """The locals that hold what was looked up by `get`, with the place they were looked up in."""
    found = {}
    for part in ast.walk(function):
        match part:
            case ast.Assign(targets=[ast.Name(id=local)], value=ast.Call(func=ast.Attribute(attr="get", value=place))):
                found[local] = name_of(place)
    return found


def memoised(function: ast.FunctionDef) -> Iterator[str]:
    """The places that `function` fills where it does not find there what it then returns."""
    looked_up = taken_from(function)
    returned = set().union(*(mentioned(part) for part in ast.walk(function) if isinstance(part, ast.Return)))
    returned |= {place for local, place in looked_up.items() if local in returned}
    for part in ast.walk(function):
        if isinstance(part, ast.If | ast.Try):
            asked = mentioned(part.test) if isinstance(part, ast.If) else set().union(*map(mentioned, part.body))
            asked |= {place for local, place in looked_up.items() if local in asked}
            yield from asked & written(part) & returned
    yield from set(looked_up.values()) & written(function) & returned


def begun_in(function: ast.FunctionDef) -> set[str]:
    """The locals that `function` begins for itself, with a display or a comprehension."""
    begun = (part for part in ast.walk(function) if isinstance(part, ast.AnnAssign | ast.Assign))
    own = (part for part in begun if isinstance(part.value, ast.Dict | ast.List | ast.DictComp | ast.ListComp))
    targets = (part.targets[0] if isinstance(part, ast.Assign) else part.target for part in own)
    return {target.id for target in targets if isinstance(target, ast.Name)}


def decorated(function: ast.FunctionDef) -> bool:
    """Whether `function` keeps its results by its arguments; without any it is worked out once in a process."""
    arguments = function.args.args or function.args.kwonlyargs
    return bool(arguments) and any(name_of(decorator) in DECORATORS for decorator in function.decorator_list)


def faults(source: str, where: str = "") -> Iterator[str]:
    """What is wrong with the caches in `source`."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            if decorated(node) and not GAIN.match(lines[node.decorator_list[0].lineno - 2]):
                yield f"{where}: {node.name} does not say what it gains"
            for name in set(memoised(node)) - begun_in(node):
                if "cache" not in name and (where, name) not in NO_CACHES:
                    yield f"{where}: {node.name} keeps things in {name}, which is not called a cache"
        named = isinstance(node, ast.AnnAssign) and "cache" in name_of(node.target)
        if isinstance(node, ast.AnnAssign) and named and not GAIN.match(lines[node.lineno - 2]):
            yield f"{where}: {name_of(node.target)} does not say what it gains"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_that_a_cache_is_called_one_and_says_what_it_gains(path: Path) -> None:
    assert list(faults(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).as_posix())) == []


NAMELESS = """
    def f(self, a):
        if a not in self._kept:
            self._kept[a] = g(a)
        return self._kept[a]
---
    def f(self):
        if self._kept is None:
            self._kept = g()
        return self._kept
---
    def f(self, a):
        kept = self._kept.get(a)
        if kept is None:
            kept = self._kept[a] = g(a)
        return kept
---
    def f(self, a):
        try:
            kept = self._kept[a]
        except KeyError:
            kept = self._kept[a] = g(a)
        return self._kept[a]
---
    def f(self, a):
        kept = self._of(a).kept
        if a not in kept:
            kept[a] = g(a)
        return kept[a]
"""
GAINLESS = """
    @cache
    def f(a):
        return a
---
    # Cache: fast
    @lru_cache(8)
    def f(a):
        return a
---
    class C:
        _row_cache: dict = field()
"""
SOUND = """
    # Cache: 0.1 of 4.1 ms, an assessment
    @cache
    def f(a):
        return a
---
    @cache
    def f():
        return 1
---
    class C:
        # Cache: 1.5 s, a list
        _row_cache: dict = field()

        def f(self, a):
            if a not in self._row_cache:
                self._row_cache[a] = g(a)
            return self._row_cache[a]
---
    def f(a):
        kept = {}
        if a not in kept:
            kept[a] = 1
        return kept
"""


@pytest.mark.parametrize("source", f"{NAMELESS}---{GAINLESS}".split("---"))
def test_that_a_cache_without_name_or_gain_is_seen(source: str) -> None:
    assert list(faults(dedent(source)))


@pytest.mark.parametrize("source", SOUND.split("---"))
def test_that_a_cache_with_name_and_gain_is_let_be(source: str) -> None:
    assert list(faults(dedent(source))) == []
