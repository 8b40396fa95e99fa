"""Says on the page that something went wrong that nobody foresaw (``show_unexpected``)."""

from faturas.errors import FaturasError
from faturas.ui.layout.messages import problem
from faturas.unexpected import code_of


def show_unexpected(error: Exception) -> bool:
    """Say so in Portuguese, where the page or the part of it failed; the log has the trace.

    For ``st.App(on_script_error=…)``, which asks for pages, their callbacks and their fragments;
    true: Streamlit need not say anything itself.
    """
    if isinstance(error, FaturasError):
        problem("Não foi possível", str(error))
    else:
        problem(
            f"Algo inesperado aconteceu (código {code_of(error)})",
            "O que já foi consultado está guardado. Recarregue a página; se acontecer de novo, "
            "envie este código a quem cuida do painel: o registro do servidor diz o resto.",
        )
    return True
