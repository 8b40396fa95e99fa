"""The "Histórico" page: every job, to open, resume, download or delete."""

from faturas.ui.frame import draw_frame
from faturas.ui.history import show_history
from faturas.ui.office import ledger_in_reach, open_office

draw_frame("Histórico")
with ledger_in_reach():
    show_history(open_office())
