"""The invented participants that every test of the rules starts from, and the pack that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.pack import PACK
from tests.helpers.participants import Participant, eligible_participant, enrolled, severe_participant
from ucbnk_desktop import places
from ucbnk_desktop.protocol.pack import ProtocolPack


@pytest.fixture(scope="session")
def eligible() -> Participant:
    """A boy of four who is READY_TO_SIGN on 2025-03-20 with every ruling decided as proposed."""
    return eligible_participant()


@pytest.fixture(scope="session")
def severe() -> Participant:
    """A boy of nine of whom every question was answered with yes, and who is READY_TO_SIGN all the same."""
    return severe_participant()


@pytest.fixture
def treated(eligible: Participant) -> Participant:
    """Enrolled, and asked about before the infusion of 29 March."""
    return enrolled(eligible).on("2025-03-29")


@pytest.fixture(scope="session")
def pack() -> ProtocolPack:
    """The pack that ships."""
    return PACK


@pytest.fixture(scope="session")
def pack_folder() -> Path:
    """Where the pack that ships stands."""
    return places.resources("protocol")
