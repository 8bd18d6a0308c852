"""Everything the user sees: the only part that knows Qt."""

from .lasting import keep_singletons

keep_singletons()
