"""Makes what tests work with, a module for each kind of thing; nothing of it is real."""
