"""Everything kept: the study file, its history and the operations that write them."""
