"""Whatever is recorded, corrected and struck, in whatever order: the record equals its history."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ucbnk_desktop import places
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.records import ReasonNeeded, RowDraft, Store, StoreBug, User, changed_answers

FORMS = read_forms(places.forms())
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
CODES = st.sampled_from(["P1", "P2"])
REASONS = st.sampled_from(["", "录入错误"])
LAB = st.dictionaries(st.sampled_from(["anc", "anc_unit", "plt", "report_number"]), TEXTS, max_size=3)
ROWS = st.lists(st.dictionaries(st.sampled_from(["drug", "started_on"]), TEXTS, max_size=2), max_size=3)


class AnySequence(RuleBasedStateMachine):
    """A study, and beside it what must stand in it by the simplest book-keeping there is."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="研究 #")
        self.path = Path(self.folder.name) / "s.ucbnk"
        self.expected: dict[tuple[str, str, int], dict[str, str]] = {}
        self.struck: set[tuple[str, str, int]] = set()

    @initialize()
    def create(self) -> None:
        self.store = Store.create(self.path, FORMS, title="t", user=User("u", "coordinator"), now=self.now)
        for code in ("P1", "P2"):
            self.store.screen(code)

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    @rule(code=CODES, values=LAB)
    def record(self, code: str, values: dict[str, str]) -> None:
        change = self.store.record(code, "laboratory", values)
        assert change.entry is not None
        self.expected[code, "laboratory", change.entry] = dict(values)

    @rule(code=CODES, rows=ROWS)
    def record_rows(self, code: str, rows: list[dict[str, str]]) -> None:
        drafts = {"chemotherapy": [RowDraft(values) for values in rows]}
        taken = [key for key in self.expected if key[:2] == (code, "prior_therapy") and key not in self.struck]
        if taken:
            with pytest.raises(StoreBug):
                self.store.record(code, "prior_therapy", {}, rows=drafts)
            return
        change = self.store.record(code, "prior_therapy", {}, rows=drafts)
        assert change.entry is not None
        self.expected[code, "prior_therapy", change.entry] = {}
        (kept,) = [e for e in self.store.entries(code, "prior_therapy") if e.number == change.entry]
        assert [{k: v for k, v in row.values.items() if v} for row in kept.rows["chemotherapy"]] == [
            {k: v for k, v in values.items() if v} for values in rows if any(values.values())
        ]

    @rule(data=st.data(), values=LAB, reason=REASONS)
    def correct(self, data: Any, values: dict[str, str], reason: str) -> None:
        key = self.some(data, "laboratory")
        if key is None:
            return
        code, form, number = key
        (saved,) = [entry for entry in self.store.entries(code, form) if entry.number == number]
        if changed_answers(saved, values, {}) and not reason:
            with pytest.raises(ReasonNeeded):
                self.store.correct(code, form, number, values, reason=reason)
        else:
            self.store.correct(code, form, number, values, reason=reason)
            self.expected[key].update(values)

    @rule(data=st.data(), values=ROWS)
    def correct_rows(self, data: Any, values: list[dict[str, str]]) -> None:
        key = self.some(data, "prior_therapy")
        if key is None:
            return
        (saved,) = [entry for entry in self.store.entries(*key[:2]) if entry.number == key[2]]
        numbers = [row.number for row in saved.rows["chemotherapy"] if not row.struck]
        drafts = [RowDraft(v, number) for v, number in zip(values, [*numbers, None, None, None], strict=False)]
        self.store.correct(*key, {}, rows={"chemotherapy": drafts}, reason="r")
        if numbers:
            self.store.strike(*key, reason="r", row=("chemotherapy", numbers[-1]))

    @rule(data=st.data())
    def strike(self, data: Any) -> None:
        key = self.some(data, "laboratory", "prior_therapy")
        if key is not None:
            self.store.strike(*key, reason="作废")
            self.struck.add(key)

    @rule(value=TEXTS)
    def decide(self, value: str) -> None:
        self.store.decide("interval", value, source="s", reason="r")

    @rule(values=LAB)
    def keep_draft(self, values: dict[str, str]) -> None:
        self.store.keep_draft("P1", "laboratory", None, values)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.path, FORMS, user=User("v", "investigator"), now=self.now)

    def some(self, data: Any, *forms: str) -> tuple[str, str, int] | None:
        keys = [key for key in self.expected if key[1] in forms and key not in self.struck]
        return data.draw(st.sampled_from(sorted(keys))) if keys else None

    @invariant()
    def equals_its_history(self) -> None:
        if hasattr(self, "store"):
            assert self.store.verify() == ()
            for code, form, number in self.expected:
                (entry,) = [each for each in self.store.entries(code, form) if each.number == number]
                filled = {key: value for key, value in entry.values.items() if value}
                assert filled == {k: v for k, v in self.expected[code, form, number].items() if v}
                assert bool(entry.struck) == ((code, form, number) in self.struck)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
        self.folder.cleanup()


TestAnySequence: Callable[..., Any] = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)  # type: ignore[attr-defined]
