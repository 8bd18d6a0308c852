"""What stands between the fields of some forms: help by age, the arithmetic of an infusion, its curve."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from ucbnk_desktop.casebook import Curve, Figure, Figures
from ucbnk_desktop.casebook.hints import PLACES
from ucbnk_desktop.forms.findings import Rows
from ucbnk_desktop.protocol.grounds import FORM as JUDGEMENTS
from ucbnk_desktop.screens.entry.companions import Companion, Hint, Place
from ucbnk_desktop.screens.entry.entry_services import EntryServices

from . import judging_blocks
from .figure_block import FigureBlock
from .services import ParticipantServices
from .signing_block import SigningBlock
from .vital_curve import CurveBlock


def companions(form: str, services: ParticipantServices) -> tuple[Place, ...]:
    """The companions of `form`, none for most."""
    if form == "infusion":
        return Following(services).places()
    if form == "eligibility":
        return (Place("confirmation", partial(_signing, services), before=True),)
    if form == JUDGEMENTS:
        return tuple(judging_blocks.places(services.judging, services.void_words))
    if form in PLACES:  # a table of results has its own heading, which stays the first
        return (Place(PLACES[form], partial(_hint, services), before=form != "laboratory"),)
    return ()


def _hint(told: ParticipantServices, services: EntryServices, parent: QWidget) -> Companion:
    return Hint(told.hint, services, parent)


def _signing(told: ParticipantServices, services: EntryServices, parent: QWidget) -> Companion:
    return SigningBlock(told.signing, services, parent)


class Following:
    """What follows from the infusion typed now, worked out once an edit for all its blocks."""

    def __init__(self, services: ParticipantServices) -> None:
        self._services = services
        self._of: object = None
        self._figures = Figures()

    def places(self) -> tuple[Place, ...]:
        """The blocks of the infusion's form and where they stand."""
        return (
            Place("product", partial(self._block, "product")), Place("dose", partial(self._block, "dose")),
            Place("administration", partial(self._block, "course")), Place("vitals", partial(self._block, "before")),
            Place("vitals", self._curve),
        )

    def _block(self, part: str, services: EntryServices, parent: QWidget) -> Companion:
        return FigureBlock(partial(self._part, part), services, parent)

    def _curve(self, services: EntryServices, parent: QWidget) -> Companion:
        return CurveBlock(self._drawn, services, parent)

    def _part(self, part: str, values: Mapping[str, str], rows: Rows) -> tuple[Figure, ...]:
        found: tuple[Figure, ...] = getattr(self._worked_out(values, rows), part)
        return found

    def _drawn(self, values: Mapping[str, str], rows: Rows) -> Curve:
        return self._worked_out(values, rows).curve

    def _worked_out(self, values: Mapping[str, str], rows: Rows) -> Figures:
        of = (self._services.spot, frozenset(values.items()),
              tuple((key, tuple(frozenset(row.items()) for row in each)) for key, each in rows.items()))
        if of != self._of:
            self._of, self._figures = of, self._services.infusion(values, rows)
        return self._figures


