"""The forms and the pack that ship, read once for every test of a process."""

from __future__ import annotations

from collections.abc import Mapping

from ucbnk_desktop import places
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.criteria.criterion import Criterion
from ucbnk_desktop.protocol.criteria.table import CRITERIA
from ucbnk_desktop.protocol.pack import ProtocolPack, read_pack

FORMS: Mapping[str, FormDefinition] = read_forms(places.forms())
PACK: ProtocolPack = read_pack(places.resources("protocol"))

BASE_CRITERIA: Mapping[str, Criterion] = {
    identity: criterion for identity, criterion in CRITERIA.items() if identity in PACK.criteria
}
"""The criteria of the pack that ships; the program may know more, which an amendment brings."""

BASE_LIMITS = frozenset(limit for criterion in BASE_CRITERIA.values() for limit in criterion.limits)
"""The limits that they count with."""

WHOLE = frozenset(criterion.partition(".")[0] for criterion in BASE_CRITERIA)
"""The criteria as the record counts them, each with its parts as one."""
