"""The layers as a running interpreter sees them."""

from __future__ import annotations

import subprocess
import sys

_EVERYTHING_BUT_SCREENS = """
import importlib, pkgutil, sys
import ucbnk_desktop
for module in pkgutil.walk_packages(ucbnk_desktop.__path__, "ucbnk_desktop."):
    if not module.name.startswith(("ucbnk_desktop.screens", "ucbnk_desktop.app", "ucbnk_desktop.__main__")):
        importlib.import_module(module.name)
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"PySide6", "numpy", "pandas"}))
"""


def _loaded_after(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_that_nothing_but_the_screens_loads_qt() -> None:
    assert _loaded_after(_EVERYTHING_BUT_SCREENS) == ""


def test_that_the_rules_load_no_database_and_no_paper() -> None:
    program = """
import sys
import ucbnk_desktop.protocol.dates, ucbnk_desktop.protocol.facts, ucbnk_desktop.protocol.verdicts
print(*sorted({"sqlite_utils", "sqlcipher3", "reportlab", "PySide6"} & set(sys.modules)))
"""
    assert _loaded_after(program) == ""
