"""A page, a callback and a part of a page that fail: in Portuguese, with the code of the log."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from faturas.config import PROJECT_DIR
from tests.panel import Panel, start_panel
from tests.server.visitor import Visitor, visit

PAGE = """
import streamlit as st

if __name__ == "__main__":
    def fail():
        raise KeyError("Maria da Silva 119.876.543-20")

    @st.fragment(run_every=0.2)
    def part():
        if st.session_state.get("drawn"):
            fail()
        st.session_state["drawn"] = True

    part()
    st.button("Falha no clique", on_click=fail)
    if st.button("Falha na página"):
        fail()
else:
    from faturas.ui.server import server_parts

    app = st.App(__file__, **server_parts())
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Panel, Path]]:
    """A dashboard of one page, with all that ours has around its pages; and its log."""
    folder = tmp_path_factory.mktemp("falhas")
    page = folder / "pagina.py"
    page.write_text(PAGE, encoding="utf-8")
    environment = {"PYTHONPATH": str(PROJECT_DIR), "FATURAS_DADOS": str(folder / "dados")}
    with start_panel(page, environment, folder / "log") as panel:
        panel.wait()
        yield panel, folder / "log"


@pytest.mark.parametrize("where", ["Falha no clique", "Falha na página", "parte"])
def test_a_failure_shows_its_code_and_only_the_log_says_more(
    server: tuple[Panel, Path], where: str
) -> None:
    panel, log = server
    with visit(panel.url, cookies={}) as visitor:
        visitor.run()
        if where == "parte":
            visitor.run_part()
        else:
            visitor.click(where)
    code = shown_code(visitor)
    logged = log.read_text(encoding="utf-8")
    assert f"[{code}]\nbuiltins.KeyError" in logged
    assert "Maria" not in logged + visitor.text
    assert "KeyError" not in visitor.text


def shown_code(visitor: Visitor) -> str:
    """The code in the one message of the page, which is all that it says of the failure."""
    [alert] = [element.alert for element in visitor.elements if element.HasField("alert")]
    assert not any(element.HasField("exception") for element in visitor.elements)
    match = re.search(r"Algo inesperado aconteceu \(código ([A-Z2-7]{6})\)", str(alert.title))
    assert match is not None, alert
    return match[1]
