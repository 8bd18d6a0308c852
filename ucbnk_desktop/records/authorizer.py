"""What SQL the running program may execute: reading, adding, correcting; nothing that could rewrite the past."""

from __future__ import annotations

from . import schema
from .driver import ALLOW, DENY, Connection, StatementAction

_READING = frozenset({
    StatementAction.SELECT, StatementAction.READ, StatementAction.RECURSIVE, StatementAction.TRANSACTION,
    StatementAction.SAVEPOINT,
})
_ASKED = frozenset({
    "application_id", "user_version", "foreign_keys", "page_count", "journal_mode", "locking_mode", "synchronous",
    "recursive_triggers", "trusted_schema", "secure_delete", "max_page_count", "freelist_count",
})  # fmt: skip
_LOOKED_UP = frozenset({
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
    "integrity_check", "foreign_key_check", "cipher_integrity_check",
})  # fmt: skip
_REFUSED_FUNCTIONS = frozenset({"load_extension", "sqlcipher_export", "writefile", "fts3_tokenizer"})


def guard(connection: Connection) -> None:
    """From here on `connection` refuses everything that is not the store's daily work."""
    connection.set_authorizer(_authorize)


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    return ALLOW if _allowed(action, first or "", second) else DENY


def _allowed(action: int, first: str, second: str | None) -> bool:
    if action in _READING:
        return True
    if action == StatementAction.FUNCTION:
        return (second or "").lower() not in _REFUSED_FUNCTIONS
    if action == StatementAction.PRAGMA:
        name = first.lower()
        return name in _LOOKED_UP or (name in _ASKED and second is None)
    if action == StatementAction.INSERT:
        return not first.lower().startswith("sqlite_")
    if action == StatementAction.UPDATE:
        return schema.may_be_updated(first)
    return action == StatementAction.DELETE and first == schema.DRAFT
