"""The versions of the protocol on the screen: which there are, adopting one, moving participants to one."""
