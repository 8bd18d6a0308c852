"""Bad input on the forms: each kind is a finding at its own key, in both languages, with what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

import pytest

from ucbnk_desktop import places
from ucbnk_desktop.forms.definition import Kind
from ucbnk_desktop.forms.display import explain
from ucbnk_desktop.forms.edit_checks.check import CheckContext, CheckResult, check
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.plausibility import BOUNDS
from ucbnk_desktop.wording import Language

FORMS = read_forms(places.forms())
KNOWN = CheckContext(date(2026, 11, 22), date(2022, 9, 1), datetime(2026, 11, 18, 9, 10), "male")  # noqa: DTZ001
TESTS = [field for field in FORMS["laboratory"].fields if field.kind is Kind.LAB]


def findings(form: str, values: Mapping[str, str]) -> tuple[CheckResult, ...]:
    return check(FORMS[form], values, {}, KNOWN)


def at(form: str, key: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(one.severity, one.reason.code) for one in findings(form, values) if one.key == key]


def result(key: str, value: str, **parts: str) -> dict[str, str]:
    field = FORMS["laboratory"].field(key)
    unit = field.unit or (field.units[0] if field.units else "")
    return {"sampled_on": "2026-11-19", key: value, f"{key}_unit": unit, **{f"{key}_{n}": p for n, p in parts.items()}}


@pytest.mark.parametrize("key", [field.key for field in TESTS])
def test_that_a_negative_result_of_any_test_cannot_be_saved(key: str) -> None:
    assert ("error", "field_negative") in at("laboratory", key, result(key, "-1"))


@pytest.mark.parametrize("key", [field.key for field in TESTS if field.key in BOUNDS])
def test_that_an_absurd_result_of_any_test_is_asked_about(key: str) -> None:
    assert at("laboratory", key, result(key, str(BOUNDS[key].high + 1))) == [("query", "field_absurd")]
    if BOUNDS[key].low > 0:
        assert at("laboratory", key, result(key, "0")) == [("query", "field_absurd")]


@pytest.mark.parametrize("key", ["heart_rate_per_min", "qt_ms", "qtc_printed_ms"])
def test_that_an_absurd_measurement_of_the_ecg_is_asked_about(key: str) -> None:
    for value in ("1", "3000"):
        assert ("query", "field_absurd") in at("ecg_echo", key, {"ecg_on": "2026-11-19", key: value})


@pytest.mark.parametrize("key", [field.key for field in TESTS])
def test_that_an_upper_limit_of_zero_is_asked_about(key: str) -> None:
    assert ("query", "field_uln_zero") in at("laboratory", f"{key}_uln", result(key, "5", uln="0"))


@pytest.mark.parametrize("key", [field.key for field in TESTS])
@pytest.mark.parametrize(("low", "high"), [("9", "8"), ("8", "8")])
def test_that_a_lower_limit_not_below_the_upper_one_is_asked_about(key: str, low: str, high: str) -> None:
    found = at("laboratory", f"{key}_lln", result(key, "8", lln=low, uln=high))
    assert ("query", "field_limits_crossed") in found


def test_that_an_absurd_upper_limit_is_asked_about() -> None:
    assert ("query", "field_absurd") in at("laboratory", "crea_uln", result("crea", "30", uln="0.5"))


@pytest.mark.parametrize(("on", "code"), [
    ("2026-11-17", "field_before_consent"), ("2026-11-23", "field_future"), ("2022-08-31", "field_before_birth"),
])
def test_that_a_sample_before_consent_in_the_future_or_before_birth_is_asked_about(on: str, code: str) -> None:
    assert at("laboratory", "sampled_on", {"sampled_on": on}) == [("query", code)]


@pytest.mark.parametrize(("time", "asked"), [("09:09", True), ("09:10", False)])
def test_that_a_sample_a_minute_before_consent_is_asked_about(time: str, asked: bool) -> None:
    found = findings("laboratory", {"sampled_on": "2026-11-18", "sampled_at": time})
    assert any(one.reason.code == "field_before_consent" for one in found) is asked


@pytest.mark.parametrize(("uln", "born", "asked"), [
    ("75", date(2022, 9, 1), False), ("75.1", date(2022, 9, 1), True), ("104", date(2013, 11, 20), True),
    ("104", date(2013, 11, 19), False), ("0.85", date(2022, 9, 1), True),
])
def test_that_an_adult_limit_of_creatinine_is_asked_about_below_13_years(
    uln: str, born: date, asked: bool
) -> None:
    unit = "mg/dL" if uln.startswith("0.") else "µmol/L"
    value = "0.4" if unit == "mg/dL" else "30"
    values = {"sampled_on": "2026-11-19", "crea": value, "crea_unit": unit, "crea_uln": uln}
    found = check(FORMS["laboratory"], values, {}, CheckContext(date(2026, 11, 22), born, KNOWN.consented_at, "male"))
    assert any(one.reason.code == "field_adult_limit" for one in found) is asked


BAD = [
    ("laboratory", result("anc", "-1")), ("laboratory", result("anc", "2310")),
    ("laboratory", result("crea", "30", uln="0")), ("laboratory", result("crea", "30", lln="50", uln="40")),
    ("laboratory", {"sampled_on": "2026-11-17"}), ("laboratory", {"sampled_on": "2026-11-23"}),
    ("laboratory", {"sampled_on": "2022-08-31"}), ("laboratory", result("crea", "30", uln="104")),
]


@pytest.mark.parametrize(("form", "values"), BAD)
def test_that_a_finding_says_what_is_wrong_and_what_to_do_in_both_languages(
    form: str, values: Mapping[str, str]
) -> None:
    [finding] = findings(form, values)
    zh, en = (explain(finding.reason, FORMS, language) for language in (Language.ZH, Language.EN))
    assert zh.endswith(("请核对", "核对", "单位", "日期", "规定"))
    assert re.search(r"check|says", en)
    assert re.search(r"保存|采用|判", zh)
    assert "{" not in zh + en
