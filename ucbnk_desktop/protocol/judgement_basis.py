"""The facts that each judgement rests on, and how a change of them after the answer is found out.

The coordinator enters the facts, the investigator answers the criterion once; an answer is void only if the facts of
that row change (docs/domain/eligibility.md, Judgements). `BASIS` says which fields are the facts of a row. When an
answer is given, the casebook keeps a mark of each of these facts beside it, in the field `KEPT`; what differs from the
marks later has changed since.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from .facts import Answer, Entry, Facts, LabResult
from .result_dates import RESULT_DATES, date_of_result
from .verdicts import FieldRef

FORM = "judgements"
KEPT = "judged_grounds"
"""The field of `FORM` that holds the marks: `i4:1b0b3c4d5e6…;e6:…`, filled in by the program and shown to nobody."""

_NAME, _MARK = 3, 11
"""Hexadecimal digits of a mark that stand for the field, and of the whole mark."""


def _in(form: str, *keys: str) -> tuple[FieldRef, ...]:
    return tuple(FieldRef(form, key) for key in keys)


_SIGNATURES = (
    *_in(
        "consent", "guardian_signed_at", "second_guardian_signed", "second_guardian_signed_at", "witness_needed",
        "witness_signed_at", "participant_signed_at", "own_earnings", "assent_capable", "assent_signed_at",
    ),
    *_in("screening", "first_procedure_at"),
    *_in("demographics", "birth_date"),
)

BASIS: Mapping[str, tuple[FieldRef, ...]] = {
    "I1": (*_in("consent", "form_version", "obtained_by", "assent_form_version", "copy_given"), *_SIGNATURES),
    "I4": (
        *_in(
            "diagnosis", "diagnosed_on", "basis", "histology", "inss", "inrgss", "mycn", "aberration_11q",
            "risk_group", "risk_system", "disease_status", "relapses.relapsed_on", "relapses.site",
        ),
        *_in(
            "prior_therapy", "surgery_done", "surgery.category", "chemotherapy_given", "radiotherapy_given",
            "stem_cells_given", "anticancer_given", "anticancer.drug_class",
        ),
    ),
    "I5": _in(FORM, "survival_weeks"),
    "I6": _in(
        "toxicities", "any_toxicity", "toxicities.term", "toxicities.grade", "toxicities.cause", "toxicities.since",
    ),
    "I8": _in(
        "prior_therapy", "anticancer_given", "anticancer.drug", "anticancer.drug_class", "anticancer.investigational",
        "anticancer.last_dose_on", "anticancer.toxicity_recovered", "anticancer.protocol_combination",
        "trial_taken_part", "trials.trial", "trials.antitumour", "trials.last_dose_on", "trials.ended_on",
    ),
    "I13": (
        *_in("consent", "guardian_relation", "guardian_proof", "guardian_understood", "assent_outcome"), *_SIGNATURES,
    ),
    "E1": _in(
        "diagnosis", "brain_metastasis", "brain_symptomatic", "brain_treated", "brain_stable_since", "brain_imaging",
        "brain_imaging_on", "brain_haemorrhage", "skull_or_dural",
    ),
    "E2": (
        *_in("medical_history", "ischaemia_grade", "arrhythmia_uncontrolled", "nyha_class", "ross_class"),
        *_in("demographics", "sex"),
        *_in("ecg_echo", "heart_rate_per_min", "qt_ms", "qtc_printed_ms", "qtc_formula", "ecg_finding"),
        *_in("ecg_echo", "lvef_percent", "echo_finding"),
    ),
    "E3": _in("medical_history", "interstitial_lung_disease", "ild_cause"),
    "E4": (
        *_in("medical_history", "bleeding_tendency", "anticoagulant_therapy", "anticoagulant_kind"),
        *_in("laboratory", "inr", "pt", "aptt"),
    ),
    "E6": _in("medical_history", "hereditary_bleeding", "bleeding_diagnosis", "splenomegaly", "hypersplenism"),
    "E7": _in("medical_history", "unhealed_wound", "wound_detail"),
    "E9": _in("medical_history", "absorption_impaired", "absorption_detail"),
    "E12": _in(
        "medical_history", "effusion", "effusion_site", "effusion_symptomatic", "effusion_treated",
        "effusion_anticancer_drug", "effusion_result",
    ),
    "E13": _in(
        "medical_history", "active_infection", "infection_detail", "antimicrobial_treatment", "antimicrobial_purpose",
        "antimicrobial_kind", "intravenous_treatment",
    ),
    "E14": _in("medical_history", "substance_abuse_or_mental"),
    "E17": _in(
        "medical_history", "autoimmune_disease", "autoimmune_kind", "autoimmune_treatment", "autoimmune_ongoing",
        "autoimmune_last_treated_on",
    ),
    "E18": _in("medical_history", "il2_contraindication", "il2_detail"),
    "E21": _in("medical_history", "other_malignancy", "malignancy_type", "malignancy_cured"),
    "E22": _in("medical_history", "other_condition", "other_condition_detail"),
    "E25": (),
}
"""The facts of every criterion that an investigator may be asked about; compliance (E25) rests on none but the answer.

A column of a table is written `table.column`. Blood counts are no facts of I6: they are shown, and decide nothing. The
day of a result belongs to it: another day is another fact.
"""


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where facts of one criterion stand together: fields of one form, or columns of one of its tables.

    `names` are the digits that stand for each field, for the table under "".
    """

    form: str
    table: str
    keys: tuple[str, ...]
    names: Mapping[str, str]

    def __call__(self, entry: Entry) -> tuple[tuple[str, str], ...]:
        """The facts that `entry` holds, each behind the digits of its field; the rows of a table are one fact."""
        if self.table:
            rows = sorted(self._row(row) for row in entry.rows.get(self.table, ()))
            return ((self.names[""], "\n".join(rows)),) if rows else ()
        answers = ((key, entry.answers[key]) for key in self.keys if key in entry.answers)
        return tuple((self.names[key], self._dated(entry, key) + _stated(answer)) for key, answer in answers)

    def _row(self, row: Entry) -> str:
        return "|".join(f"{key}={_stated(row.answers[key])}" for key in self.keys if key in row.answers)

    def _dated(self, entry: Entry, key: str) -> str:
        dated = entry.answers.get(date_of_result(self.form, key))
        return "" if dated is None else f"{_stated(dated)}|"

    def marks(self, entry: Entry) -> str:
        """The marks of a form that is filled once."""
        return "".join(name + _hashed(stated) for name, stated in self(entry))


def judgement_key(criterion: str) -> str:
    """The field of `FORM` that answers `criterion`."""
    return f"judgement_{criterion.lower()}"


def judgement_fields(criterion: str) -> tuple[str, ...]:
    """The fields of `FORM` that only `criterion` needs: the answer, its grounds, and what it is reckoned from."""
    key = judgement_key(criterion)
    return (*(ref.field for ref in BASIS[criterion] if ref.form == FORM), key, f"{key}_reason")


def judged_criterion(key: str) -> str:
    """The criterion that the field `key` of `FORM`, or its reason, belongs to; "" for any other field."""
    name = key.removeprefix("judgement_").removesuffix("_reason").upper()
    return name if key.startswith("judgement_") and name in BASIS else ""


def grounds_digest(facts: Facts, criterion: str) -> str:
    """The marks of the facts of `criterion`, which do not hang on the order of entry: at most one for each field."""
    return "".join(_marks(facts, place) for place in _PLACES[criterion])


def kept_grounds(entry: Entry) -> Mapping[str, str]:
    """The marks that an entry of `FORM` holds, by criterion; those of a criterion answered without are not there."""
    return entry.cached(_kept)


def read_grounds(text: str) -> dict[str, str]:
    """What is written in `KEPT`, by criterion."""
    pairs = (part.partition(":") for part in text.split(";"))
    return {name.upper(): digest for name, colon, digest in pairs if colon}


def grounds_text(kept: Mapping[str, str]) -> str:
    """`kept` as it is written into `KEPT`."""
    return ";".join(f"{criterion.lower()}:{kept[criterion]}" for criterion in BASIS if criterion in kept)


def changed_grounds(facts: Facts, criterion: str, kept: str | None) -> tuple[FieldRef, ...]:
    """The facts of `criterion` that differ from what `kept` marks; none where nothing was kept.

    A table counts as one fact; `kept` that cannot be read makes every fact a changed one.
    """
    if kept is None:
        return ()
    if kept == grounds_digest(facts, criterion):
        return ()
    differing = {mark[:_NAME] for mark in _single(kept) ^ _single(grounds_digest(facts, criterion))}
    named = dict.fromkeys(ref for name, ref in _names(criterion) if name in differing)
    return tuple(named) or BASIS[criterion]


def _kept(entry: Entry) -> Mapping[str, str]:
    answer = entry.answer(KEPT)
    if answer is None:
        return {}
    return read_grounds(answer.value) if isinstance(answer.value, str) else dict.fromkeys(BASIS, "")


def _single(marks: str) -> set[str]:
    return {marks[at:at + _MARK] for at in range(0, len(marks), _MARK)}


def _marks(facts: Facts, place: _Place) -> str:
    standing = facts.all(place.form)
    if place.form not in RESULT_DATES:
        return standing[-1].cached(place.marks) if standing else ""
    stated: dict[str, list[str]] = {}
    for entry in standing:
        for name, text in entry.cached(place):
            stated.setdefault(name, []).append(text)
    return "".join(name + _hashed("\n".join(sorted(stated[name]))) for name in sorted(stated))


def _stated(answer: Answer) -> str:
    value = answer.value
    if value is None:
        return f"[{answer.missing}]{answer.reason}"
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    if isinstance(value, LabResult):
        return f"{value.quantity} {value.unit} {value.lln} {value.uln}"
    return str(value)


def _hashed(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def _short(ref: FieldRef) -> str:
    return _hashed(f"{ref.form}.{ref.field}")[:_NAME]


def _names(criterion: str) -> Iterator[tuple[str, FieldRef]]:
    for place in _PLACES[criterion]:
        if place.table:
            yield place.names[""], FieldRef(place.form, place.table)
        else:
            yield from ((place.names[key], FieldRef(place.form, key)) for key in place.keys)


def _places(refs: Iterable[FieldRef]) -> Iterator[_Place]:
    def home(ref: FieldRef) -> tuple[str, str]:
        return ref.form, ref.field.rpartition(".")[0]

    for (form, table), group in groupby(sorted(refs, key=home), key=home):
        keys = tuple(ref.field.rpartition(".")[2] for ref in group)
        named = {"": FieldRef(form, table)} if table else {key: FieldRef(form, key) for key in keys}
        yield _Place(form, table, keys, {key: _short(ref) for key, ref in named.items()})


_PLACES: Mapping[str, tuple[_Place, ...]] = {
    criterion: tuple(_places(refs)) for criterion, refs in BASIS.items()
}
