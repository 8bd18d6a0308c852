"""Which results of a laboratory report can be read at all."""

from __future__ import annotations

from decimal import Decimal

from ucbnk_desktop.protocol.facts import Answer, Entry, LabResult, Missing, Source
from ucbnk_desktop.protocol.laboratory_limits import sound_results
from ucbnk_desktop.protocol.quantity import Quantity


def test_that_sound_results_are_those_that_can_be() -> None:
    def answer(key: str, value: LabResult | None) -> Answer:
        return Answer(value, Source("laboratory", 1, key), None if value else Missing.NOT_DONE)

    plt = LabResult(Quantity.parse("214"), "10^9/L", Decimal(188), Decimal(472))
    zero = LabResult(Quantity.parse("0"), "U/L", None, Decimal(40))
    entry = Entry("laboratory", 1, {"plt": answer("plt", plt), "alt": answer("alt", zero), "ast": answer("ast", None)})
    assert sound_results(entry, ["plt", "alt", "ast", "crea"]) == {"plt": plt}
