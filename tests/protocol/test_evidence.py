"""What each verdict of the shipped cases says and rests on: the answers, beside the limits they were held against.

`evidence.txt` holds it as it was when somebody last read it. After a change of the cases or of what is shown, write it
anew (this test with `EVIDENCE=write` in the environment) and read what differs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.pack import BASE_LIMITS
from tests.helpers.shipped_cases import SHIPPED, judged_case
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef, Named, Reason, ReasonArgument, State, Verdict
from ucbnk_desktop.validation import Case

FILE = Path(__file__).with_name("evidence.txt")
SETTLED = (State.MET, State.ABSENT, State.NOT_MET, State.PRESENT, State.PENDING_DATE)


def _shown(datum: Evidence) -> str:
    limit = f" ({datum.limit})" if datum.limit else ""
    on = f" of {datum.on}" if datum.on else ""
    return f"    {datum.source.form}.{datum.source.field} = {datum.shown}{limit}{on}"


def _said(reason: Reason) -> str:
    """A reason's code with everything that its sentence is given; the words themselves may change."""
    return " ".join((reason.code, *(f"{name}={_named(reason.arguments[name])}" for name in sorted(reason.arguments))))


def _named(argument: ReasonArgument) -> str:
    match argument:
        case FieldRef(form, field):
            return f"{form}.{field}"
        case Named():
            return repr(argument.en)
        case tuple():
            return ",".join(_named(one) for one in argument)
        case _:
            return str(argument)


def _told(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    """The watched criteria of a case with their evidence."""
    watched = {one.subject for one in case.expected}
    yield case.id
    for verdict in verdicts:
        if verdict.criterion in watched:
            yield f"  {verdict.criterion} {verdict.state}{_days(verdict)}"
            yield from (f"    says {_said(reason)}" for reason in verdict.reasons)
            yield from (f"    lacks {_named(ref)}" for ref in verdict.missing)
            yield f"    by {' '.join((*verdict.rulings, *verdict.settings))}"
            yield from map(_shown, verdict.evidence)


def _verdicts(case: Case) -> tuple[Verdict, ...]:
    return judged_case(case).assessment.verdicts


def _days(verdict: Verdict) -> str:
    days = (("first ok", verdict.first_ok), ("clears", verdict.clears_on), ("valid until", verdict.valid_until))
    return "".join(f", {name} {day}" for name, day in days if day)


def _written() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else ():
        if not line.startswith(" "):
            current = found[line] = []
        current.append(line)
    return found


if os.environ.get("EVIDENCE") == "write":
    told = [line for case in SHIPPED for line in _told(case, _verdicts(case))]
    FILE.write_text("".join(f"{line}\n" for line in told), encoding="utf-8", newline="\n")


WRITTEN = _written()


@pytest.mark.parametrize("case", SHIPPED, ids=[case.id for case in SHIPPED])
def test_that_a_verdict_shows_the_answers_it_rests_on_beside_their_limits(case: Case) -> None:
    verdicts = _verdicts(case)
    assert list(_told(case, verdicts)) == WRITTEN.get(case.id)
    for verdict in verdicts:
        assert verdict.evidence or verdict.state not in SETTLED, verdict


def test_that_nothing_is_told_of_cases_that_do_not_ship() -> None:
    assert set(WRITTEN) <= {case.id for case in SHIPPED}


def test_that_the_cases_hold_data_against_every_limit_of_the_pack_by_its_name() -> None:
    held = {
        (comparison.name, comparison.side)
        for case in SHIPPED for verdict in _verdicts(case)
        for datum in verdict.evidence for comparison in datum.comparisons if comparison.name
    }
    assert {name for name, _ in held} == BASE_LIMITS
    assert {("surgery_days", side) for side in ("below", "at", "above")} <= held
