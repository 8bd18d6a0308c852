"""The demonstration study: invented children at every point of the path, made through the program's own steps."""

from .builder import Built, build
from .scripts import Script, coordinator, read_script

__all__ = ["Built", "Script", "build", "coordinator", "read_script"]
