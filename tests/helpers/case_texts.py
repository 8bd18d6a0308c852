"""How tests read a case from a text: the fixtures `read`, `judged` and `refused` of tests/validation."""

from __future__ import annotations

from collections.abc import Callable

from ucbnk_desktop.validation import Case, JudgedCase
from ucbnk_desktop.validation.faults import Fault

Read = Callable[..., tuple[Case, ...]]
Judge = Callable[[str], JudgedCase]
Refuse = Callable[..., tuple[Fault, ...]]
