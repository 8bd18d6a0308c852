"""The demonstration study: invented children at every point of the path, made through the store's own operations."""

from .scripts import Script, coordinator, read_script
from .staging import Built, build

__all__ = ["Built", "Script", "build", "coordinator", "read_script"]
