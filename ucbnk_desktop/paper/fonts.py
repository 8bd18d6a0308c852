"""The bundled font on paper: which characters it has, how wide they run, and how it is embedded.

ReportLab's own TrueType embedding cuts a font into pieces of 256 characters and writes a wrong ToUnicode map beyond the
BMP; here a face is embedded once, as a Type 0 font with a UTF-16BE map.

Cause, in ReportLab 5.1: `ttfonts.makeToUnicodeCMap` writes the code point (`<00> <20000>`) where ISO 32000-1, 9.10.3
wants UTF-16BE (`<D840DC00>`), so that a rare Chinese name is copied out of the PDF as other characters. A test says
when that is repaired; then EmbeddedFont saves space only, and may go.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from ucbnk_desktop import places

from .faults import PaperFault

FAMILY = "UCBNKSansSC"
BOLD = "UCBNKSansSC-Bold"
_FILES = {FAMILY: "UCBNKSansSC-Regular.ttf", BOLD: "UCBNKSansSC-Bold.ttf"}

TRIMMED: Mapping[str, int] = {"·": 520, "×": 680, "≥": 760, "≤": 760, "±": 720, "≈": 760, "÷": 720, "•": 620}
"""Signs that the font draws on a full Chinese square; beside Latin figures they get this width (1/1000 em)."""

_TRIM_TABLE = str.maketrans(dict.fromkeys(TRIMMED, "\0"))
_LOCK = Lock()  # two prints may run at once: a face is loaded once, and reads its file through one position


class _Codes(dict[str, str]):
    """Hexadecimal code of each character in one document, given out in the order of first use."""

    def __missing__(self, character: str) -> str:
        code = f"{len(self) + 1:04X}"
        self[character] = code
        return code


class EmbeddedFont(TTFont):  # type: ignore[misc]  # ReportLab is not annotated
    """A TrueType face embedded as one Type 0 font a document."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        self.face.name = type(self.face.name)(f"{name}-embedded".encode())  # ReportLab shares fonts of equal faces

    def codes(self, doc: Any) -> _Codes:
        """The codes used so far in `doc`."""
        codes: _Codes | None = self.state.get(doc)
        if codes is None:
            codes = self.state[doc] = _Codes()
            number = len(doc.fontMapping) + 1
            doc.fontMapping[self.fontName] = f"/F{number}"
            doc.delayedFonts.append(self)
        return codes

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: ARG002, N802
        """All of `text` in the one subset; called by ReportLab's own drawing."""
        codes = self.codes(doc)
        return [(0, bytes.fromhex("".join(map(codes.__getitem__, text))))]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: ARG002, N802
        """The font's resource name in `doc`."""
        self.codes(doc)
        return str(doc.fontMapping[self.fontName])

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Write the subset, its widths and its way back to Unicode into `doc`."""
        characters = list(self.state.pop(doc))
        points = [ord(character) for character in characters]
        name = f"UCBNKX+{self.fontName}"
        with _LOCK:
            descriptor = self.face.addSubsetObjects(doc, name, points)
        widths = [self.face.getCharWidth(point) for point in points]
        descendant = pdfdoc.PDFDictionary({
            "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": pdfdoc.PDFName(name),
            "CIDSystemInfo": pdfdoc.PDFDictionary({
                "Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}),
            "FontDescriptor": descriptor, "DW": 1000, "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
            "CIDToGIDMap": doc.Reference(_stream(doc, self._glyph_map(points)), f"glyphs:{name}"),
        })
        font = pdfdoc.PDFDictionary({
            "Type": "/Font", "Subtype": "/Type0", "BaseFont": pdfdoc.PDFName(name), "Encoding": "/Identity-H",
            "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"descendant:{name}")]),
            "ToUnicode": doc.Reference(_stream(doc, to_unicode(characters).encode("ascii")), f"unicode:{name}"),
        })
        doc.idToObject["BasicFonts"].dict[doc.fontMapping[self.fontName][1:]] = font

    def _glyph_map(self, points: Iterable[int]) -> bytes:
        """Code to glyph of the subset, which holds glyphs shared by two characters only once."""
        order = {0: 0}
        glyphs = [order.setdefault(self.face.charToGlyph[point], len(order)) for point in points]
        return struct.pack(f">{len(glyphs) + 1}H", 0, *glyphs)


def to_unicode(characters: Iterable[str]) -> str:
    """The ToUnicode map of codes 1, 2, … to `characters`, in UTF-16BE so that rare names can be copied out."""
    pairs = [f"<{n:04X}> <{c.encode('utf-16-be').hex().upper()}>" for n, c in enumerate(characters, start=1)]
    blocks = [pairs[start:start + 100] for start in range(0, len(pairs), 100)]
    body = [f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks]
    return "\n".join([
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange",
        *body, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end",
    ])


def _stream(doc: Any, content: bytes) -> Any:
    stream = pdfdoc.PDFStream()
    stream.content = content
    if doc.compression:
        stream.filters = [pdfdoc.PDFZCompress]
    return stream


class _Widths(dict[str, int]):
    """Advance of each character in 1/1000 em; a character without a glyph is a fault, never a crossed box."""

    def __missing__(self, character: str) -> int:
        raise PaperFault("paper_no_glyph", character=character, point=point_of(character), where=character)


@dataclass(frozen=True, slots=True)
class Face:
    """One weight of the family."""

    font: EmbeddedFont
    widths: Mapping[str, int]

    def width(self, text: str, size: float) -> float:
        """How far `text` runs at `size`, in points."""
        return sum(map(self.widths.__getitem__, text)) * size / 1000


# Cache: 6.9 of 7.2 s, a casebook printed; a font of the program, read once in a process.
@cache
def face(name: str) -> Face:
    """The face FAMILY or BOLD, registered with ReportLab at its first use."""
    with _LOCK:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(_load(name, places.resources("fonts", _FILES[name])))
        font = pdfmetrics.getFont(name)
    if name == BOLD:
        pdfmetrics.registerFontFamily(FAMILY, normal=FAMILY, bold=BOLD, italic=FAMILY, boldItalic=BOLD)
    widths = _Widths({chr(point): font.face.getCharWidth(point) for point in font.face.charToGlyph})
    widths.update(TRIMMED)
    return Face(font, widths)


def _load(name: str, path: Path) -> EmbeddedFont:
    try:
        return EmbeddedFont(name, str(path))
    except Exception as error:
        raise PaperFault("paper_no_font", file=path.name) from error


def show_operator(font: Face, doc: Any, text: str) -> str:
    """The PDF operator that shows `text`, drawing trimmed signs closer to their neighbours."""
    codes = font.font.codes(doc)
    if text.isascii() or "\0" not in text.translate(_TRIM_TABLE):
        return f"<{''.join(map(codes.__getitem__, text))}> Tj"
    parts: list[str] = []
    for character in text:
        code = codes[character]
        if character in TRIMMED:
            half = (font.font.face.getCharWidth(ord(character)) - TRIMMED[character]) / 2
            parts.append(f"{half:g} <{code}> {half:g}")
        else:
            parts.append(f"<{code}>")
    return f"[{' '.join(parts)}] TJ".replace("> <", "")


def point_of(character: str) -> str:
    """`U+1F600`."""
    return f"U+{ord(character):04X}"


def lacking(text: str) -> tuple[str, ...]:
    """The characters of `text` that the font has no glyph for, each once, in order."""
    known = face(FAMILY).widths
    return tuple(dict.fromkeys(character for character in text if character not in known and character != "\n"))


def checked(text: str) -> str:
    """`text` of a definition or of the catalogue, every character of which must have a glyph; PaperFault otherwise."""
    for character in lacking(text):
        raise PaperFault("paper_no_glyph", character=character, point=point_of(character), where=text)
    return text


# Cache: 43 of 353 ms, a casebook printed again after its preview; depends on its argument only.
@lru_cache(maxsize=8192)
def printable(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` that somebody typed, ready to draw, and the characters that were replaced by their code point.

    Accents are composed, the many sorts of space become one, presentation selectors vanish; any other character
    that the font lacks becomes visible as 〔U+1F600〕.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    if not lacking(text):
        return text, ()
    text = "".join(_nearest(character) for character in unicodedata.normalize("NFC", text))
    replaced = lacking(text)
    for character in replaced:
        text = text.replace(character, f"〔{point_of(character)}〕")
    return text, replaced


def _nearest(character: str) -> str:
    if character in face(FAMILY).widths or character == "\n":
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    if character in "\ufe0e\ufe0f" or unicodedata.category(character) == "Cf":
        return ""
    return character
