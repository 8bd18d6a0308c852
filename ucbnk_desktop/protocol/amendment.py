"""An amendment of the protocol: a small text over the version it changes, and what is different after it.

It changes limits and texts, drops a criterion, or switches on one whose rule the program knows. A rule, a question, a
ruling or a setting belongs to the program, and an amendment that needs a new one needs a new program.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from .criteria.table import CRITERIA, LIMITED, lacking_limits
from .pack import WHOLE_LIMITS, CriterionText, Limits, PackError, ProtocolPack, limit_value

TEXTS = ("zh", "en", "short_zh", "short_en", "registry_en", "approved_zh")
"""The texts of a criterion that an amendment may change."""

NEEDED = ("zh", "en", "short_zh", "short_en", "decided_by")
"""What an amendment has to say of a criterion that it switches on."""

PRESENCE = "presence"
"""What a difference is about where a criterion comes or goes."""

FIXED = frozenset({
    "karnofsky_from_years", "survival_weeks_min", "autoimmune_months", "live_vaccine_months", "live_vaccine_days",
})  # fmt: skip
"""Limits that stand printed in the forms' own questions: changing one takes new forms, and with them a new program."""

RELAXED = {
    "anc_min_marrow": "anc_min", "plt_min_marrow": "plt_min", "transaminase_max_uln": "transaminase_max_uln_liver",
}  # fmt: skip
"""Limits that may not be above the one beside them: the rules take the one of each pair as the wider."""

_KNOWN = ("version", "dated", "amends", "title", "limits", "criterion")
_LONGEST_VERSION = 20
_LARGEST = 999
"""Whole limits are days, months, years, scores and grades: a larger one is a slip, and leads out of the calendar."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that an amendment changes: `what` is a limit's name, one of TEXTS, or PRESENCE.

    Where a criterion comes or goes, `before` or `after` is its short Chinese and English title, the other is empty;
    so is `before` of a limit that the version before did not give.
    """

    criterion: str
    what: str
    before: str
    after: str


def amended(base: ProtocolPack, text: str, name: str, *, taken: Collection[str] = ()) -> ProtocolPack:
    """`base` with what the amendment `text` changes; `name` is what its file is called.

    PackError, with file and key, for anything in it that is unknown, of the wrong type, or no change at all, where it
    does not amend the version of `base`, and where its own version is that of `base` or one of `taken`.
    """
    return _Amendment(base, text, name).applied(frozenset((*taken, base.version)))


def differences(before: ProtocolPack, after: ProtocolPack) -> tuple[Difference, ...]:
    """What `after` says otherwise than `before`, criterion by criterion in protocol order, limits first."""
    return tuple(
        difference for criterion in _in_record_order({**before.criteria, **after.criteria})
        for difference in (
            *_limits_changed(before, after, criterion), *_texts_changed(before, after, criterion),
            *_came_or_went(before, after, criterion),
        )
    )


def left_behind(before: ProtocolPack, after: ProtocolPack) -> tuple[Difference, ...]:
    """The texts of `after` that still say the number of a limit that changed, and did not change themselves.

    The registry's text is none of them: it says what was registered. A number in other words (four weeks) is not found.
    """
    changed = differences(before, after)
    new = {(change.criterion, change.what) for change in changed}
    limits = [change for change in changed if change.what in LIMITED and change.before]
    return tuple(
        Difference(limit.criterion, key, limit.before, text)
        for limit in limits if limit.criterion in after.criteria
        for key, text in ((key, getattr(after.criteria[limit.criterion], key)) for key in TEXTS if key != "registry_en")
        if (limit.criterion, key) not in new and re.search(rf"(?<![\d.]){re.escape(limit.before)}(?![\d.])", text)
    )


def _limits_changed(before: ProtocolPack, after: ProtocolPack, criterion: str) -> Iterator[Difference]:
    for limit, decides in LIMITED.items():
        old, new = getattr(before.limits, limit), getattr(after.limits, limit)
        if decides == criterion and old != new:
            yield Difference(criterion, limit, "" if old is None else str(old), str(new))


def _texts_changed(before: ProtocolPack, after: ProtocolPack, criterion: str) -> Iterator[Difference]:
    if criterion not in before.criteria or criterion not in after.criteria:
        return
    for key in TEXTS:
        old, new = getattr(before.criteria[criterion], key), getattr(after.criteria[criterion], key)
        if old != new:
            yield Difference(criterion, key, old, new)


def _came_or_went(before: ProtocolPack, after: ProtocolPack, criterion: str) -> Iterator[Difference]:
    old, new = before.criteria.get(criterion), after.criteria.get(criterion)
    if old is None or new is None:
        yield Difference(criterion, PRESENCE, _titled(old), _titled(new))


def _titled(criterion: CriterionText | None) -> str:
    return "" if criterion is None else f"{criterion.short_zh} / {criterion.short_en}"


def _in_record_order(criteria: Mapping[str, CriterionText]) -> Mapping[str, CriterionText]:
    """`criteria` in the order of the record; one that the record does not have comes at the end of its list."""
    order = [identity.partition(".")[0] for identity in CRITERIA]

    def place(identity: str) -> tuple[bool, int, str]:
        whole, dot, _ = identity.partition(".")
        return criteria[identity].kind != "inclusion", order.index(whole), identity if dot else f"{identity}.~"

    return {identity: criteria[identity] for identity in sorted(criteria, key=place)}


class _Amendment:
    """One amendment being read."""

    def __init__(self, base: ProtocolPack, text: str, name: str) -> None:
        self.base, self.name = base, name
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self.error("", "amendment_no_toml", problem=str(error)) from None
        self._only(self.data, _KNOWN, "", code="amendment_unknown_key")

    def error(self, key: str, code: str, /, *, problem: str = "", **arguments: object) -> PackError:
        return PackError(self.name, key, problem or code, code=code, **arguments)

    def applied(self, taken: frozenset[str]) -> ProtocolPack:
        base = self.base
        amends, version, dated = self._text("amends"), self._text("version"), self._date("dated")
        if amends != base.version:
            raise self.error("amends", "amendment_of_another", amends=amends, version=base.version)
        if version in taken:
            raise self.error("version", "amendment_version_taken", version=version)
        if dated < base.dated:
            raise self.error("dated", "amendment_too_early", dated=dated, before=base.dated)
        made = replace(
            base, version=version, dated=dated, title=self._title(), limits=self._limits(), criteria=self._criteria(),
        )
        for limit, criterion in lacking_limits(made).items():
            raise self.error(f"limits.{limit}", "amendment_limit_needed", criterion=criterion)
        if not differences(base, made):
            raise self.error("", "amendment_changes_nothing", version=base.version)
        return made

    def _text(self, key: str) -> str:
        value = self.data.get(key)
        if value is None:
            raise self.error(key, "amendment_key_missing")
        if not isinstance(value, str) or value != value.strip() or not 0 < len(value) <= _LONGEST_VERSION:
            raise self.error(key, "amendment_no_version")
        return value

    def _date(self, key: str) -> date:
        value = self.data.get(key)
        if value is None:
            raise self.error(key, "amendment_key_missing")
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(key, "amendment_no_date")
        return value

    def _title(self) -> tuple[str, str]:
        title = self._table(self.data.get("title", {}), "title")
        self._only(title, ("zh", "en"), "title.", code="amendment_unknown_key")
        zh, en = (self._words(title.get(key, ""), f"title.{key}") for key in ("zh", "en"))
        return zh or en, en or zh

    def _limits(self) -> Limits:
        given = self._table(self.data.get("limits", {}), "limits")
        self._only(given, tuple(asdict(self.base.limits)), "limits.", code="amendment_unknown_limit")
        made = replace(self.base.limits, **{limit: self._limit(limit, value) for limit, value in given.items()})
        for low, high in RELAXED.items():
            ordinary, relaxed = getattr(made, high), getattr(made, low)
            if None not in (ordinary, relaxed) and relaxed > ordinary:
                raise self.error(f"limits.{low if low in given else high}", "amendment_limits_crossed")
        return made

    def _limit(self, limit: str, value: object) -> Any:
        if limit in FIXED:
            raise self.error(f"limits.{limit}", "amendment_fixed_limit")
        try:
            made = limit_value(limit, value)
        except ValueError:
            code = "amendment_no_whole_number" if limit in WHOLE_LIMITS else "amendment_no_number"
            raise self.error(f"limits.{limit}", code) from None
        if limit in WHOLE_LIMITS and made > _LARGEST:
            raise self.error(f"limits.{limit}", "amendment_too_large", most=_LARGEST)
        return made

    def _criteria(self) -> Mapping[str, CriterionText]:
        given = self.data.get("criterion", [])
        if not isinstance(given, list):
            raise self.error("criterion", "amendment_no_list")
        changed: dict[str, CriterionText | None] = {}
        for entry in given:
            identity, criterion = self._criterion(self._table(entry, "criterion"))
            if identity in changed:
                raise self.error(identity, "amendment_criterion_twice")
            changed[identity] = criterion
        gone = {identity for identity, criterion in changed.items() if criterion is None}
        kept = {**self.base.criteria, **{key: text for key, text in changed.items() if text is not None}}
        kept = {key: text for key, text in kept.items() if key not in gone and key.partition(".")[0] not in gone}
        return _in_record_order(self._without_empty_sums(kept))

    def _without_empty_sums(self, kept: Mapping[str, CriterionText]) -> Mapping[str, CriterionText]:
        """A criterion that is the sum of its parts goes with the last of them."""
        sums = {key.rpartition(".")[0] for key in self.base.criteria if "." in key}
        left = {key.rpartition(".")[0] for key in kept if "." in key}
        return {key: text for key, text in kept.items() if key not in sums - left}

    def _criterion(self, entry: Mapping[str, Any]) -> tuple[str, CriterionText | None]:
        """The id of a criterion and what it says from now on, None where it is dropped."""
        identity = entry.get("id")
        if not isinstance(identity, str) or identity not in {*self.base.criteria, *CRITERIA}:
            raise self.error("criterion.id", "amendment_unknown_criterion", criterion=identity or "—")
        if identity not in self.base.criteria:
            return identity, self._switched_on(identity, entry)
        if "dropped" in entry:
            self._only(entry, ("id", "dropped"), f"{identity}.", code="amendment_dropped_only")
            if entry["dropped"] is not True:
                raise self.error(f"{identity}.dropped", "amendment_dropped_only")
            return identity, None
        self._only(entry, ("id", *TEXTS), f"{identity}.", code="amendment_not_of_criterion")
        texts: dict[str, Any] = {key: self._words(text, f"{identity}.{key}") for key, text in entry.items()}
        for key, text in texts.items():
            if not text and key != "approved_zh":
                raise self.error(f"{identity}.{key}", "amendment_empty_text")
        return identity, replace(self.base.criteria[identity], **texts)

    def _switched_on(self, identity: str, entry: Mapping[str, Any]) -> CriterionText:
        """A criterion whose rule the program knows and that the version before does not have."""
        declared = CRITERIA[identity]
        self._only(entry, ("id", "decided_by", *TEXTS), f"{identity}.", code="amendment_not_of_criterion")
        texts = {key: self._words(text, f"{identity}.{key}") for key, text in entry.items()}
        for key in NEEDED:
            if not texts.get(key):
                raise self.error(f"{identity}.{key}", "amendment_empty_text")
        if texts["decided_by"] not in ("C", "J", "C+J"):
            raise self.error(f"{identity}.decided_by", "amendment_no_text")
        return CriterionText(
            kind=declared.kind, rulings=declared.rulings, **{"registry_en": "", **texts},
        )

    def _words(self, value: object, key: str) -> str:
        if not isinstance(value, str):
            raise self.error(key, "amendment_no_text")
        return value.strip()

    def _table(self, value: object, key: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.error(key, "amendment_no_table")
        return value

    def _only(self, table: Mapping[str, Any], known: tuple[str, ...], where: str, *, code: str) -> None:
        for key in table:
            if key not in known:
                raise self.error(f"{where}{key}", code, known=", ".join(known))
