"""What every sheet of one print is drawn with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.pack import ProtocolPack

from .voice import Voice


@dataclass(frozen=True, slots=True)
class Job:
    """Languages, the forms that evidence and reasons name, and the protocol pack with its criteria."""

    voice: Voice
    forms: Mapping[str, FormDefinition]
    pack: ProtocolPack
