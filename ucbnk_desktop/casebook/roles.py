"""Who may do what: the one table of actions and roles. Steps ask it before they write, screens what to offer."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ucbnk_desktop.records.model import User
from ucbnk_desktop.wording import Text

from .model import Refused
from .words import EMPTY, worded


class Role(StrEnum):
    """What somebody is in the trial, as the delegation log has it."""

    COORDINATOR = "coordinator"
    INVESTIGATOR = "investigator"
    PI = "pi"
    MONITOR = "monitor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What is done with a study.

    `sign` is to judge and to confirm in one's own name: who may do the other actions of a signature without it enters
    what an investigator signed on paper.
    """

    READ = "read"
    VIEW_IDENTITY = "view_identity"
    PRINT = "print"
    VERIFY = "verify"
    SCREEN = "screen"
    SAVE_ENTRY = "save_entry"
    CORRECT_ENTRY = "correct_entry"
    STRIKE = "strike"
    CONFIRM_ELIGIBILITY = "confirm_eligibility"
    SIGN = "sign"
    ENROL = "enrol"
    DECIDE_RULING = "decide_ruling"
    DECIDE_SETTING = "decide_setting"
    ADOPT = "adopt"
    TRANSFER = "transfer"
    KEEP_DRAFT = "keep_draft"
    DISCARD_DRAFT = "discard_draft"


_ALL = frozenset(Role)
_RECORDING = frozenset({Role.COORDINATOR, Role.INVESTIGATOR, Role.PI})
_SIGNING = frozenset({Role.INVESTIGATOR, Role.PI})
_DECIDING = frozenset({Role.PI, Role.ADMINISTRATOR})

TABLE: Mapping[Action, frozenset[Role]] = {
    Action.READ: _ALL,
    Action.VIEW_IDENTITY: _ALL,
    Action.PRINT: _ALL,
    Action.VERIFY: _ALL,
    Action.SCREEN: _RECORDING,
    Action.SAVE_ENTRY: _RECORDING,
    Action.CORRECT_ENTRY: _RECORDING,
    Action.STRIKE: _RECORDING,
    Action.CONFIRM_ELIGIBILITY: _RECORDING,
    Action.SIGN: _SIGNING,
    Action.ENROL: _RECORDING,
    Action.DECIDE_RULING: frozenset({Role.PI}),
    Action.DECIDE_SETTING: _DECIDING,
    Action.ADOPT: _DECIDING,
    Action.TRANSFER: _SIGNING,
    Action.KEEP_DRAFT: _RECORDING,
    Action.DISCARD_DRAFT: _RECORDING,
}
"""The roles to which each action is allowed."""

WITHOUT_NAME = frozenset({Action.READ, Action.VERIFY})
"""What leaves nothing in the study beside which a name would stand."""


class RoleRefused(Refused):
    """The user's role does not allow the action; nothing was written."""


class NameNeeded(RoleRefused):
    """Nobody has said who is at the keyboard; once a name is known the same step may go on."""


def is_named(name: str) -> bool:
    """Whether `name` is somebody's, and not the words that stand where nobody has given one."""
    unnamed = worded("role_unnamed")
    return name.strip() not in {"", unnamed.zh, unnamed.en}


def allows(user: User, action: Action) -> bool:
    """Whether the role of `user` allows `action`, whether or not the name is known yet."""
    return user.role in TABLE[action]


def refusal(user: User, action: Action) -> Text:
    """Why the role of `user` does not allow `action`: who does it; empty where it is allowed."""
    return EMPTY if allows(user, action) else worded(f"role_refused_{action}")


def check(user: User, action: Action) -> None:
    """RoleRefused in words unless `user` may do `action` now; NameNeeded where only the name is missing."""
    if not allows(user, action):
        raise RoleRefused(reasons=(refusal(user, action),))
    if action not in WITHOUT_NAME and not is_named(user.name):
        raise NameNeeded(reasons=(worded("role_refused_unnamed"),))
