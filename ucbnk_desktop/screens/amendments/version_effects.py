"""Says what another version of the protocol would change, of the participants whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ucbnk_desktop.casebook import Effect
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.effects_view import EffectsView

Asked = Callable[[str], Effect | None]
"""What would change for a participant; None where the version would not concern them."""


class VersionEffects(EffectsView):
    """The participants concerned by a version, with their verdicts before and after."""

    def show_version(self, version: str, codes: Iterable[str], asked: Asked) -> None:
        """Begin to work out what judging `codes` by `version` would change, as `asked` answers."""
        self._asked, self._version, self._codes = asked, version, tuple(codes)
        self.show_again()

    def show_again(self) -> None:
        """Work out anew what was asked last."""
        self.concerned_codes = list[str]()
        self.show_effects({"version": self._version})
        self._left = list(self._codes)[::-1]
        self._whole = len(self._left)

    def _effect(self, code: str) -> Effect | None:
        found = self._asked(code)
        if found is not None:
            self.concerned_codes.append(code)
        return found

    def words(self) -> str:
        """How many would be judged by the version, and what that changes."""
        concerned = len(self.concerned_codes)
        if not concerned:
            return self.tr("Nobody already in the study would be judged by it.")
        said = self.tr("1 participant would be judged by it.") if concerned == 1 else labels.filled(
            self.tr("%1 participants would be judged by it."), concerned)
        return f"{said}\n{super().words()}"
