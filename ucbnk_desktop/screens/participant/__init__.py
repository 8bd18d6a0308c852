"""One participant: path, forms, infusions and the desk where entries are saved."""
