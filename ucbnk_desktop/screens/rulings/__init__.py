"""The page of the principal investigator: every open point of the protocol, its readings, who decided what and why."""
