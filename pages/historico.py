"""The "Histórico" page: every job, to open, resume, download or delete."""

from faturas.ui.frame import draw_frame
from faturas.ui.history import show_history
from faturas.ui.office import open_office

draw_frame("Histórico")
show_history(open_office())
