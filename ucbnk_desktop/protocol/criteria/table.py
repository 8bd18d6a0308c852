"""Every criterion whose rule the program knows, in the order of the registry record."""

from __future__ import annotations

from collections.abc import Mapping

from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rules import Rule

from .criterion import Criterion
from .e01_brain import E1
from .e02_heart import E2
from .e03_lungs import E3
from .e04_clotting import E4
from .e05_e10_events import E5, E10
from .e06_bleeding import E6
from .e07_e25_asked import E7, E9, E14, E25
from .e08_surgery import E8
from .e11_urine_protein import E11
from .e12_effusion import E12
from .e13_e19_infection import E13, E19
from .e15_other_trial import E15
from .e16_immunosuppression import E16
from .e17_autoimmune import E17
from .e18_interleukin import E18
from .e20_live_vaccine import E20
from .e21_malignancy import E21
from .e22_other_conditions import E22
from .e23_virology import E23_1, E23_2, E23_3
from .e24_transplant import E24
from .i01_i13_consent import I1, I13
from .i02_age import I2
from .i03_performance import I3
from .i04_disease import I4
from .i05_survival import I5
from .i06_recovery import I6
from .i07_chemotherapy import I7
from .i08_anticancer import I8
from .i09_growth_factors import I9
from .i10_radiotherapy import I10
from .i11_stem_cells import I11
from .i12_creatinine import I12_4
from .i12_laboratory import I12_1, I12_2, I12_3, I12_5

CRITERIA: dict[str, Criterion] = {
    criterion.id: criterion for criterion in (
        I1, I2, I3, I4, I5, I6, I7, I8, I9, I10, I11, I12_1, I12_2, I12_3, I12_4, I12_5, I13,
        E1, E2, E3, E4, E5, E6, E7, E8, E9, E10, E11, E12, E13, E14, E15, E16, E17, E18, E19, E20, E21, E22,
        E23_1, E23_2, E23_3, E24, E25,
    )
}
"""Every criterion that is judged by itself; I12 and E23 are the sums of their parts."""

LIMITED: Mapping[str, str] = {
    limit: criterion.id for criterion in reversed(CRITERIA.values()) for limit in criterion.limits
}
"""The criterion that each limit of the pack decides: the first that declares it."""


def lacking_limits(pack: ProtocolPack) -> Mapping[str, str]:
    """The limits that a criterion of `pack` counts with and that `pack` does not give, each with that criterion."""
    return {
        limit: identity for identity, criterion in CRITERIA.items() if identity in pack.criteria
        for limit in criterion.limits if getattr(pack.limits, limit) is None
    }


def criteria_of(pack: ProtocolPack) -> Mapping[str, Rule]:
    """The rule of every criterion that `pack` has, by id: a version of the protocol says which ones it has."""
    return {identity: criterion.rule for identity, criterion in CRITERIA.items() if identity in pack.criteria}
