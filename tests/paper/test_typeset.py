"""Line breaking: nothing lost, nothing too wide, Chinese marks where they belong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop.paper.inline_shapes import CheckBox
from ucbnk_desktop.paper.styles import BODY, SMALL, VALUE
from ucbnk_desktop.paper.typeset import Line, Span, broken, natural_width

LETTERS = st.text(st.sampled_from("患儿于发热，。（）“”、ab1 9.8×10⁹/L\n"), max_size=120)


def lines_of(text: str, width: float) -> list[str]:
    return [words(line) for line in broken((Span(text),), width)]


def words(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


@given(LETTERS, st.floats(12, 400))
def test_that_no_character_is_lost(text: str, width: float) -> None:
    assert "".join("".join(lines_of(text, width)).split()) == "".join(text.split())


@given(LETTERS, st.floats(12, 400))
def test_that_no_line_is_wider_than_its_column_but_for_a_hanging_mark(text: str, width: float) -> None:
    for line in broken((Span(text),), width):
        overhang = line.width - width
        assert overhang <= 0.02 or words(line)[-1] in "，。）”、"


def test_that_a_line_never_begins_with_a_closing_mark() -> None:
    for width in range(40, 120):
        for line in lines_of("患儿发热，体温正常。（见附页）、已出院", width):
            assert line[0] not in "，。）、"


def test_that_a_line_never_ends_with_an_opening_mark() -> None:
    for width in range(35, 120):
        for line in lines_of("患儿（发热）“体温”（正常）已出院", width):
            assert line[-1] not in "（“"


def test_that_a_latin_word_stays_whole() -> None:
    assert lines_of("使用 Dinutuximab 治疗", 70) == ["使用", "Dinutuximab", "治疗"]


def test_that_a_word_longer_than_the_line_is_cut() -> None:
    lines = lines_of("x" * 100, 60)
    assert len(lines) > 5
    assert "".join(lines) == "x" * 100


def test_that_line_breaks_of_a_note_are_kept() -> None:
    assert lines_of("一\n\n二", 100) == ["一", "", "二"]


def test_that_a_box_stays_with_its_label_and_the_second_language_with_both() -> None:
    option = (Span("口服", BODY, CheckBox(), whole=True), Span(" By mouth", SMALL, whole=True, glued=True))
    width = natural_width(option)
    first, second = broken((*option, Span("   "), *option), width * 1.5)
    assert first.width <= width + 0.1
    assert words(second) == "口服 By mouth"


def test_that_sizes_side_by_side_share_a_base_line() -> None:
    line, = broken((Span("大", VALUE), Span("小", SMALL)), 100)
    assert line.rise == VALUE.size * 1.06
