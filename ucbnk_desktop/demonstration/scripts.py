"""The stories of the invented children, read from `resources/demonstration/*.toml` and laid out day by day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ucbnk_desktop import places
from ucbnk_desktop.protocol.dates import plus_days
from ucbnk_desktop.records.model import User
from ucbnk_desktop.site_time import SITE_ZONE
from ucbnk_desktop.wording import Text

from . import days

Answers = Mapping[str, str]
Tables = Mapping[str, tuple[Answers, ...]]

_SIGNED_BY = {"confirm": "investigator", "enrol": "investigator"}
_SCREENED_BEFORE = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """One thing done in the study file: what, when, by whom, for which child.

    `entry` None is the latest of `form`; `confirmed` are prompts answered with "it is so", by field key.
    """

    at: datetime
    verb: str
    code: str
    by: str = "coordinator"
    form: str = ""
    answers: Answers = field(default_factory=dict)
    rows: Tables = field(default_factory=dict)
    reason: str = ""
    row: tuple[str, int] | None = None
    entry: int | None = None
    confirmed: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InventedChild:
    """One invented child: the code, the story in a line, and everything that was recorded, in order of time."""

    code: str
    story: Text
    acts: tuple[ScriptStep, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """The whole demonstration study."""

    title: Text
    source: str
    prepared: datetime
    people: Mapping[str, User]
    children: tuple[InventedChild, ...]

    @property
    def acts(self) -> tuple[ScriptStep, ...]:
        """What happened to all children, in order of time."""
        return tuple(sorted((act for child in self.children for act in child.acts), key=lambda act: act.at))


def read_script(folder: Path, *, today: date) -> Script:
    """The demonstration in `folder`, its days counted from `today`."""
    study = _read(folder / "study.toml")
    common, infusion = _read(folder / "common.toml"), _read(folder / "infusion.toml")
    children = (_child(_read(path), common, infusion, today) for path in sorted(folder.glob("child-*.toml")))
    return Script(
        title=Text(**study["title"]), source=study["source"], prepared=_moment(study["prepared"], today),
        people={key: User(**person) for key, person in study["people"].items()}, children=tuple(children),
    )


def coordinator() -> User:
    """The invented coordinator, by whom the demonstration is printed."""
    return User(**_read(places.resources("demonstration") / "study.toml")["people"]["coordinator"])


def _child(
    data: Mapping[str, Any], common: Mapping[str, Any], infusion: Mapping[str, Any], today: date
) -> InventedChild:
    zero = plus_days(today, data.get("days", 0))
    code = data["code"]
    acts = [
        *_screening(data, common, zero),
        *(act for given in data.get("infusion", ()) for act in _infusion(data, given, infusion, zero)),
        *(_sample(code, taken, common, zero) for taken in data.get("sample", ())),
        *(_act(code, then, zero) for then in data.get("then", ())),
    ]
    acts.sort(key=lambda act: act.at)
    begun = acts[0].at if acts else _moment("@-6 10:00", zero)
    identity = ScriptStep(
        begun - _SCREENED_BEFORE + timedelta(minutes=3), "record", code, form="identity", answers=data["identity"],
    )
    return InventedChild(
        code, Text(**data["story"]), (ScriptStep(begun - _SCREENED_BEFORE, "screen", code), identity, *acts)
    )


def _screening(data: Mapping[str, Any], common: Mapping[str, Any], zero: date) -> Iterator[ScriptStep]:
    only, without = data.get("only"), data.get("without", ())
    for entry in common["entry"]:
        form = entry["form"]
        if form in without or (only is not None and form not in only):
            continue
        yield ScriptStep(
            _moment(entry["recorded"], zero), "record", data["code"], form=form,
            answers=_answers({**entry["answers"], **data.get("change", {}).get(form, {})}, zero),
            rows=_rows({**entry.get("rows", {}), **data.get("rows", {}).get(form, {})}, zero),
        )


def _infusion(
    data: Mapping[str, Any], given: Mapping[str, Any], template: Mapping[str, Any], zero: date
) -> Iterator[ScriptStep]:
    day, number, change = plus_days(zero, given["day"]), str(given["number"]), given.get("change", {})
    code, measured = data["code"], data.get("change", {}).get("vital_signs", {})
    weight = {"weight_kg": measured["weight_kg"]} if "weight_kg" in measured else {}
    for entry in template["entry"]:
        own = {"infusion_number": number, "lot": f"DEMO-NK-{code[2:]}-{number}", "label_code": code, **weight}
        answers, rows = {**entry["answers"], **own, **change}, entry["rows"]
        if change.get("given") == "no":
            answers, rows = {"infusion_number": number, **change}, {}
        yield ScriptStep(
            _moment(entry["recorded"], day), "record", code, form=entry["form"], answers=_answers(answers, day),
            rows=_rows(rows, day),
        )


def _sample(code: str, taken: Mapping[str, Any], common: Mapping[str, Any], zero: date) -> ScriptStep:
    """A laboratory entry of a day during treatment; the template's own sample is taken three days before its day 0."""
    [entry] = (one for one in common["entry"] if one["form"] == "laboratory")
    day = plus_days(zero, taken["day"] + 3)
    answers = {**entry["answers"], **common["sample"], **taken["change"]}
    return ScriptStep(
        _moment(entry["recorded"], day), "record", code, form="laboratory", answers=_answers(answers, day),
        confirmed=taken.get("confirmed", {}),
    )


def _act(code: str, then: Mapping[str, Any], zero: date) -> ScriptStep:
    verb = then["do"]
    row = (then["rows"], then["row"]) if verb == "strike_row" else None
    return ScriptStep(
        _moment(then["recorded"], zero), verb, code, by=then.get("by", _SIGNED_BY.get(verb, "coordinator")),
        form=then.get("form", ""), answers=_answers(then.get("answers", {}), zero), reason=then.get("reason", ""),
        row=row, entry=then.get("entry"),
    )


def _answers(answers: Mapping[str, str], zero: date) -> Answers:
    return {key: days.resolved(text, zero) for key, text in answers.items() if text}


def _rows(rows: Mapping[str, list[Mapping[str, str]]], zero: date) -> Tables:
    return {key: tuple(_answers(row, zero) for row in table) for key, table in rows.items()}


def _moment(text: str, zero: date) -> datetime:
    return days.moment(text, zero).replace(tzinfo=SITE_ZONE)


def _read(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
