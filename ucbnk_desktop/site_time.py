"""The time zone of the study site: days and moments on screen and paper are those of its clocks."""

from __future__ import annotations

from datetime import timedelta, timezone

SITE_ZONE = timezone(timedelta(hours=8), "UTC+8")
"""Guangzhou; China keeps one zone the whole year."""
