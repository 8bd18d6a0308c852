"""Words that several screens say: stations, roles, operations, and how times are written."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from ucbnk_desktop.site_time import SITE_ZONE

NOTHING = "—"
"""Stands where there is nothing to show."""
ROLES = ("coordinator", "investigator", "pi", "monitor", "administrator")
"""The roles in the order in which one is chosen."""


def filled(text: str, *parts: object) -> str:
    """`text` with its numbered places `%1`, `%2` filled in."""
    for number in range(len(parts), 0, -1):
        text = text.replace(f"%{number}", str(parts[number - 1]))
    return text


def day(on: date | None) -> str:
    """A calendar day as it is written everywhere, or the sign for none."""
    return NOTHING if on is None else on.isoformat()


def short_day(on: date | None) -> str:
    """Month and day."""
    return NOTHING if on is None else f"{on:%m-%d}"


def clock(at: datetime) -> str:
    """Hour and minute at the study site."""
    return f"{at.astimezone(SITE_ZONE):%H:%M}"


def moment(at: datetime) -> str:
    """Day, hour and minute at the study site."""
    return f"{at.astimezone(SITE_ZONE):%Y-%m-%d %H:%M}"


def step_word(step: str) -> str:
    """The name of a station of the path."""
    return {
        "consent": QCoreApplication.translate("Words", "Consent"),
        "history": QCoreApplication.translate("Words", "History"),
        "performance": QCoreApplication.translate("Words", "Performance"),
        "laboratory": QCoreApplication.translate("Words", "Laboratory"),
        "criteria": QCoreApplication.translate("Words", "Criteria"),
        "enrolment": QCoreApplication.translate("Words", "Enrolment"),
        "infusions": QCoreApplication.translate("Words", "Infusions 1-8"),
        "follow_up": QCoreApplication.translate("Words", "Follow-up"),
    }[step]


def step_state_word(state: str) -> str:
    """The word of a station's state."""
    return {
        "empty": QCoreApplication.translate("Words", "Not started"),
        "started": QCoreApplication.translate("Words", "Started"),
        "complete": QCoreApplication.translate("Words", "Complete"),
        "attention": QCoreApplication.translate("Words", "Needs attention"),
        "locked": QCoreApplication.translate("Words", "Not open yet"),
    }.get(state, state)


def role_word(role: str) -> str:
    """The name of a role."""
    return {
        "coordinator": QCoreApplication.translate("Words", "Research coordinator"),
        "investigator": QCoreApplication.translate("Words", "Investigator"),
        "pi": QCoreApplication.translate("Words", "Principal investigator"),
        "monitor": QCoreApplication.translate("Words", "Monitor"),
        "administrator": QCoreApplication.translate("Words", "System administrator"),
    }.get(role, role)


def operation_word(operation: str) -> str:
    """The name of an operation of the history."""
    return {
        "screen": QCoreApplication.translate("Words", "Participant added"),
        "record": QCoreApplication.translate("Words", "Entered"),
        "correct": QCoreApplication.translate("Words", "Corrected"),
        "strike": QCoreApplication.translate("Words", "Struck out"),
        "confirm": QCoreApplication.translate("Words", "Eligibility confirmed"),
        "confirm_value": QCoreApplication.translate("Words", "Value confirmed"),
        "given_although": QCoreApplication.translate("Words", "Given although something stood against it"),
        "enrol": QCoreApplication.translate("Words", "Enrolled"),
        "decide": QCoreApplication.translate("Words", "Decided"),
        "decide_source": QCoreApplication.translate("Words", "Decided"),
        "adopt": QCoreApplication.translate("Words", "Amendment adopted"),
        "adopt_from": QCoreApplication.translate("Words", "Amendment adopted"),
        "adopt_source": QCoreApplication.translate("Words", "Amendment adopted"),
        "transfer": QCoreApplication.translate("Words", "Moved to another protocol version"),
        "change_value": QCoreApplication.translate("Words", "Corrected after a check"),
        "create": QCoreApplication.translate("Words", "Study file made"),
        "open": QCoreApplication.translate("Words", "Study opened"),
        "close": QCoreApplication.translate("Words", "Study closed"),
        "printed": QCoreApplication.translate("Words", "Printed"),
        "viewed": QCoreApplication.translate("Words", "Viewed"),
        "exported": QCoreApplication.translate("Words", "Exported"),
        "migrate": QCoreApplication.translate("Words", "Study file brought up to date"),
    }.get(operation, operation)


def change_reasons() -> tuple[tuple[str, str], ...]:
    """The coded list of reasons for a change, each with its word; the last one asks for an explanation."""
    return (
        ("typing_error", QCoreApplication.translate("Words", "Typing error")),
        ("source_corrected", QCoreApplication.translate("Words", "Source record corrected")),
        ("unit_error", QCoreApplication.translate("Words", "Wrong unit")),
        ("filled_later", QCoreApplication.translate("Words", "Missing entry filled in")),
        ("date_error", QCoreApplication.translate("Words", "Wrong date")),
        ("query_answered", QCoreApplication.translate("Words", "Query answered")),
        ("investigator_review", QCoreApplication.translate("Words", "Investigator's review")),
        ("other", QCoreApplication.translate("Words", "Other (explain)")),
    )
