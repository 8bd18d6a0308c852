"""The font on paper: no crossed boxes, nothing but embedded faces, rare characters that can be copied out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.paper import Print, Words
from ucbnk_desktop.forms.definition import Field, FormDefinition, Kind, Section
from ucbnk_desktop.paper.faults import PaperFault
from ucbnk_desktop.paper.fonts import BOLD, FAMILY, checked, face, lacking, printable, to_unicode
from ucbnk_desktop.paper.print_data import Sheet
from ucbnk_desktop.wording import Language, Text, catalogue

RARE = "\U0002cc56䶮㛃"


def test_that_reportlab_still_maps_rare_characters_wrongly_so_that_the_embedding_of_our_own_is_needed() -> None:
    from reportlab.pdfbase.ttfonts import makeToUnicodeCMap

    assert "<00> <20000>" in makeToUnicodeCMap("x", [0x20000]), "ReportLab is repaired: see paper/fonts.py"
    assert "<0001> <D840DC00>" in to_unicode("\U00020000")


def test_that_a_missing_glyph_in_a_definition_is_a_fault_naming_character_and_place() -> None:
    with pytest.raises(PaperFault) as fault:
        checked("体重😀")
    for language in Language:
        said = fault.value.words(language)
        assert "😀" in said
        assert "U+1F600" in said
        assert "体重" in said


def test_that_a_form_with_a_label_the_font_lacks_is_not_printed(printed: Print, every_kind: FormDefinition) -> None:
    section = Section("x", Text("节", "Part"), (Field("x", Kind.TEXT, Text("标签𬺆", "Label")),))
    with pytest.raises(PaperFault):
        printed(Sheet(replace(every_kind, sections=(section,))))


def test_that_an_emoji_in_a_note_is_printed_as_its_code_and_listed_at_the_end(
    printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    text = words(printed(Sheet(every_kind, values={"long_note": "好转😀出院"}), languages="both"))
    assert "好转〔U+1F600〕出院" in text
    assert "打印字体中没有以下字符，已印为其编码：〔U+1F600〕" in text
    assert text.count("〔U+1F600〕") == 3  # in the note, and once in each language at the end


def test_that_a_character_without_a_glyph_is_never_dropped() -> None:
    assert printable("王\U0002ce86") == ("王〔U+2CE86〕", ("\U0002ce86",))


@pytest.mark.parametrize(("typed", "shown"), [
    ("38.6\u202f℃", "38.6 ℃"), ("e\u0301", "é"), ("a\u200bb", "ab"), ("a\tb", "a    b"),
])
def test_that_spaces_and_accents_find_their_nearest_glyph(typed: str, shown: str) -> None:
    assert printable(typed) == (shown, ())


@given(st.text())
def test_that_anything_typed_becomes_printable(typed: str) -> None:
    shown, replaced = printable(typed)
    assert not lacking(shown)
    assert all(f"〔U+{ord(character):04X}〕" in shown for character in replaced)


def test_that_every_text_of_the_catalogue_has_its_glyphs() -> None:
    for code, text in catalogue().items():
        if code.startswith("paper_"):
            assert not lacking(text.zh + text.en), code


def test_that_every_text_of_every_form_has_its_glyphs(forms: Mapping[str, FormDefinition]) -> None:
    for form in forms.values():
        for field in form.fields:
            for one in (field, *field.columns):
                labels = [one.label, *(choice.label for choice in one.choices), *filter(None, (one.help, one.hint))]
                assert not lacking("".join(label.zh + label.en for label in labels) + one.unit), (form.key, one.key)


def test_that_rare_name_characters_print_and_can_be_copied_out(
    printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    assert f"王{RARE}" in words(printed(Sheet(every_kind, values={"site_text": f"王{RARE}"})))


def test_that_the_unicode_map_is_utf_16_beyond_the_basic_plane() -> None:
    assert "<0001> <D873DC56>" in to_unicode("\U0002cc56")
    assert "<0002> <4E00>" in to_unicode("\U0002cc56一")


def test_that_the_unicode_map_comes_in_blocks_of_a_hundred() -> None:
    assert "100 beginbfchar" in to_unicode(chr(0x4E00 + n) for n in range(150))
    assert "50 beginbfchar" in to_unicode(chr(0x4E00 + n) for n in range(150))


def test_that_hundreds_of_different_characters_come_out_as_they_went_in(
    printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(700))
    assert text in words(printed(Sheet(every_kind, values={"long_note": text})))


def test_that_signs_sharing_a_glyph_keep_their_own_characters(
    printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    assert "\u00b5\u03bc" in words(printed(Sheet(every_kind, values={"site_text": "\u00b5\u03bc"})))


def test_that_only_the_two_bundled_faces_are_used_and_both_are_embedded(
    printed: Print, every_kind: FormDefinition
) -> None:
    names = set()
    for page in printed(Sheet(every_kind), languages="both").pages:
        resources = cast(dict[str, Any], page["/Resources"])
        for font in resources["/Font"].values():
            names.add(font.get_object()["/BaseFont"])
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
    assert names == {f"/UCBNKX+{FAMILY}", f"/UCBNKX+{BOLD}"}


def test_that_a_page_stays_small(made: Callable[..., bytes], every_kind: FormDefinition) -> None:
    assert len(made(Sheet(every_kind))) < 60_000


def test_that_a_face_is_loaded_once() -> None:
    assert face(FAMILY) is face(FAMILY)
    assert face(FAMILY).width("中", 10) == 10
