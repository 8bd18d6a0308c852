"""Colours, type and the one style sheet of the program."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ucbnk_desktop import places

from .theme_sheet import SHEET

FONT_FILES = ("UCBNKSansSC-Regular.ttf", "UCBNKSansSC-Bold.ttf")
BODY, SECONDARY = 14, 12
"""Sizes of type in device-independent pixels."""

FIELD_HEIGHT, ROW_HEIGHT, FIELD_RADIUS = 28, 34, 6
"""Measures of the page in device-independent pixels."""

STYLE = "fusion"
"""The style beneath the style sheet, the same on every system."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of the program as `#rrggbb`; a verdict's colour always comes with its shape and its word.

    `gap` draws shapes; words on `gap_soft` are written in `soft_ink`, which is dark enough to be read.
    """

    ink: str
    soft_ink: str
    line: str
    field_line: str
    ground: str
    card: str
    rail: str
    rail_ink: str
    accent: str
    accent_soft: str
    on_accent: str
    met: str
    met_soft: str
    stop: str
    stop_soft: str
    wait: str
    wait_soft: str
    judge: str
    judge_soft: str
    gap: str
    gap_soft: str


LIGHT = Colours(
    ink="#1b2430", soft_ink="#5c6877", line="#dfe4ea", field_line="#c3cbd4", ground="#f5f7f9", card="#ffffff",
    rail="#12343b", rail_ink="#d5e3e5", accent="#0b6e6e", accent_soft="#e3f1f0", on_accent="#ffffff",
    met="#1f7a4d", met_soft="#e6f4ec", stop="#b3261e", stop_soft="#fbeae8", wait="#8a5a00", wait_soft="#fdf3dd",
    judge="#5b4bb5", judge_soft="#eeebfa", gap="#7b8794", gap_soft="#eef1f4",
)
DARK = Colours(
    ink="#e4e9ee", soft_ink="#9dabb9", line="#2b3641", field_line="#435160", ground="#11171d", card="#1a222b",
    rail="#0b2227", rail_ink="#b9cdd0", accent="#52bdb6", accent_soft="#17383a", on_accent="#06211f",
    met="#62c593", met_soft="#15322a", stop="#f28b82", stop_soft="#43211f", wait="#e0b255", wait_soft="#3a2f16",
    judge="#aea3f2", judge_soft="#2c2850", gap="#8593a1", gap_soft="#26303a",
)


def colours(dark: bool) -> Colours:
    """The colours of the dark or of the light look."""
    return DARK if dark else LIGHT


@cache
def load_fonts() -> str:
    """Make the bundled font known to Qt and return its family; needs a QApplication, reads each file once."""
    family = ""
    for name in FONT_FILES:
        number = QFontDatabase.addApplicationFont(str(places.resources("fonts", name)))
        family = next(iter(QFontDatabase.applicationFontFamilies(number)), family)
    if not family:
        raise FileNotFoundError("the bundled font cannot be read; install the program again")
    return family


def font(pixels: int = BODY, *, bold: bool = False) -> QFont:
    """The bundled font at `pixels`; its figures are all of one width by design."""
    made = QFont()
    made.setFamilies([load_fonts()])
    made.setPixelSize(pixels)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def metrics(pixels: int = BODY, *, bold: bool = False) -> QFontMetrics:
    """The measures of the bundled font at `pixels`."""
    return QFontMetrics(font(pixels, bold=bold))


def prepare(app: QApplication, dark: bool) -> None:
    """Give the program its font and its palette; may be called again to change the colours."""
    if app.font() != font():
        app.setFont(font())
    app.setPalette(palette(colours(dark)))


def dress(window: QWidget, dark: bool) -> None:
    """Lay the style sheet on `window` and all that stands in it or hangs on it; again to change the colours.

    Never on the application while a window is there: it would polish every widget once for each of its ancestors.
    """
    window.setStyleSheet(sheet(colours(dark)))


def sheet(shades: Colours) -> str:
    """The style sheet in `shades`."""
    return Template(SHEET).substitute(asdict(shades), family=load_fonts())


def palette(shades: Colours) -> QPalette:
    """The palette behind whatever the style sheet does not name."""
    made = QPalette()
    role = QPalette.ColorRole
    for name, shade in {
        role.Window: shades.ground, role.WindowText: shades.ink, role.Base: shades.card, role.Text: shades.ink,
        role.AlternateBase: shades.ground, role.Button: shades.card, role.ButtonText: shades.ink,
        role.Highlight: shades.accent, role.HighlightedText: shades.on_accent, role.ToolTipBase: shades.ink,
        role.ToolTipText: shades.card, role.PlaceholderText: shades.soft_ink, role.Link: shades.accent,
        role.Mid: shades.line, role.Light: shades.card, role.Midlight: shades.line, role.Dark: shades.field_line,
        role.BrightText: shades.on_accent, role.Accent: shades.accent,
    }.items():
        made.setColor(name, QColor(shade))
    for name in (role.Text, role.ButtonText, role.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(shades.soft_ink))
    return made


def set_state(widget: QWidget, state: str) -> None:
    """Put `widget` in a state the style sheet knows (rest, wrong, answered, locked, met …) and redraw it."""
    if widget.property("state") == state:
        return
    widget.setProperty("state", state)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def set_role(widget: QWidget, role: str) -> None:
    """Say what `widget` is (title, secondary, card, primary, rail …); to be called before it is shown."""
    widget.setProperty("role", role)


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    """`font` at `pixels`, bold or not."""
    font = QFont(font)
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font
