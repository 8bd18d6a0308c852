"""Everything the user sees: the only part that knows Qt."""

from .pyside311_refcounts import keep_singletons

keep_singletons()
