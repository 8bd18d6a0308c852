"""What every single answer changes: two children, and what each field of theirs may say instead.

`what_each_answer_changes.txt` holds it as it was when somebody last read it: under each field its answers, those that
change the same beside each other, and under them the verdicts that become different, in state, days, grounds (but not
in which words a datum is absent) and missing fields. Of the second child only those answers are asked that the first
does not give. After a change of the rules or the forms write it anew (this test with `EVIDENCE=write` in the
environment) and read what differs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.helpers.pack import FORMS, PACK
from tests.helpers.participants import Participant
from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.protocol.verdicts import Assessment, FieldRef, Reason, Verdict

Changed = tuple[str, Participant]
FILE = Path(__file__).with_name("what_each_answer_changes.txt")
WRITING = os.environ.get("EVIDENCE") == "write"
CHILDREN = ("eligible", "severe")
UNASKED = ("identity", "eligibility", "enrolment", "infusion", "adverse_event", "protocol_deviation", "end_of_study")
"""Forms that no criterion reads before the day of an infusion."""

ABSENT = ("", "[not_done]", "[unknown]", "[not_applicable]", "[pending]")
_SAID: Mapping[Kind, tuple[str, ...]] = {
    Kind.YES_NO: ("yes", "no"),
    Kind.DATE: ("2025-03-20", "2025-03-21", "2025-02-20", "2017-03-20", "2014-01-01", "0201-01-01"),
    Kind.PARTIAL_DATE: ("2025-03-20", "2025-03-21", "2025-03", "2025", "2017-03-20", "2014-01-01"),
    Kind.MOMENT: ("2025-03-10 09:59", "2025-03-10 10:01", "2025-03-20 08:00", "2025-03-21 08:00", "2014-01-01 08:00"),
    Kind.INTEGER: ("0", "11", "12", "1000"),
    Kind.DECIMAL: ("0", "1", "45", "60", "101", "500", "100000"),
    Kind.LAB: ("-1", "0.9", "<1", "30", "1000000"),  # of a test that the child does not have, only two of them
    Kind.TEXT: ("某词",),
}
_UNSAID = ("fields", "question", "anchor", "span", "ruling")
_CODES = dict.fromkeys(("why_missing", "why_not_done", "why_unknown", "why_not_answerable", "why_pending"), "absent")


def _answers(field: Field) -> tuple[str, ...]:
    codes = tuple(choice.code for choice in field.choices)
    several = (" ".join(codes),) if field.kind is Kind.CHOICES else ()
    return tuple(dict.fromkeys((*ABSENT, *_SAID.get(field.kind, ()), *codes, *several)))


def _changes(form: str, child: Participant, other: Participant | None) -> Iterator[tuple[str, Iterator[Changed]]]:
    """Every field of `form` and of its rows that stand, with what the child is when it is answered otherwise.

    Fields and tables in which the `other` child says the same are left out.
    """
    values, tables = _last(form, child)
    same, alike = _last(form, other) if other else ({}, {})
    for field in FORMS[form].fields:
        if field.kind is not Kind.ROWS:
            if other is None or values.get(field.key) != same.get(field.key):
                yield field.key, _said(form, field, child)
        elif field.key in tables and tables[field.key] != alike.get(field.key):
            for column in field.columns:
                yield f"{field.key}.{column.key}", _said_in_row(form, field.key, column, tables[field.key], child)


def _last(form: str, child: Participant) -> tuple[Mapping[str, str], Mapping[str, tuple[Mapping[str, str], ...]]]:
    *_, last = child.entries.get(form, (({}, {}),))
    return last[0], last[1]


def _said(form: str, field: Field, child: Participant) -> Iterator[Changed]:
    untold = field.kind is Kind.LAB and field.key not in _last(form, child)[0]
    for text in ("[pending]", "30") if untold else _answers(field):
        yield text, child.but(form, **{field.key: text})
    for part, text in (("unit", ""), ("unit", "?"), ("uln", ""), ("uln", "0")) if field.kind is Kind.LAB else ():
        yield f"{part} {text or '(blank)'}", child.but(form, **{f"{field.key}_{part}": text})


def _said_in_row(
    form: str, table: str, column: Field, rows: tuple[Mapping[str, str], ...], child: Participant
) -> Iterator[Changed]:
    for text in _answers(column):
        yield text, child.having(form, table, {**rows[0], column.key: text}, *rows[1:])


def _decisions(child: Participant) -> Iterator[tuple[str, Iterator[Changed]]]:
    """Every ruling and setting, decided otherwise or not at all."""
    for ruling in PACK.rulings.values():
        values = ("", *(value.replace("(?)", "(60)") for value in ruling.alternatives))
        yield ruling.id, ((value, child.ruled(**{ruling.id: value})) for value in values)
    for setting in PACK.settings:
        yield setting, ((value, child.set(**{setting: value})) for value in ("",))


def _told(child: Participant, changes: Iterator[tuple[str, Iterator[Changed]]]) -> Iterator[str]:
    usual = child.assessment()
    for name, answers in changes:
        alike: dict[tuple[str, ...], list[str]] = {}
        for text, changed in answers:
            alike.setdefault(_differences(usual, changed.assessment()), []).append(text or "(blank)")
        if any(alike):
            yield f" {name}"
            for lines, texts in alike.items():
                yield f"  {' | '.join(texts)}"
                yield from (f"   {line}" for line in lines)


def _differences(usual: Assessment, found: Assessment) -> tuple[str, ...]:
    shown = [
        _verdict(verdict) for before, verdict in zip(usual.verdicts, found.verdicts, strict=True)
        if verdict.criterion not in ("I12", "E23") and verdict != before
    ]
    return (*shown, *(_reason(reason) for reason in found.queries if reason not in usual.queries))


def _verdict(verdict: Verdict) -> str:
    days = (("from", verdict.first_ok), ("clears", verdict.clears_on), ("until", verdict.valid_until))
    dated = "".join(f" {name} {day}" for name, day in days if day)
    missing = f" missing {' '.join(map(_ref, verdict.missing))}" if verdict.missing else ""
    return f"{verdict.criterion} {verdict.state}{dated}: {'; '.join(map(_reason, verdict.reasons))}{missing}"


def _reason(reason: Reason) -> str:
    said = " ".join(_argument(value) for name, value in reason.arguments.items() if name not in _UNSAID)
    return f"{_CODES.get(reason.code, reason.code)} {said}".rstrip()


def _argument(value: object) -> str:
    return _ref(value) if isinstance(value, FieldRef) else str(value)


def _ref(ref: FieldRef) -> str:
    return f"{ref.form}.{ref.field}"


def _places() -> list[str]:
    return [f"{child} {form}" for child in CHILDREN for form in (*FORMS, "decisions") if form not in UNASKED]


@cache
def _written() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else ():
        if not line.startswith(" "):
            current = found[line] = []
        else:
            current.append(line)
    return found


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, list[str]]]:
    """What was told in this run; it becomes the record where it is written anew."""
    found: dict[str, list[str]] = {}
    yield found
    if WRITING and set(found) == set(_places()):
        lines = [line for place in _places() if found[place] for line in (place, *found[place])]
        FILE.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


@pytest.mark.parametrize("place", _places())
def test_that_an_answer_changes_the_verdicts_that_it_did(
    place: str, told: dict[str, list[str]], request: pytest.FixtureRequest
) -> None:
    name, form = place.split(" ")
    child = request.getfixturevalue(name)
    other = None if name == CHILDREN[0] else request.getfixturevalue(CHILDREN[0])
    changes = _decisions(child) if form == "decisions" else _changes(form, child, other)
    told[place] = list(_told(child, changes))
    if not WRITING:
        assert told[place] == _written().get(place, [])
