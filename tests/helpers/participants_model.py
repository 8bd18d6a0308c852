"""The list of participants with every line filled, without waiting for the turns of the event loop."""

from __future__ import annotations

from ucbnk_desktop.screens.participants_model import ParticipantsModel


def fetch_all(model: ParticipantsModel) -> None:
    """Fetch every summary that `model` still waits for."""
    while model._waiting:
        model._fetch()
