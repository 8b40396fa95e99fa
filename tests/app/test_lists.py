"""A list on its way in, the APIs that may be asked, and proofs without asking anybody."""

import pytest

from faturas.app import apis, lists, start, validate
from faturas.app.context import AppContext
from faturas.app.values import Columns, Ritmo, SituacaoEntrada
from faturas.config import Settings
from faturas.domain.phone import SituacaoTelefone
from faturas.errors import ConfigError, InputError
from faturas.search.settings import BuscaSettings
from tests.app.conftest import ACTOR
from tests.factories.faturas import HOJE

LIST = b"codigo_cliente;Nome;Celular;Celular 2\n1001;Ana;;\n1001;Ana;;\n#REF!;Bia;;\n"


class TestList:
    def test_columns_are_found_or_asked_for(self) -> None:
        table = lists.read(ACTOR, LIST, "lista.csv")
        guess = lists.guess_columns(ACTOR, table)
        assert (guess.codigo, guess.telefone, guess.nome) == ((0,), (2, 3), (1,))
        with pytest.raises(InputError, match="Mais de uma coluna"):
            lists.name_columns(ACTOR, table, codigo=None, telefone=None, nome=None)
        named = lists.name_columns(ACTOR, table, codigo=None, telefone="celular", nome="")
        assert named == Columns(0, 2, None)

    def test_every_row_is_ready_or_left_out_with_its_reason(self) -> None:
        table = lists.read(ACTOR, LIST, "lista.csv")
        checked = lists.check(ACTOR, table, Columns(0, None, None))
        assert (len(checked.customers), checked.ready) == (3, 1)
        assert checked.count(SituacaoEntrada.DUPLICADO) == 1
        assert all(customer.motivo for customer in checked.left_out)

    def test_the_example_can_be_read(self) -> None:
        name, data = lists.example(ACTOR, HOJE)
        table = lists.read(ACTOR, data, name)
        columns = lists.name_columns(ACTOR, table, codigo=None, telefone=None, nome=None)
        assert lists.check(ACTOR, table, columns).ready


class TestApis:
    def test_the_only_one_needs_no_name(self, app: AppContext) -> None:
        assert apis.resolve(ACTOR, app, None) == "teste"
        assert list(apis.names(ACTOR, app)) == ["teste", "demonstracao"]
        app.use(Settings())
        with pytest.raises(ConfigError):
            apis.resolve(ACTOR, app, None)
        assert apis.resolve(ACTOR, app, "demonstracao") == "demonstracao"

    def test_an_estimate_before_any_job_goes_by_a_usual_answer(self, app: AppContext) -> None:
        busca = BuscaSettings(ritmo=Ritmo.ADAPTATIVO, threads=10)
        assert start.estimate_s(ACTOR, app, 100, busca) == 5.0


def test_proofs_ask_nobody() -> None:
    assert not validate.boleto(ACTOR, "123", HOJE).valido
    assert not validate.pix(ACTOR, "123").valido
    assert validate.telefone(ACTOR, "11987654321").situacao is SituacaoTelefone.OK
