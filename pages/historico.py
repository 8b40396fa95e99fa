"""The "Histórico" page: every job, to open, resume, download or delete."""

from faturas.ui.layout.frame import draw_frame
from faturas.ui.layout.office import ledger_in_reach, open_office
from faturas.ui.views.history import show_history

draw_frame("Histórico")
with ledger_in_reach():
    show_history(open_office())
