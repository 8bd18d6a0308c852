"""E7, E9, E14 and E25: conditions that are asked for, and that the investigator judges."""

from __future__ import annotations

from ucbnk_desktop.protocol.rules import absent, all_of, judged

from .criterion import EXCLUSION, Criterion

E7 = Criterion(
    "E7", EXCLUSION, form="medical_history",
    rule=all_of(absent("medical_history", "unhealed_wound", "wound_detail"), judged("E7")),
)
E9 = Criterion(
    "E9", EXCLUSION, form="medical_history",
    rule=all_of(absent("medical_history", "absorption_impaired", "absorption_detail"), judged("E9")),
)
E14 = Criterion(
    "E14", EXCLUSION, form="medical_history",
    rule=all_of(absent("medical_history", "substance_abuse_or_mental"), judged("E14")),
)
E25 = Criterion("E25", EXCLUSION, form="judgements", rule=judged("E25"))
