"""The "Histórico" page: every job, to open, resume, download or delete."""

from faturas.ui.views.historico import show_historico

show_historico()
