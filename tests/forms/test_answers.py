"""Answers for the rules, and how far an entry is filled in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ucbnk_desktop import places
from ucbnk_desktop.forms.answers import answers_of, entry_of
from ucbnk_desktop.forms.edit_checks.check import completeness, is_complete, open_fields, required_completeness
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.dates import PartialDate
from ucbnk_desktop.protocol.facts import Answer, LabResult, Missing, Source
from ucbnk_desktop.protocol.quantity import Quantity

FORMS = read_forms(places.forms())
TODAY = date(2026, 11, 22)
HAIR_LOSS = {"term": "脱发", "grade": "1", "cause": "chemotherapy"}


def test_that_an_entry_states_its_answers_with_their_source() -> None:
    entry = entry_of(FORMS["demographics"], 3, {"birth_date": "2022-09-01", "sex": "male"}, {}, today=TODAY)
    assert entry.number == 3
    assert entry.answers == {
        "birth_date": Answer(date(2022, 9, 1), Source("demographics", 3, "birth_date")),
        "sex": Answer("male", Source("demographics", 3, "sex")),
    }


def test_that_a_laboratory_result_carries_its_own_limits() -> None:
    values = {"anc": "0.92", "anc_unit": "10⁹/L", "anc_lln": "1.20", "anc_uln": "7.00"}
    entry = entry_of(FORMS["laboratory"], 1, values, {}, today=TODAY)
    assert entry.value("anc") == LabResult(Quantity(Decimal("0.92")), "10⁹/L", Decimal("1.20"), Decimal("7.00"))


def test_that_an_answer_missing_for_a_reason_is_an_answer() -> None:
    answers = answers_of(FORMS["laboratory"].fields, {"ast": "[not_done] 标本溶血"}, "laboratory", 1, today=TODAY)
    assert answers["ast"] == Answer(None, Source("laboratory", 1, "ast"), Missing.NOT_DONE, "标本溶血")


def test_that_what_is_empty_has_no_answer_and_what_is_unreadable_is_unknown() -> None:
    answers = answers_of(FORMS["laboratory"].fields, {"alt": "", "ast": "4,8"}, "laboratory", 1, today=TODAY)
    assert set(answers) == {"ast"}
    assert (answers["ast"].value, answers["ast"].missing, answers["ast"].reason) == (None, Missing.UNKNOWN, "4,8")


def test_that_a_result_without_a_unit_is_given_none() -> None:
    result = entry_of(FORMS["laboratory"], 1, {"anc": "0.92"}, {}, today=TODAY).value("anc")
    assert isinstance(result, LabResult)
    assert result.unit == ""


def test_that_what_is_no_longer_asked_is_still_told_to_the_rules() -> None:
    values = {"brain_metastasis": "no", "brain_treated": "yes", "brain_stable_since": "2026-01"}
    entry = entry_of(FORMS["diagnosis"], 1, values, {}, today=TODAY)
    assert set(entry.answers) == set(values)


def test_that_rows_state_where_they_stand() -> None:
    rows = {"chemotherapy": [{"drug": "长春新碱"}, {"drug": "洛莫司汀", "last_dose_on": "2026-08"}]}
    entry = entry_of(FORMS["prior_therapy"], 1, {"chemotherapy_given": "yes"}, rows, today=TODAY)
    second = entry.rows["chemotherapy"][1]
    assert second.answers["last_dose_on"] == Answer(
        PartialDate.parse("2026-08"), Source("prior_therapy", 1, "chemotherapy[1].last_dose_on"),
    )


def test_that_rows_stand_even_under_a_question_answered_no() -> None:
    rows = {"chemotherapy": [{"drug": "长春新碱"}]}
    entry = entry_of(FORMS["prior_therapy"], 1, {"chemotherapy_given": "no"}, rows, today=TODAY)
    assert entry.rows["chemotherapy"][0].value("drug") == "长春新碱"


def test_that_every_filled_column_of_a_row_is_told_to_the_rules() -> None:
    rows = {"radiotherapy": [{"modality": "mibg", "dose_gy": "21.6", "activity_gbq": "7.4"}]}
    entry = entry_of(FORMS["prior_therapy"], 1, {"radiotherapy_given": "yes"}, rows, today=TODAY)
    assert set(entry.rows["radiotherapy"][0].answers) == {"modality", "dose_gy", "activity_gbq"}


def test_that_only_what_is_asked_counts() -> None:
    form = FORMS["medical_history"]
    before, after = (completeness(form, {"effusion": answer}, {}) for answer in ("no", "yes"))
    assert before[0] == after[0] == 1
    assert after[1] == before[1] + 3


def test_that_a_reason_for_absence_counts_as_answered() -> None:
    assert completeness(FORMS["demographics"], {"sex": "[unknown]"}, {}) == (1, 3)


def test_that_required_fields_decide_whether_an_entry_is_complete() -> None:
    form, values = FORMS["demographics"], {"sex": "male", "birth_date": "2022-09-01"}
    assert completeness(form, values, {}) == (2, 3)
    assert required_completeness(form, values, {}) == (2, 2)
    assert is_complete(form, values, {})
    assert not is_complete(form, {"sex": "male"}, {})


@pytest.mark.parametrize(("rows", "open_"), [
    ([], ["toxicities"]),
    ([{}], ["toxicities[0].term", "toxicities[0].grade", "toxicities[0].cause"]),
    ([HAIR_LOSS, {"term": "乏力", "grade": "1"}], ["toxicities[1].cause"]),
    ([HAIR_LOSS], []),
])
def test_that_a_table_is_answered_when_each_row_is(rows: list[dict[str, str]], open_: list[str]) -> None:
    form, values = FORMS["toxicities"], {"any_toxicity": "yes"}
    assert list(open_fields(form, values, {"toxicities": rows})) == open_
    assert is_complete(form, values, {"toxicities": rows}) is (not open_)


def test_that_a_table_that_is_not_asked_is_not_open() -> None:
    assert is_complete(FORMS["toxicities"], {"any_toxicity": "no"}, {})


def test_that_an_untouched_form_asks_and_answers_nothing() -> None:
    for form in FORMS.values():
        answered, asked = completeness(form, {}, {})
        assert answered == 0
        assert asked > 0
