"""The first page without a job: from a file to a started search."""

from datetime import date
from itertools import chain, repeat
from pathlib import Path
from unittest.mock import DEFAULT, Mock

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, RerunException
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from faturas.app.context import AppContext
from faturas.billing.systems.hubsoft import HubSoftSettings
from faturas.domain.due_dates import RegraVencimento
from faturas.search.pace.fixed import Ritmo
from faturas.search.settings import BuscaSettings
from faturas.search.strategy import Estrategia
from faturas.ui.layout.app_context import open_app
from faturas.ui.views.resultado.page import show_job_page
from tests.factories.app_jobs import FAST, FOREVER
from tests.intake import workbooks
from tests.pages.conftest import Configure, OpenPage
from tests.pages.screen import keys, metrics, text

CSV = "text/csv"
LIST = (
    "codigo_cliente;TelefoneCorrigido;Nome\r\n"
    "1001;5585988887777;Ana\r\n"
    "00123;;João\r\n"
    "1001;;Ana de novo\r\n"
    ";;Sem código\r\n"
    "1,23E+05;;Estragado\r\n"
)
EVIL = "![x](https://mau.example/p.png) :red[a] <b>b</b> https://mau.example"
REAL = """
[apis.minha_empresa]
nome = "Minha Empresa"
sistema = "hubsoft"
url = "https://api.minhaempresa.hubsoft.com.br"
client_id = "75"
client_secret = "segredo-um"
username = "alguem"
password = "segredo-dois"
"""


def upload(app: AppTest, content: str | bytes, name: str = "clientes.csv") -> AppTest:
    data = content.encode() if isinstance(content, str) else content
    app.file_uploader[0].set_value((name, data, CSV))
    return app.run()


def column(app: AppTest, papel: str) -> Selectbox[int]:
    return next(box for box in app.selectbox if box.label == f"Coluna do {papel}")


class TestChoosingTheApi:
    def test_without_configuration_there_is_demonstracao_and_it_says_so(
        self, open_page: OpenPage
    ) -> None:
        app = open_page()
        assert app.selectbox(key="api").options == ["Demonstração"]
        assert "inventados" in text(app)
        assert "carregar-exemplo" in keys(app)

    def test_the_configured_names_come_first_and_no_secret_is_shown(
        self, open_page: OpenPage, configure: Configure
    ) -> None:
        configure(REAL)
        app = open_page()
        assert app.selectbox(key="api").options == ["Minha Empresa", "Demonstração"]
        assert "carregar-exemplo" not in keys(app)
        assert "segredo" not in text(app)

    def test_the_example_list_is_never_offered_to_a_real_api(
        self, open_page: OpenPage, configure: Configure
    ) -> None:
        configure(REAL)
        app = open_page()
        app.selectbox(key="api").select("demonstracao").run()
        app.button(key="carregar-exemplo").click().run()
        assert "iniciar" in keys(app)
        app.selectbox(key="api").select("minha_empresa").run()
        assert "iniciar" not in keys(app)

    def test_a_password_put_right_serves_the_next_run(
        self, open_page: OpenPage, tmp_path: Path
    ) -> None:
        app = open_page()
        (tmp_path / "secrets.toml").write_text(REAL, encoding="utf-8")
        assert app.run().selectbox(key="api").options[0] == "Minha Empresa"
        runner = open_app().runner
        right = REAL.replace("segredo-dois", "segredo-certo")
        (tmp_path / "secrets.toml").write_text(right, encoding="utf-8")
        shared = open_app()
        api = shared.settings.apis["minha_empresa"]
        assert isinstance(api, HubSoftSettings)
        assert api.password.get_secret_value() == "segredo-certo"
        assert shared.runner is runner, "jobs go on, whatever becomes of the configuration"

    def test_a_faulty_configuration_is_named_and_demonstracao_still_works(
        self, open_page: OpenPage, configure: Configure
    ) -> None:
        configure(REAL.replace('client_id = "75"', ""))
        app = open_page()
        assert "client\\_id" in app.error[0].value
        assert "segredo" not in text(app)
        app.button(key="carregar-exemplo").click().run()
        assert "iniciar" in keys(app)


class TestGivingTheList:
    def test_what_was_understood_is_said_in_one_sentence(self, open_page: OpenPage) -> None:
        app = upload(open_page(), LIST)
        assert (
            "Lido como texto em UTF-8, colunas separadas por ponto e vírgula, cabeçalho na "
            "linha 1: código em “codigo_cliente”, telefone em “TelefoneCorrigido”, nome em “Nome”."
        ) in text(app)

    def test_the_list_is_shown_and_counted(self, open_page: OpenPage) -> None:
        app = upload(open_page(), LIST)
        shown = metrics(app)
        assert shown.pop("Tempo estimado").startswith("≈")
        assert shown == {"Clientes a consultar": "2", "Repetidos": "1", "Inválidos": "2"}
        preview = app.dataframe[0].value
        assert preview["codigo_cliente"].tolist()[:2] == ["1001", "00123"]
        assert preview.index.tolist() == [2, 3, 4, 5, 6]

    def test_every_row_left_out_has_its_line_value_and_reason(self, open_page: OpenPage) -> None:
        left_out = upload(open_page(), LIST).dataframe[1].value
        assert left_out["Linha"].tolist() == [4, 5, 6]
        assert left_out["Código"].tolist() == ["1001", "", "1,23E+05"]
        assert left_out["Motivo"].iloc[0] == "repete a linha 2"
        assert all(left_out["Motivo"])

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("vazio.csv", b"", "vazio"),
            ("so_cabecalho.csv", b"codigo_cliente;Nome\r\n", "cabeçalho"),
            ("foto.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "imagem"),
            ("binario.csv", bytes(range(256)) * 20, "texto"),
            ("pagina.xls", b"<!DOCTYPE html><html><body><p>Entre para continuar", "HTML"),
        ],
    )
    def test_a_file_that_is_no_list_gets_a_reason_and_no_job(
        self, open_page: OpenPage, shared: AppContext, name: str, content: bytes, said: str
    ) -> None:
        app = upload(open_page(), content, name)
        assert said in app.error[0].value
        assert "iniciar" not in keys(app)
        assert shared.ledger.tarefas() == []

    def test_a_list_without_one_usable_code_cannot_be_started(self, open_page: OpenPage) -> None:
        app = upload(open_page(), "codigo_cliente;Nome\n;Ana\n")
        assert app.button(key="iniciar").disabled
        assert "Nenhuma linha pode ser consultada" in text(app)
        assert "o código está em branco" in text(app)

    def test_text_of_the_file_is_never_markup(self, open_page: OpenPage) -> None:
        app = upload(open_page(), f"codigo_cliente;{EVIL}\n1;2\n")
        column(app, "nome").select(1).run()
        assert EVIL in text(app)
        assert not any("<b>" in html.value for html in app.html)
        assert not any(EVIL in markdown.value for markdown in app.markdown)

    def test_the_name_of_the_file_is_never_markup(self, open_page: OpenPage) -> None:
        [error] = upload(open_page(), "", f"{EVIL}.csv").error
        assert "mau" in error.value
        assert not any(mark in error.value for mark in ("![x]", ":red[", "<b>", "https://"))


class TestCorrectingTheReading:
    def test_columns_that_cannot_be_told_apart_are_asked_for(self, open_page: OpenPage) -> None:
        app = upload(open_page(), "codigo_cliente;Celular;WhatsApp\n1001;85988887777;\n")
        assert "Falta dizer quais são as colunas" in text(app)
        assert "Duas colunas parecem ser o telefone: “Celular” e “WhatsApp”" in text(app)
        assert "iniciar" not in keys(app)
        phone = column(app, "telefone")
        assert phone.value is None
        phone.select(2).run()
        assert "telefone em “WhatsApp”" in text(app)
        assert "iniciar" in keys(app)

    def test_a_code_column_is_never_guessed(self, open_page: OpenPage) -> None:
        app = upload(open_page(), "id cliente;b\n1001;x\n")
        assert "iniciar" not in keys(app)
        assert "Nenhuma coluna parece ser o código do cliente" in text(app)
        assert "“id cliente” costuma ser outro número que o código do cliente" in text(app)
        column(app, "código").select(0).run()
        assert metrics(app)["Clientes a consultar"] == "1"

    def test_one_column_cannot_be_two_things(self, open_page: OpenPage) -> None:
        app = upload(open_page(), LIST)
        column(app, "nome").select(0).run()
        assert "duas vezes" in text(app)
        assert "iniciar" not in keys(app)

    def test_the_encoding_can_be_said(self, open_page: OpenPage) -> None:
        app = upload(open_page(), "codigo_cliente;Nome\n1;Jo\xe3o\n".encode("cp1252"))
        next(box for box in app.selectbox if box.label == "Codificação").select("cp850").run()
        assert "DOS (CP850)" in text(app)

    def test_hidden_rows_are_told_at_once_and_asked_for_only_on_request(
        self, open_page: OpenPage
    ) -> None:
        rows: workbooks.Rows = [["codigo_cliente"], [1001], [1002], [1001]]
        app = upload(open_page(), workbooks.xlsx({"Lista": rows}, hidden_rows=[2, 3]), "l.xlsx")
        [warning] = app.warning
        assert "2 linhas ocultas ou filtradas, que não serão consultadas" in warning.value
        assert metrics(app)["Clientes a consultar"] == "1"
        assert metrics(app)["Inválidos"] == "2"
        next(t for t in app.toggle if t.label == "Incluir linhas ocultas").set_value(True).run()
        assert "serão consultadas como as outras" in app.warning[0].value
        assert metrics(app)["Clientes a consultar"] == "2"
        assert metrics(app)["Repetidos"] == "1"

    def test_a_reading_that_fails_offers_the_way_back(self, open_page: OpenPage) -> None:
        app = upload(open_page(), LIST)
        app.number_input[0].set_value(99).run()
        assert "99" in app.error[0].value
        app.button(key="leitura-automatica").click().run()
        assert not app.error
        assert "iniciar" in keys(app)


class TestStarting:
    def test_the_job_holds_what_was_shown_and_stands_in_the_address(
        self, open_page: OpenPage, shared: AppContext
    ) -> None:
        app = upload(open_page(), LIST, "minha lista.csv")
        app.button(key="iniciar").click().run()
        [job] = shared.ledger.tarefas()
        assert app.query_params["tarefa"] == job.id
        assert (job.arquivo, job.api, job.total) == ("minha lista.csv", "demonstracao", 5)
        assert "iniciar" not in keys(app)

    def test_the_settings_begin_as_configured_and_go_into_the_job(
        self, open_page: OpenPage, shared: AppContext, configure: Configure
    ) -> None:
        configure(FAST + "lote = 7\ntentativas = 3\n")
        app = upload(open_page(), LIST)
        assert app.number_input(key="lote").value == 7
        app.radio(key="ritmo").set_value(Ritmo.FIXO).run()
        app.number_input(key="threads-fixo").set_value(4)
        app.selectbox(key="pausa").select(0.5)
        app.number_input(key="max-por-minuto").set_value(90)
        app.radio(key="estrategia").set_value(Estrategia.UM_A_UM)
        app.radio(key="regra").set_value(RegraVencimento.CALENDARIO)
        app.toggle(key="buscar-telefone").set_value(False)
        app.run()
        app.button(key="iniciar").click().run()
        busca = shared.ledger.tarefas()[0].busca
        assert (busca.lote, busca.threads, busca.pausa_s, busca.tentativas) == (7, 4, 0.5, 3)
        assert (busca.ritmo, busca.max_por_minuto) == (Ritmo.FIXO, 90)
        assert busca.estrategia is Estrategia.UM_A_UM
        assert (busca.vencimento, busca.buscar_telefone) == (RegraVencimento.CALENDARIO, False)

    def test_what_was_changed_just_before_the_click_goes_into_the_job(
        self, open_page: OpenPage, shared: AppContext, configure: Configure
    ) -> None:
        """The browser sends both at once; the page was last drawn without."""
        other = REAL.replace("minha_empresa", "outra").replace("Minha Empresa", "Outra")
        configure(f"{FOREVER}{REAL}{other}")
        app = upload(open_page(), LIST)
        app.selectbox(key="api").select("outra")
        app.number_input(key="max-por-minuto").set_value(60)
        app.radio(key="ritmo").set_value(Ritmo.ADAPTATIVO)
        app.toggle(key="buscar-telefone").set_value(False)
        app.date_input(key="referencia").set_value(date(2026, 1, 5))
        app.button(key="iniciar").click().run()
        [job] = open_app().ledger.tarefas()
        assert (job.api, job.referencia) == ("outra", date(2026, 1, 5))
        assert (job.busca.max_por_minuto, job.busca.buscar_telefone) == (60, False)
        assert job.busca == BuscaSettings.model_validate(
            job.busca.model_dump() | {"ritmo": Ritmo.ADAPTATIVO, "threads": BuscaSettings().threads}
        )

    @pytest.mark.parametrize("changed", ["columns", "hidden rows", "file", "none"])
    def test_a_list_that_is_read_otherwise_at_the_click_is_shown_first(
        self, open_page: OpenPage, shared: AppContext, changed: str
    ) -> None:
        rows: workbooks.Rows = [["codigo_cliente", "contrato"], [1001, 1005], [1002, 1006]]
        app = upload(open_page(), workbooks.xlsx({"L": rows}, hidden_rows=[3]), "l.xlsx")
        app.toggle[0].set_value(True).run()
        match changed:
            case "columns":
                column(app, "código").select(1)
            case "hidden rows":
                app.toggle[0].set_value(False)
            case "file":
                app.file_uploader[0].set_value(("outra.csv", LIST.encode(), CSV))
            case "none":
                app.file_uploader[0].set_value(None)
        app.button(key="iniciar").click().run()
        assert shared.ledger.tarefas() == []
        assert "A lista, ou o modo de ler a lista, mudou" in app.error[0].value
        assert "Nada foi iniciado" in app.toast[0].value, "in sight of the button, too"
        if changed == "none":
            return
        app.button(key="iniciar").click().run()
        [job] = shared.ledger.tarefas()
        said = [row.codigo for row in shared.rows(job.id).all()]
        assert said[0] == ("1005" if changed == "columns" else "1001")

    def test_the_second_of_two_clicks_starts_nothing_and_says_nothing(
        self, open_page: OpenPage, shared: AppContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It comes while the page of the job is drawn for the first time."""
        app = upload(open_page(), LIST)
        start = app.button(key="iniciar").click()
        second = RerunData(widget_states=WidgetStates(widgets=[start._widget_state]))
        drawn = chain([RerunException(second)], repeat(DEFAULT))
        page = Mock(wraps=show_job_page, side_effect=drawn)
        monkeypatch.setattr("faturas.ui.views.processar.page.show_job_page", page)
        start.run()
        assert len(shared.ledger.tarefas()) == 1
        assert not app.error
        assert page.call_count > 1

    def test_a_limit_below_one_a_minute_is_kept_and_cannot_be_passed(
        self, open_page: OpenPage, shared: AppContext, configure: Configure
    ) -> None:
        configure(FAST + "max_por_minuto = 0.5\n")
        app = upload(open_page(), LIST)
        assert app.number_input(key="max-por-minuto").max == 0.5
        app.button(key="iniciar").click().run()
        assert shared.ledger.tarefas()[0].busca.max_por_minuto == 0.5

    def test_a_running_search_is_found_again_without_its_address(
        self, open_page: OpenPage, shared: AppContext, configure: Configure
    ) -> None:
        configure(FOREVER)
        upload(open_page(), LIST).button(key="iniciar").click().run()
        [job] = shared.ledger.tarefas()
        another = open_page()
        another.button(key=f"acompanhar-{job.id}").click().run()
        assert another.query_params["tarefa"] == job.id
        assert f"pausar-{job.id}" in keys(another)
