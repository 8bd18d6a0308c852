"""Brings the interface texts up to date: collects them, names those without Chinese, builds the file that is loaded.

Run it after any change of a text on a screen, write the Chinese into `resources/i18n/ucbnk_zh_CN.ts`, run it again.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "resources" / "i18n" / "ucbnk_zh_CN.ts"


def sources() -> list[Path]:
    """The modules that hold interface texts."""
    return [ROOT / "ucbnk_desktop" / "app.py", *sorted((ROOT / "ucbnk_desktop" / "screens").rglob("*.py"))]


def tool(name: str) -> str:
    """A Qt tool that stands beside this Python."""
    return str(next(path for path in sorted(Path(sys.executable).parent.glob(f"{name}*")) if path.is_file()))


def collect(texts: Path) -> None:
    """Add new texts to `texts`, drop those no longer used."""
    languages = ["-source-language", "en", "-target-language", "zh_CN"]
    command = [tool("pyside6-lupdate"), *languages, "-locations", "none", "-no-obsolete"]
    subprocess.run([*command, *map(str, sources()), "-ts", str(texts)], check=True, stdout=subprocess.DEVNULL)


def build(texts: Path, built: Path) -> None:
    """Write the file that the program loads."""
    subprocess.run([tool("pyside6-lrelease"), str(texts), "-qm", str(built)], check=True, stdout=subprocess.DEVNULL)


def untranslated(texts: Path) -> list[str]:
    """Every text without Chinese, as `context: text`."""
    contexts = ElementTree.parse(texts).getroot().iter("context")
    return [
        f"{context.findtext('name')}: {message.findtext('source')}"
        for context in contexts for message in context.iter("message")
        if (translation := message.find("translation")) is None or not translation.text
    ]


def main() -> int:
    """Collect, build, and say what is left to translate."""
    collect(TEXTS)
    build(TEXTS, TEXTS.with_suffix(".qm"))
    left = untranslated(TEXTS)
    sys.stdout.writelines(f"{line}\n" for line in left)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
