"""The protocol pack: criterion texts, limits, questions and settings of one version of the protocol."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ucbnk_desktop.toml_positions import line_numbers, line_of

from .procedures import ProcedureWords, procedure_words
from .rulings import RulingDefinition
from .settings import SettingDefinition
from .word_lists import WordError, any_of, only_keys, patterns_in

Made = TypeVar("Made")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


class PackError(Exception):
    """A protocol pack that cannot be used; `file` and `key` say where, the message where and what.

    `code` names the words for it in `resources/wording/protocols.toml`, to be filled with `arguments`; a pack of the
    program itself has none: its message is for whoever maintains it.
    """

    def __init__(self, file: str, key: str, problem: str, *, code: str = "", **arguments: object) -> None:
        super().__init__(": ".join(part for part in (file, key, problem) if part))
        self.file, self.key, self.code = file, key, code
        self.arguments: Mapping[str, object] = {"file": file, "key": key, "problem": problem, **arguments}


@dataclass(frozen=True, slots=True)
class CriterionText:
    """What one criterion says, in our own short words and as the public registry prints it.

    `short_*` is the title on the board. `decided_by`: C computed, J judged by the investigator, C+J both.
    `approved_zh` is the ethics-approved text, empty until the site enters it; where it stands, it governs.
    """

    id: str
    kind: str
    zh: str
    en: str
    short_zh: str
    short_en: str
    decided_by: str
    registry_en: str
    rulings: tuple[str, ...] = ()
    approved_zh: str = ""


class WholeLimit(int):
    """A whole number of the pack that knows its own name there (`surgery_days`); it counts as any other."""

    limit: str


class DecimalLimit(Decimal):
    """An exact decimal of the pack that knows its own name there (`anc_min`); it counts as any other."""

    limit: str


def name_of(number: Decimal | int | None) -> str:
    """The name that a number of the pack has there; "" for any other, and for what was computed from one."""
    return number.limit if isinstance(number, WholeLimit | DecimalLimit) else ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The protocol's numbers; one that no criterion of the version counts with may be None.

    Days and months are calendar ones; `*_uln` are multiples of the report's upper limit; cells in 10⁹/L, proteinuria in
    g/24 h, QTc in ms, LVEF in per cent, prothrombin time in seconds over its limit.

    Each knows its own name, so that a rule is given the number alone and what it held against it still says which
    limit that was (`verdicts.LimitComparison`).
    """

    age_days_min: int
    age_years_max: int
    karnofsky_from_years: int
    infant_below_years: int
    score_min: int
    survival_weeks_min: int
    chemotherapy_days: int
    nitrosourea_days: int
    anticancer_days: int
    growth_factor_long_days: int
    growth_factor_short_days: int
    radiotherapy_palliative_days: int
    radiotherapy_marrow_days: int
    stem_cells_days: int
    anc_min: Decimal
    anc_min_marrow: Decimal
    plt_min: Decimal
    plt_min_marrow: Decimal
    bilirubin_max_uln: Decimal
    creatinine_max_uln: Decimal
    transaminase_max_uln: Decimal
    transaminase_max_uln_liver: Decimal
    brain_stable_months: int
    ischaemia_grade: int
    qtc_male: Decimal
    qtc_female: Decimal
    lvef_min: Decimal
    inr_max: Decimal
    pt_over_uln_seconds: Decimal
    aptt_max_uln: Decimal
    thromboembolism_months: int
    surgery_days: int
    abdominal_months: int
    urine_dip_from: int
    urine_protein_from: Decimal
    trial_days: int
    steroid_days: int
    autoimmune_months: int
    live_vaccine_months: int
    live_vaccine_days: int
    maternal_antibody_months: int

    def __post_init__(self) -> None:
        for limit in fields(self):
            number = getattr(self, limit.name)
            if number is None:
                continue
            named = WholeLimit(number) if limit.type == "int" else DecimalLimit(number)
            named.limit = limit.name
            object.__setattr__(self, limit.name, named)


WHOLE_LIMITS = frozenset(limit.name for limit in fields(Limits) if limit.type == "int")
"""The limits that are whole numbers; the others are exact decimals, written in quotes."""


@dataclass(frozen=True, slots=True)
class ProtocolPack:
    """One version of the protocol; a participant is judged by the one that is in force there.

    `procedures` are the words by which a minor procedure is known, `blood_counts` fits a toxicity that is a blood count
    and nothing else. `title` is what an amendment calls itself, as (zh, en); empty for the first version.
    """

    version: str
    dated: date
    protocol: str
    criteria: Mapping[str, CriterionText]
    limits: Limits
    rulings: Mapping[str, RulingDefinition]
    settings: Mapping[str, SettingDefinition]
    procedures: ProcedureWords
    blood_counts: re.Pattern[str]
    title: tuple[str, str] = ("", "")

    @property
    def lines(self) -> tuple[str, ...]:
        """The ids of the board's lines: parts instead of the criteria that are made up of parts."""
        sums = {criterion.rpartition(".")[0] for criterion in self.criteria}
        return tuple(criterion for criterion in self.criteria if criterion not in sums)

    @property
    def listed(self) -> tuple[CriterionText, ...]:
        """The criteria as they are printed: each before its own parts."""
        return tuple(sorted(self.criteria.values(), key=lambda criterion: self._place(criterion.id)))

    def _place(self, criterion: str) -> tuple[int, int]:
        """Where the whole criterion stands, that is where the first of its parts does, then the place among them."""
        order = list(self.criteria)
        whole = criterion.partition(".")[0]
        first = min(order.index(other) for other in order if other.partition(".")[0] == whole)
        return first, -1 if criterion == whole else order.index(criterion)


def read_pack(folder: Path) -> ProtocolPack:
    """The pack in `folder`; PackError for the first thing wrong.

    ucbnk01.toml holds the criteria and limits, rulings.toml and settings.toml what the study decides, procedures.toml
    and toxicities.toml the words by which typed text is known.
    """
    pack = _File(folder / "ucbnk01.toml")
    rulings = _File(folder / "rulings.toml").each("ruling", _ruling)
    settings = _File(folder / "settings.toml").each("setting", _setting)
    criteria = pack.each("criterion", _criterion)
    for criterion in criteria.values():
        for ruling in criterion.rulings:
            if ruling not in rulings:
                raise pack.error(criterion.id, f"names the ruling {ruling}, which is not defined")
    dated = pack.value("dated")
    if not isinstance(dated, date):
        raise pack.error("dated", "is not a date")
    minor = rulings["R-MINOR-OPS"].allowed if "R-MINOR-OPS" in rulings else ()
    return ProtocolPack(
        str(pack.value("version")), dated, str(pack.value("protocol")), criteria,
        _limits(pack), rulings, settings,
        _File(folder / "procedures.toml").words(partial(procedure_words, codes=minor)),
        _File(folder / "toxicities.toml").words(_blood_counts),
    )


class _File:
    """One TOML file of the pack."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self.source = path.read_text(encoding="utf-8")
            self.data = tomllib.loads(self.source)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PackError(path.name, "", f"cannot be read ({error})") from error

    def error(self, key: str, message: str) -> PackError:
        return PackError(self.name, key, message)

    def value(self, key: str) -> Any:
        if key not in self.data:
            raise self.error(key, "is missing")
        return self.data[key]

    def each(self, table: str, make: Callable[[Mapping[str, Any]], Made]) -> dict[str, Made]:
        """Every table of the list `table` made into an object, by its id."""
        made: dict[str, Made] = {}
        for entry in self.value(table):
            key = str(entry.get("id", "?"))
            if key in made:
                raise self.error(key, "stands twice")
            try:
                made[key] = make(entry)
            except (KeyError, TypeError, ValueError) as error:
                raise self.error(key, f"{error.args[0] if error.args else error} is missing or wrong") from error
        return made


    def words(self, make: Callable[[Mapping[str, Any]], Made]) -> Made:
        """The file as the word list that `make` makes of it; what is wrong is told with its line."""
        try:
            return make(self.data)
        except WordError as error:
            place = ".".join(part for part in error.where if isinstance(part, str))
            line = line_of(line_numbers(self.source), error.where)
            raise self.error(f"line {line}", f"{place}: {error}") from error


def _blood_counts(data: Mapping[str, Any]) -> re.Pattern[str]:
    only_keys(data, ("blood_counts",))
    return any_of(patterns_in(data, "blood_counts"))


def _limits(pack: _File) -> Limits:
    given = dict(pack.value("limits"))
    values: dict[str, Any] = dict.fromkeys(limit.name for limit in fields(Limits))
    unknown = given.keys() - values.keys()
    if unknown:
        raise pack.error("limits", f"unknown {', '.join(sorted(unknown))}")
    return Limits(**{**values, **dict(_limit_values(pack, given))})


def _limit_values(pack: _File, given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for limit, value in given.items():
        try:
            yield limit, limit_value(limit, value)
        except ValueError:
            kind = "a whole number" if limit in WHOLE_LIMITS else "a number in quotes"
            raise pack.error(f"limits.{limit}", f"is not {kind}") from None


def limit_value(name: str, value: object) -> int | Decimal:
    """What a pack writes for the limit `name`; ValueError unless it is a number of zero or more, of the kind asked."""
    if name in WHOLE_LIMITS:
        if type(value) is int and value >= 0:
            return value
    elif isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    raise ValueError(name)


def _criterion(entry: Mapping[str, Any]) -> CriterionText:
    _only(CriterionText, entry)
    if entry["kind"] not in ("inclusion", "exclusion") or entry["decided_by"] not in ("C", "J", "C+J"):
        raise ValueError("kind or decided_by")
    return CriterionText(**{**entry, "rulings": tuple(entry.get("rulings", ()))})


def _ruling(entry: Mapping[str, Any]) -> RulingDefinition:
    labels = {value: _both(label) for value, label in entry["values"].items()}
    definition = RulingDefinition(
        id=entry["id"], question=_both(entry["question"]), kind=entry["kind"], allowed=tuple(labels), labels=labels,
        proposed=entry["proposed"], lenient=entry.get("lenient", False),
        demonstration=entry.get("demonstration", ""), free=entry.get("free", False),
    )
    if definition.kind not in ("one_of", "set", "number"):
        raise ValueError("kind")
    if not definition.permits(definition.proposed):
        raise ValueError("proposed")
    if definition.demonstration and not definition.permits(definition.demonstration):
        raise ValueError("demonstration")
    return definition


def _setting(entry: Mapping[str, Any]) -> SettingDefinition:
    _only(SettingDefinition, entry)
    if entry["kind"] not in ("text", "integer", "decimal", "yes_no", "choice", "table"):
        raise ValueError("kind")
    choices = tuple((code, *_both(label)) for code, label in entry.get("choices", {}).items())
    return SettingDefinition(**{**entry, "choices": choices})


def _only(made: type, entry: Mapping[str, Any]) -> None:
    """ValueError where `entry` has a key that `made` does not know, KeyError where it lacks one."""
    known = {field.name: field for field in fields(made)}
    for key in entry:
        if key not in known:
            raise ValueError(key)
    for name, field in known.items():
        if field.default is MISSING and name not in entry:
            raise KeyError(name)


def _both(label: Mapping[str, str]) -> tuple[str, str]:
    return label["zh"], label["en"]
