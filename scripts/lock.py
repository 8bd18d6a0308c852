"""Writes requirements.lock: every package with its version and the SHA-256 of its files, for Linux and Windows.

It names no address: pip asks whatever index the machine knows, and takes only files whose hash stands here.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
HEAD = """# Every package of the program and its tests: version and SHA-256, for Linux and Windows, from Python 3.11.
# Written by `poe lock` from pyproject.toml; not by hand.
"""


def main() -> int:
    """Ask uv for the versions, and write them below our own head."""
    command = [
        "uv", "pip", "compile", "pyproject.toml", "--extra", "test", "--universal", "--python-version", "3.11",
        "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet",
    ]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    LOCK.write_text(HEAD + found.stdout, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
