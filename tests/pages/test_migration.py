"""A large ledger of an earlier version: the page says why it takes a while to open, once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Connection

from faturas.store.engines.sqlite import versions
from faturas.store.migrations import migrate
from faturas.ui.layout.app_context import holds_customers, open_app
from faturas.ui.layout.pages import HISTORICO
from tests.old_ledgers import ROWS, write_old_ledger
from tests.pages.conftest import OpenPage
from tests.pages.screen import keys
from tests.waiting import wait_for

SAID = "Atualizando o arquivo de dados para esta versão… Isso acontece uma vez só."
MIGRATES = "migra"


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the page says beside a spinner, when it ceases to (``fim``), and a migration."""
    seen: list[str] = []

    @contextmanager
    def spinner(text: str) -> Iterator[None]:
        seen.append(text)
        yield
        seen.append("fim")

    def noted(connection: Connection, version: int) -> None:
        seen.append(MIGRATES)
        migrate(connection, version)

    monkeypatch.setattr(st, "spinner", spinner)
    monkeypatch.setattr(versions, "migrate", noted)
    return seen


def test_it_is_said_while_the_ledger_is_opened_and_never_again(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, happened: list[str]
) -> None:
    monkeypatch.setattr(versions, "LARGE_ROWS", ROWS - 1)
    write_old_ledger(tmp_path / "dados")
    app = open_page(HISTORICO.script)
    assert not app.exception
    assert len([key for key in keys(app) if key.startswith("abrir-")]) == 2
    assert happened == [SAID, MIGRATES, "fim"]
    assert not app.run().exception
    open_app().ledger.database.close()
    st.cache_resource.clear()
    assert not open_page(HISTORICO.script).exception
    assert happened == [SAID, MIGRATES, "fim"]


def test_whoever_comes_meanwhile_reads_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, happened: list[str]
) -> None:
    """A page that is drawn anew, or another visitor's."""
    other = threading.Thread(target=holds_customers)

    def migrate_before_two(connection: Connection, version: int) -> None:
        other.start()
        wait_for(lambda: happened.count(SAID) == 2)
        migrate(connection, version)

    monkeypatch.setattr(versions, "LARGE_ROWS", ROWS - 1)
    monkeypatch.setattr(versions, "migrate", migrate_before_two)
    write_old_ledger(tmp_path / "dados")
    holds_customers()
    other.join()
    holds_customers()
    assert sorted(happened) == [SAID, SAID, "fim", "fim"]


def test_a_small_ledger_is_migrated_without_a_word(
    open_page: OpenPage, tmp_path: Path, happened: list[str]
) -> None:
    write_old_ledger(tmp_path / "dados")
    assert not open_page(HISTORICO.script).exception
    assert happened == [MIGRATES]


def test_a_new_ledger_is_opened_without_a_word(open_page: OpenPage, happened: list[str]) -> None:
    assert not open_page(HISTORICO.script).exception
    assert happened == []
