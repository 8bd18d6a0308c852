"""What every sheet of one print is drawn with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.pack import ProtocolPack

from .bilingual import PrintLanguage


@dataclass(frozen=True, slots=True)
class PrintContext:
    """Languages, the forms that evidence and reasons name, and the protocol pack with its criteria."""

    print_language: PrintLanguage
    forms: Mapping[str, FormDefinition]
    pack: ProtocolPack
