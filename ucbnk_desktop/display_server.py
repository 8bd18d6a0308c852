"""Whether this computer can show a window: Qt aborts the process where it cannot, so one has to look first."""

from __future__ import annotations

from collections.abc import Mapping

_WITHOUT = frozenset({"offscreen", "minimal", "vnc", "linuxfb", "eglfs"})
"""The platform plugins of Qt that show a window without X11 and Wayland."""


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Whether there is something to show a window on, on `platform` (as `sys.platform` calls it)."""
    if platform in ("win32", "darwin") or environment.get("QT_QPA_PLATFORM", "") in _WITHOUT:
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
