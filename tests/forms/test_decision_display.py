"""A setting's value in words."""

from __future__ import annotations

import pytest

from ucbnk_desktop import places
from ucbnk_desktop.forms.decision_display import setting_question, setting_words
from ucbnk_desktop.protocol.pack import read_pack
from ucbnk_desktop.protocol.settings import SettingDefinition
from ucbnk_desktop.wording import Language, Text


def _setting(kind: str, *, unit: str = "", choices: tuple[tuple[str, str, str], ...] = ()) -> SettingDefinition:
    return SettingDefinition("asked", kind, "名", "Name", unit=unit, choices=choices)


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        (_setting("integer", unit="d"), "7", Text("7 天", "7 days")),
        (_setting("decimal", unit="kg"), "7.5", Text("7.5 kg", "7.5 kg")),
        (_setting("integer"), "2", Text("2", "2")),
        (_setting("yes_no"), "yes", Text("是", "Yes")),
        (_setting("yes_no"), "no", Text("否", "No")),
        (_setting("choice", choices=(("slot", "名额", "Slot"),)), "slot", Text("名额", "Slot")),
        (_setting("choice", choices=(("slot", "名额", "Slot"),)), "another", Text("another", "another")),
        (_setting("table"), "not JSON", Text("not JSON", "not JSON")),
        (_setting("table"), "3", Text("3", "3")),
        (_setting("table"), '[{"valid_from": "2025-01-01", "code": "A"}]',
         Text("自 2025-01-01 A", "from 2025-01-01 A")),
        (_setting("table"), '{"child_signs_from": 8, "participant_signs_from": 18}',
         Text("满 8 周岁起本人与监护人同签；满 18 周岁起本人单独签署",
              "child signs beside the guardian from 8 years; participant signs alone from 18 years")),
    ],
)
def test_that_a_setting_is_said_in_words(setting: SettingDefinition, value: str, words: Text) -> None:
    assert setting_words(setting, value) == words


@pytest.mark.parametrize(("unit", "zh", "en"), [
    ("d", "名（单位：天）", "Name (days)"), ("mo", "名（单位：个月）", "Name (months)"),
    ("a", "名（单位：年）", "Name (years)"), ("min", "名（单位：分钟）", "Name (minutes)"),
    ("kg", "名（单位：kg）", "Name (kg)"), ("", "名", "Name"),
])
def test_that_a_question_names_its_unit_in_words(unit: str, zh: str, en: str) -> None:
    asked = _setting("integer", unit=unit)
    assert [setting_question(asked, language) for language in (Language.ZH, Language.EN)] == [zh, en]


def test_that_no_setting_of_the_trial_shows_a_unit_that_needs_words_without_them() -> None:
    signs = {"%", "kg", "10⁶/kg", ""}
    for setting in read_pack(places.resources("protocol")).settings.values():
        words = setting_words(setting, "7")
        assert setting.unit in signs or (setting.unit not in words.zh.split() and setting.unit not in words.en.split())
