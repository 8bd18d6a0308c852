"""A world for form pages without a window: invented services over the real form definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import explain
from ucbnk_desktop.forms.edit_checks.check import check
from ucbnk_desktop.forms.edit_checks.result import CheckContext, CheckResult
from ucbnk_desktop.protocol.verdicts import Reason
from ucbnk_desktop.records.model import Draft, RowDraft
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.entry.entry_services import GradeWords, Rows, Stage
from ucbnk_desktop.screens.theme import Colours
from ucbnk_desktop.wording import Language

TODAY = date(2026, 11, 22)


class World:
    """Stands where the window stands; `language` and `dark` may be changed at any time."""

    def __init__(self, forms: Mapping[str, FormDefinition]) -> None:
        self.forms = forms
        self.language = Language.ZH
        self.dark = False

    @property
    def colours(self) -> Colours:
        return theme.colours(self.dark)

    def today(self) -> date:
        return TODAY

    def explain(self, reason: Reason) -> str:
        return explain(reason, self.forms, self.language)

    def check(
        self, definition: FormDefinition, values: Mapping[str, str], rows: Rows, stage: Stage
    ) -> Sequence[CheckResult]:
        context = CheckContext(
            today=TODAY, born=date(2022, 9, 1), consented_at=None, sex=None, previous={}, stage=stage
        )
        return check(definition, values, {key: tuple(each) for key, each in rows.items()}, context)

    def derive(self, key: str, values: Mapping[str, str]) -> GradeWords:
        try:
            ratio = Decimal(values[key]) / Decimal(values[f"{key}_uln"])
        except (InvalidOperation, KeyError):
            return GradeWords()
        return GradeWords(f"{ratio:.2f}", "4", "stop")


def draft(form: str, values: Mapping[str, str], rows: Mapping[str, tuple[RowDraft, ...]] | None = None) -> Draft:
    """What a nurse typed into the first entry of `form` and did not save."""
    return Draft("D-007", form, 1, values, rows or {}, datetime(2026, 11, 22, tzinfo=UTC), "Nurse")
