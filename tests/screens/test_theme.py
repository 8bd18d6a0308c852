"""The look: colours that can be read, the bundled font, and an icon for every name."""

from __future__ import annotations

import re
from dataclasses import asdict, fields

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ucbnk_desktop import places
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.theme import DARK, LIGHT, Colours
from ucbnk_desktop.screens.widgets import icons

ON_CARD = ("ink", "soft_ink", "accent", "met", "stop", "wait", "judge")


def luminance(shade: str) -> float:
    parts = [int(shade[n:n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("shades", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ON_CARD)
def test_that_every_colour_of_words_can_be_read_on_card_and_ground(shades: Colours, name: str) -> None:
    for ground in (shades.card, shades.ground):
        assert contrast(getattr(shades, name), ground) >= 4.5


@pytest.mark.parametrize("shades", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["met", "stop", "wait", "judge", "accent"])
def test_that_a_verdict_can_be_read_on_its_own_soft_colour(shades: Colours, name: str) -> None:
    assert contrast(getattr(shades, name), getattr(shades, f"{name}_soft")) >= 4.5
    assert contrast(shades.soft_ink, shades.gap_soft) >= 4.5


def test_that_the_light_colours_are_those_of_the_drawings() -> None:
    drawn = {
        "ink": "#1b2430", "soft_ink": "#5c6877", "line": "#dfe4ea", "ground": "#f5f7f9", "card": "#ffffff",
        "rail": "#12343b", "accent": "#0b6e6e", "accent_soft": "#e3f1f0", "met": "#1f7a4d", "stop": "#b3261e",
        "wait": "#8a5a00", "judge": "#5b4bb5", "gap": "#7b8794",
    }
    assert {name: shade for name, shade in asdict(LIGHT).items() if name in drawn} == drawn


def test_that_every_place_in_the_style_sheet_is_filled(qapp: QApplication) -> None:
    for shades in (LIGHT, DARK):
        assert "$" not in theme.sheet(shades)


def test_that_the_bundled_font_is_used_and_its_figures_are_of_one_width(qapp: QApplication) -> None:
    theme.prepare(qapp, False)
    assert QFontInfo(qapp.font()).family() == theme.load_fonts()
    assert len({theme.metrics().horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_that_the_look_changes_with_the_sheet_in_place(qtbot: QtBot, qapp: QApplication) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.ensurePolished()
    theme.dress(line, True)
    assert line.palette().text().color().name() == DARK.ink
    theme.dress(line, False)
    assert line.palette().text().color().name() == LIGHT.ink


def test_that_setting_a_state_twice_changes_nothing(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    theme.set_state(line, "wrong")
    theme.set_state(line, "wrong")
    assert line.property("state") == "wrong"


@pytest.mark.parametrize("path", sorted(places.resources("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_that_every_icon_draws_in_the_colour_asked_for(path: object, qapp: QApplication) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    assert "currentColor" in path.read_text(encoding="utf-8")
    image = icons.pixmap(path.stem, "#b3261e", 24, 2.0).toImage()
    pixels = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    shades = {pixel.name() for pixel in pixels if pixel.alpha() == 255}
    assert shades == {"#b3261e"}


def test_that_an_unknown_icon_is_refused_by_name(qapp: QApplication) -> None:
    with pytest.raises(KeyError, match="no_such_icon"):
        icons.icon("no_such_icon", "#000000")


def test_that_every_colour_is_written_in_full() -> None:
    for shades in (LIGHT, DARK):
        assert all(re.fullmatch(r"#[0-9a-f]{6}", getattr(shades, each.name)) for each in fields(shades))
