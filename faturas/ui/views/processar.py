"""The "Processar" page: a list comes in, a search runs, the contact file goes out."""

from faturas.ui.layout import address
from faturas.ui.layout.frame import draw_frame
from faturas.ui.layout.office import ledger_in_reach, open_office
from faturas.ui.views.job_page import show_job_page
from faturas.ui.views.new_search import show_new_search


def show_processar() -> None:
    """Draw the page: a new search, or the job that the address names."""
    draw_frame("Processar")
    with ledger_in_reach():
        office = open_office()
        job_id = address.current_job()
        if job_id is None:
            show_new_search(office)
        else:
            show_job_page(office, job_id)
