"""Who may come in once a login is configured."""

import pytest
from streamlit.testing.v1 import AppTest

from faturas.config import PROJECT_DIR


@pytest.mark.parametrize("script", ["", "pages/historico.py"])
def test_with_a_login_configured_a_stranger_sees_only_the_door(script: str) -> None:
    app = AppTest.from_file(str(PROJECT_DIR / "streamlit_app.py"))
    app.secrets["auth"] = {"redirect_uri": "http://localhost/oauth2callback"}
    if script:
        app.switch_page(script)
    app.run()
    assert [button.label for button in app.button] == ["Entrar"]
    assert not app.selectbox
    assert not app.text_input
