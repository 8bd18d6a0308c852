"""What can go wrong on the way to paper, in words for both languages."""

from __future__ import annotations

from ucbnk_desktop.wording import Language, say


class PaperFault(Exception):
    """A page that cannot be made or kept; `code` is a text of the wording catalogue, `arguments` fill its places."""

    def __init__(self, code: str, **arguments: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments

    def words(self, language: Language) -> str:
        """What happened, what is safe and what to do, in `language`."""
        return say(self.code, language, **self.arguments)

    def __str__(self) -> str:
        return self.words(Language.EN)
