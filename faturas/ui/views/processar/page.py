"""Draws the "Processar" page: a list comes in, a search runs, the contact file goes out."""

from faturas.ui.layout import address
from faturas.ui.layout.frame import framed
from faturas.ui.layout.pages import PROCESSAR
from faturas.ui.views.processar.new_search import show_new_search
from faturas.ui.views.resultado.page import show_job_page


def show_processar() -> None:
    """Draw the page: a new search, or the job that the address names."""
    with framed(PROCESSAR) as page:
        job_id = address.current_job()
        if job_id is None:
            show_new_search(page)
        else:
            show_job_page(page, job_id)
