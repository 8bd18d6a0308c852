"""The values typed into one entry or one row, read once, for checks that look at several of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from ucbnk_desktop.protocol.dates import PartialDate
from ucbnk_desktop.protocol.facts import Answer, LabResult, Source
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.units import to_unit

from . import field_kinds
from .definition import Field, FormDefinition, asked_fields


@dataclass(frozen=True, slots=True)
class EntryValues:
    """The fields that are asked in one entry (`within` is "") or in one row (`chemotherapy[2].`), with their values."""

    form: str
    within: str
    fields: Mapping[str, Field]
    values: Mapping[str, str]
    today: date

    @property
    def rows_field(self) -> str:
        """The rows-field this is a row of, "" for the entry itself."""
        return self.within.partition("[")[0]

    def answer(self, key: str) -> Answer | None:
        """What was answered in `key`; None where it is not asked, empty or unreadable."""
        field = self.fields.get(key)
        if field is None:
            return None
        return field_kinds.answer(field, self.values, Source(self.form, None, key), today=self.today)

    def code(self, key: str) -> str | None:
        """The text or choice code in `key`."""
        answer = self.answer(key)
        return None if answer is None else answer.code

    def number(self, key: str) -> Decimal | None:
        """The exact number in `key`, without unit."""
        value = self._value(key)
        if isinstance(value, LabResult):
            value = value.quantity
        if isinstance(value, Quantity):
            return value.exact
        return Decimal(value) if isinstance(value, int | Decimal) else None

    def result(self, key: str) -> Decimal | None:
        """The exact laboratory result in `key`, in the field's usual unit."""
        value = self._value(key)
        if not isinstance(value, LabResult):
            return None
        usual = to_unit(key, value.quantity, value.unit, self.fields[key].unit)
        return None if usual is None else usual.exact

    def days(self, key: str) -> PartialDate | None:
        """The day in `key`, or the days it may mean."""
        value = self._value(key)
        if isinstance(value, datetime):
            return PartialDate.of(value.date())
        if isinstance(value, date):
            return PartialDate.of(value)
        return value if isinstance(value, PartialDate) else None

    def clock(self, key: str) -> time | None:
        """The time of day in `key`."""
        value = self._value(key)
        return value if isinstance(value, time) else None

    def moment(self, key: str) -> datetime | None:
        """The day and time in `key`."""
        value = self._value(key)
        return value if isinstance(value, datetime) else None

    def _value(self, key: str) -> object:
        answer = self.answer(key)
        return None if answer is None else answer.value


def entry_typed(definition: FormDefinition, values: Mapping[str, str], *, today: date) -> EntryValues:
    """The entry's own fields."""
    fields = {field.key: field for field in asked_fields(definition.fields, values)}
    return EntryValues(definition.key, "", fields, values, today)


def rows_typed(entry: EntryValues, rows: Mapping[str, Sequence[Mapping[str, str]]]) -> tuple[EntryValues, ...]:
    """Every row of those rows-fields that are asked."""
    return tuple(
        EntryValues(entry.form, f"{field.key}[{position}].",
              {column.key: column for column in asked_fields(field.columns, row)}, row, entry.today)
        for field in entry.fields.values() if field.columns
        for position, row in enumerate(rows.get(field.key, ()))
    )
