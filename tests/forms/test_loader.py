"""Reading definitions: what is wrong is refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ucbnk_desktop.forms.definition import Kind, asked, asked_fields
from ucbnk_desktop.forms.loader import DefinitionError, read_forms

HEAD = """key = "sample"
version = "1.0"
code = "SM"
step = "history"
title = { zh = "样表", en = "Sample" }

[choices.colour]
red = { zh = "红", en = "Red" }
blue = { zh = "蓝", en = "Blue" }

[[section]]
key = "first"
title = { zh = "一", en = "One" }

[[section.field]]
key = "colour"
kind = "choice"
label = { zh = "颜色", en = "Colour" }
choices = "colour"
"""
"""Twenty lines; what a test adds begins on line 21."""


def refused(folder: Path, source: str) -> str:
    (folder / "sample.toml").write_text(source, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_forms(folder)
    return str(caught.value)


def field(key: str = "more", kind: str = "text", label: str = '{ zh = "更多", en = "More" }', rest: str = "") -> str:
    return f'\n[[section.field]]\nkey = "{key}"\nkind = "{kind}"\nlabel = {label}\n{rest}\n'


def test_that_a_right_definition_is_read(tmp_path: Path) -> None:
    (tmp_path / "sample.toml").write_text(HEAD, encoding="utf-8")
    form = read_forms(tmp_path)["sample"]
    assert form.field("colour").kind is Kind.CHOICE
    assert [choice.code for choice in form.field("colour").choices] == ["red", "blue"]


def test_that_an_empty_folder_is_no_set_of_forms(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="no form definitions"):
        read_forms(tmp_path)


@pytest.mark.parametrize(
    ("added", "line", "said"),
    [
        (field(rest='colour = "red"'), 25, "unknown key colour"),
        (field(kind="number"), 23, "unknown kind number"),
        (field(label='{ zh = "更多" }'), 24, "both languages"),
        (field(label='{ zh = "更多", en = " " }'), 24, "both languages"),
        (field(key="colour"), 22, "stands twice"),
        (field(key="More"), 22, "is not a key"),
        (field(kind="choice"), 21, "a choice field has choices"),
        (field(rest='choices = "colour"'), 21, "only a choice field"),
        (field(kind="choice", rest='choices = "size"'), 25, "no list of choices is called size"),
        (field(kind="rows"), 21, "a rows field has columns"),
        (field(kind="decimal", rest='usual = ["5", "1"]'), 25, "low end"),
        (field(kind="decimal", rest='usual = ["five", "six"]'), 25, "a usual range"),
        (field(rest='missing = ["forgotten"]'), 25, "unknown reason for absence forgotten"),
        (field(rest="width = 13"), 25, "a width is"),
        (field(rest='when = { field = "colour" }'), 25, "a condition is"),
        (field(rest='when = { field = "size", is = ["red"] }'), 25, "no field before this"),
        (field(rest='when = { field = "more", is = ["red"] }'), 25, "no field before this"),
        (field(rest='when = { field = "colour", is = ["green"] }'), 25, "colour cannot be green"),
        (field(rest='when = { field = "colour", is = [] }'), 25, "colour cannot be"),
    ],
)
def test_that_a_wrong_field_is_refused_with_file_and_line(tmp_path: Path, added: str, line: int, said: str) -> None:
    message = refused(tmp_path, HEAD + added)
    assert message.startswith(f"sample.toml:{line}: ")
    assert said in message


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('step = "history"', 'step = "middle"', 4, "unknown step middle"),
        ('code = "SM"\n', "", 1, "code is missing"),
        ('code = "SM"', 'code = "SM"\ntitled_by = ["size"]', 4, "titled_by names size"),
        ('code = "SM"', 'code = "SM"\npages = 2', 4, "unknown key pages"),
        ('red = {', '"r e d" = {', 7, "a choice code"),
        ('title = { zh = "一", en = "One" }', 'title = "One"', 13, "both languages"),
    ],
)
def test_that_a_wrong_form_is_refused_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in HEAD
    message = refused(tmp_path, HEAD.replace(old, new, 1))
    assert message.startswith(f"sample.toml:{line}: ")
    assert said in message


def test_that_a_key_written_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    message = refused(tmp_path, HEAD.replace('code = "SM"', 'code = "SM"\ncode = "SN"'))
    assert message.startswith("sample.toml: ")
    assert "line 4" in message


def test_that_two_forms_cannot_have_one_key(tmp_path: Path) -> None:
    (tmp_path / "again.toml").write_text(HEAD, encoding="utf-8")
    message = refused(tmp_path, HEAD)
    assert message.startswith("sample.toml:1: ")
    assert "already taken" in message


def test_that_a_condition_inside_a_row_names_a_column_of_that_row(tmp_path: Path) -> None:
    rows = field(key="things", kind="rows") + """
[[section.field.column]]
key = "name"
kind = "text"
label = { zh = "名称", en = "Name" }
when = { field = "colour", is = ["red"] }
"""
    message = refused(tmp_path, HEAD + rows)
    assert message.startswith("sample.toml:31: ")


def test_that_a_field_is_not_asked_when_its_parent_is_not(tmp_path: Path) -> None:
    more = field(key="shade", kind="choice", rest='choices = "colour"\nwhen = { field = "colour", is = ["red"] }')
    deep = field(key="deep", rest='when = { field = "shade", is = ["blue"] }')
    (tmp_path / "sample.toml").write_text(HEAD + more + deep, encoding="utf-8")
    form = read_forms(tmp_path)["sample"]
    values = {"colour": "blue", "shade": "blue"}
    assert asked(form.field("deep"), values)
    assert [field.key for field in asked_fields(form.fields, values)] == ["colour"]
    values["colour"] = "red"
    assert [field.key for field in asked_fields(form.fields, values)] == ["colour", "shade", "deep"]
