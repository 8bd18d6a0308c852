"""What stands between the fields of some forms: help by age, the arithmetic of an infusion, its curve."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from ucbnk_desktop.casebook import Curve, Figure, Figures
from ucbnk_desktop.casebook.entry_hints import PLACES
from ucbnk_desktop.forms.edit_checks.result import Rows
from ucbnk_desktop.protocol.judgement_basis import FORM as JUDGEMENTS
from ucbnk_desktop.screens.entry.companions import Companion, CompanionPlace, Hint
from ucbnk_desktop.screens.entry.entry_services import EntryServices

from . import judging_blocks
from .figure_block import FigureBlock
from .services import ParticipantServices
from .signing_block import SigningBlock
from .vital_curve import CurveBlock


def companions(form: str, services: ParticipantServices) -> tuple[CompanionPlace, ...]:
    """The companions of `form`, none for most."""
    if form == "infusion":
        return FormCompanion(services).places()
    if form == "eligibility":
        return (CompanionPlace("confirmation", partial(_signing, services), before=True),)
    if form == JUDGEMENTS:
        return tuple(judging_blocks.places(services.judging, services.void_words))
    if form in PLACES:  # a table of results has its own heading, which stays the first
        return (CompanionPlace(PLACES[form], partial(_hint, services), before=form != "laboratory"),)
    return ()


def _hint(told: ParticipantServices, services: EntryServices, parent: QWidget) -> Companion:
    return Hint(told.hint, services, parent)


def _signing(told: ParticipantServices, services: EntryServices, parent: QWidget) -> Companion:
    return SigningBlock(told.signing, services, parent)


class FormCompanion:
    """What follows from the infusion typed now, worked out once an edit for all its blocks."""

    def __init__(self, services: ParticipantServices) -> None:
        self._services = services
        self._of: object = None
        self._figures = Figures()

    def places(self) -> tuple[CompanionPlace, ...]:
        """The blocks of the infusion's form and where they stand."""
        return (
            CompanionPlace(
                "product", partial(self._block, "product")
            ), CompanionPlace("dose", partial(self._block, "dose")),
            CompanionPlace(
                "administration", partial(self._block, "course")
            ), CompanionPlace("vitals", partial(self._block, "before")),
            CompanionPlace("vitals", self._curve),
        )

    def _block(self, part: str, services: EntryServices, parent: QWidget) -> Companion:
        return FigureBlock(partial(self._part, part), services, parent)

    def _curve(self, services: EntryServices, parent: QWidget) -> Companion:
        return CurveBlock(self._drawn, services, parent)

    def _part(self, part: str, values: Mapping[str, str], rows: Rows) -> tuple[Figure, ...]:
        figures: tuple[Figure, ...] = getattr(self._worked_out(values, rows), part)
        return figures

    def _drawn(self, values: Mapping[str, str], rows: Rows) -> Curve:
        return self._worked_out(values, rows).curve

    def _worked_out(self, values: Mapping[str, str], rows: Rows) -> Figures:
        of = (self._services.entry_ref, frozenset(values.items()),
              tuple((key, tuple(frozenset(row.items()) for row in table)) for key, table in rows.items()))
        if of != self._of:
            self._of, self._figures = of, self._services.infusion(values, rows)
        return self._figures


