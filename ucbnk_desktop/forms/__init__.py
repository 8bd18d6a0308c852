"""The definitions of the case report forms: read once, used by screen, store, paper and export."""
