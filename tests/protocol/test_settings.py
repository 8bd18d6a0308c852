from __future__ import annotations

from decimal import Decimal
from inspect import signature

import pytest

from ucbnk_desktop.protocol.settings import SettingDefinition, Settings


def test_that_an_unset_setting_is_none_in_every_kind() -> None:
    for values in ({}, {"x": ""}, {"x": "  "}):
        settings = Settings(values)
        for read in (settings.text, settings.integer, settings.decimal, settings.yes, settings.table):
            assert read("x") is None


def test_that_each_kind_is_read() -> None:
    settings = Settings({"n": "28", "d": "1.50", "y": "yes", "o": "no", "t": '{"a": 0.1}', "l": "[1]", "w": " a b "})
    assert settings.integer("n") == 28
    assert settings.decimal("d") == Decimal("1.50")
    assert (settings.yes("y"), settings.yes("o")) == (True, False)
    assert settings.table("t") == {"a": Decimal("0.1")}
    assert settings.table("l") == [1]
    assert settings.text("w") == "a b"


@pytest.mark.parametrize("text", ["-1", "1.5", "７", "many", "1e3", "²"])
def test_that_no_whole_number_is_guessed(text: str) -> None:
    assert Settings({"x": text}).integer("x") is None


@pytest.mark.parametrize("text", ["NaN", "Infinity", "one"])
def test_that_no_number_is_guessed(text: str) -> None:
    assert Settings({"x": text}).decimal("x") is None


@pytest.mark.parametrize("text", ["maybe", "true", "1"])
def test_that_yes_is_only_yes(text: str) -> None:
    assert Settings({"x": text}).yes("x") is None


@pytest.mark.parametrize("text", ["[1", "3", '"a"', "null"])
def test_that_no_table_is_guessed(text: str) -> None:
    assert Settings({"x": text}).table("x") is None


def test_that_a_table_is_read_once() -> None:
    settings = Settings({"t": '{"a": 1.5}', "x": "[1"})
    assert settings.table("t") is settings.table("t")
    assert settings.table("x") is settings.table("x") is None


def test_that_settings_are_their_values_whatever_was_read_of_them() -> None:
    read = Settings({"t": "[1]"})
    assert read.table("t") == [1]
    assert read == Settings({"t": "[1]"})
    assert repr(read) == repr(Settings({"t": "[1]"}))
    assert list(signature(Settings).parameters) == ["values"]
    assert Settings().text("t") is None


def test_that_a_definition_is_free_to_change_stops_nothing_and_has_no_demonstration_unless_it_says_so() -> None:
    bare = SettingDefinition("colour", "text", "颜色", "Colour")
    assert bare == SettingDefinition("colour", "text", "颜色", "Colour", "", False, "", "", ())
