"""The contacts of a job on its page: filters, choices, downloads, detail."""

import csv
import hashlib
import io
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from faturas.app.context import AppContext
from faturas.app.export import Target, write_all
from faturas.campaign.files.csv_file import contact_cells
from faturas.campaign.profiles import FormaTelefone
from faturas.domain.choices import Choices
from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.store.rows import Filter
from faturas.store.tarefa import Tarefa
from faturas.ui.web.orders import Order, orders
from tests.pages.conftest import Download, OpenPage, last_order
from tests.pages.screen import keys, metrics, text


class TestContacts:
    def test_the_table_shows_what_goes_into_the_file(
        self, open_page: OpenPage, finished: Tarefa, shared: AppContext
    ) -> None:
        app = open_page(tarefa=finished.id)
        table = app.dataframe[0].value
        lines = expected_lines(shared, finished, Filter())
        assert metrics(app)["Contatos mostrados"] == str(len(table)) == str(len(lines))
        assert table["Nome"].tolist() == [line[1] for line in lines]
        assert table["Linha digitável"].tolist() == [line[5] for line in lines]

    def test_the_counts_by_reason_stand_above_it(
        self, open_page: OpenPage, finished: Tarefa, shared: AppContext
    ) -> None:
        said = text(open_page(tarefa=finished.id))
        blocked = shared.rows(finished.id).summary(Filter(choices=Choices(bloqueadas=True)))
        usual = shared.rows(finished.id).summary(Filter())
        assert f"Bloqueada: {blocked.contatos - usual.contatos}" in said
        assert "PIX inválido: " in said

    def test_every_filter_leaves_fewer_and_only_rows_that_pass(
        self, open_page: OpenPage, finished: Tarefa
    ) -> None:
        app = open_page(tarefa=finished.id)
        everything = len(app.dataframe[0].value)

        app.button_group(key=f"verdicts-{finished.id}").set_value(["aviso"]).run()
        assert set(app.dataframe[0].value["Conferência"]) == {"Com aviso"}
        app.button_group(key=f"verdicts-{finished.id}").set_value([]).run()

        app.button_group(key=f"telefone-{finished.id}").set_value("Sem telefone").run()
        assert set(app.dataframe[0].value["Telefone"]) == {""}
        app.button_group(key=f"telefone-{finished.id}").set_value("Todos").run()

        app.text_input(key=f"minimo-{finished.id}").set_value("100,00").run()
        assert 0 < len(app.dataframe[0].value) < everything
        assert app.dataframe[0].value["Valor"].min() >= 100
        app.text_input(key=f"minimo-{finished.id}").set_value("").run()

        app.text_input(key=f"texto-{finished.id}").set_value("1001").run()
        assert app.dataframe[0].value["Código"].tolist() == ["1001"]
        assert metrics(app)["Contatos mostrados"] == "1"

    def test_the_bloqueadas_can_be_seen_but_not_downloaded(
        self, open_page: OpenPage, finished: Tarefa, download: Download
    ) -> None:
        app = open_page(tarefa=finished.id)
        app.button_group(key=f"verdicts-{finished.id}").set_value(["bloqueada"]).run()
        shown = app.dataframe[0].value
        assert set(shown["Conferência"]) == {"Bloqueada · fora do arquivo"}
        assert f"{len(shown)} bloqueadas aparecem aqui só para ver" in text(app)
        for key in ("baixar-csv", "baixar-xlsx"):
            order = download(app, f"{key}-{finished.id}")
            assert order.estado == "recusado"
            assert f"{len(shown)} bloqueadas aparecem só para ver" in order.reason
            assert order.path is None
        app.toggle(key=f"bloqueadas-{finished.id}").set_value(True).run()
        assert set(app.dataframe[0].value["Conferência"]) == {"Bloqueada"}
        assert "só para ver" not in text(app)
        assert len(contact_lines(download(app, f"baixar-csv-{finished.id}"))) == len(shown)

    def test_who_is_not_shown_is_accounted_for(self, open_page: OpenPage, finished: Tarefa) -> None:
        app = open_page(tarefa=finished.id)
        everyone = finished.contagens[Situacao.VENCIDA]
        shown = int(metrics(app)["Contatos mostrados"])
        blocked = everyone - shown
        assert blocked > 1
        assert (
            f"{shown} de {everyone} com fatura vencida; {blocked} bloqueadas ficam fora do arquivo"
        ) in text(app)
        app.text_input(key=f"texto-{finished.id}").set_value("1001").run()
        assert f"1 de {everyone} com fatura vencida" in text(app)
        assert f"{shown - 1} não passam pelos filtros" in text(app)

    def test_filters_out_of_sight_are_counted_and_all_are_cleared_at_once(
        self, open_page: OpenPage, finished: Tarefa
    ) -> None:
        app = open_page(tarefa=finished.id)
        before = metrics(app)["Contatos mostrados"]
        at_first = len(app.warning)
        assert f"limpar-filtros-{finished.id}" not in keys(app)
        app.text_input(key=f"minimo-{finished.id}").set_value("99.999,00")
        app.button_group(key=f"telefone-{finished.id}").set_value("Sem telefone")
        app.toggle(key=f"completas-{finished.id}").set_value(True).run()
        assert {"Mais filtros (2)", "O que vai no arquivo (1)"} <= popovers(app)
        assert f"limpar-filtros-{finished.id}" in keys(app)
        app.button(key=f"limpar-vazio-{finished.id}").click().run()
        assert metrics(app)["Contatos mostrados"] == before
        assert {"Mais filtros", "O que vai no arquivo"} <= popovers(app)
        assert not app.exception
        assert len(app.warning) == at_first

    def test_an_amount_that_cannot_be_read_is_said_and_filters_nothing(
        self, open_page: OpenPage, finished: Tarefa
    ) -> None:
        app = open_page(tarefa=finished.id)
        before = metrics(app)["Contatos mostrados"]
        app.text_input(key=f"maximo-{finished.id}").set_value("mil reais").run()
        assert metrics(app)["Contatos mostrados"] == before
        assert "1.234,56" in text(app)

    @pytest.mark.parametrize("typed", ["mil", "1,000.50"])
    def test_while_an_amount_cannot_be_read_no_click_takes_everybody(
        self,
        open_page: OpenPage,
        finished: Tarefa,
        shared: AppContext,
        download: Download,
        typed: str,
    ) -> None:
        said = "O filtro “Valor a partir de (R$)” não foi entendido"
        app = open_page(tarefa=finished.id)
        app.text_input(key=f"minimo-{finished.id}").set_value(typed)
        for kind in ("csv", "xlsx"):
            order = download(app, f"baixar-{kind}-{finished.id}")
            assert (order.estado, order.path) == ("recusado", None)
            assert said in order.reason
        assert said in text(app).replace("\\", ""), "at the buttons, with the menu closed"
        assert app.button(key=f"conferir-{finished.id}").disabled
        app.button(key=f"reconferir-{finished.id}").click().run()
        assert said in app.error[0].value.replace("\\", "")
        assert shared.ledger.tarefa(finished.id).estado is Estado.CONCLUIDA
        app.text_input(key=f"minimo-{finished.id}").set_value("1.000")
        filtro = Filter(valor_minimo=Decimal(1000))
        order = download(app, f"baixar-csv-{finished.id}")
        assert contact_lines(order) == expected_lines(shared, finished, filtro)

    def test_a_download_clicked_right_after_the_clearing_brings_everybody(
        self, open_page: OpenPage, finished: Tarefa
    ) -> None:
        """Of two clicks that wait for a busy page, Streamlit carries out the later one first."""
        app = open_page(tarefa=finished.id)
        everybody = metrics(app)["Contatos mostrados"]
        app.text_input(key=f"texto-{finished.id}").set_value("1001").run()
        app.button(key=f"baixar-csv-{finished.id}").click()
        clearing = app.button(key=f"limpar-filtros-{finished.id}").click()
        states = sorted(
            app._tree.get_widget_states().widgets, key=lambda state: state.id == clearing.proto.id
        )
        app._run(WidgetStates(widgets=states))
        order = last_order(app)
        assert order.built is not None
        assert order.built.contents == f"{everybody} contatos"
        assert metrics(app)["Contatos mostrados"] == everybody

    def test_a_filter_that_nothing_passes_leaves_nothing_to_download(
        self, open_page: OpenPage, finished: Tarefa, download: Download
    ) -> None:
        app = open_page(tarefa=finished.id)
        app.text_input(key=f"texto-{finished.id}").set_value("ninguém tem este nome").run()
        assert "Nenhum contato passa por estes filtros" in text(app)
        order = download(app, f"baixar-csv-{finished.id}")
        assert order.reason == "Nenhum contato passa por estes filtros: nada foi baixado."

    def test_the_choices_change_what_goes_out(self, open_page: OpenPage, finished: Tarefa) -> None:
        app = open_page(tarefa=finished.id)
        usual = int(metrics(app)["Contatos mostrados"])
        app.toggle(key=f"bloqueadas-{finished.id}").set_value(True).run()
        assert int(metrics(app)["Contatos mostrados"]) > usual
        app.toggle(key=f"completas-{finished.id}").set_value(True).run()
        assert int(metrics(app)["Contatos mostrados"]) < usual

    def test_the_checked_file_is_the_one_that_is_downloaded(
        self, open_page: OpenPage, finished: Tarefa, download: Download
    ) -> None:
        app = open_page(tarefa=finished.id)
        app.text_input(key=f"texto-{finished.id}").set_value("maria").run()
        app.button(key=f"conferir-{finished.id}").click().run()
        order = download(app, f"baixar-csv-{finished.id}")
        assert order.path is not None
        assert order.sha256 == hashlib.sha256(order.path.read_bytes()).hexdigest()
        assert order.sha256 in text(app)

    def test_a_click_brings_what_was_typed_just_before_it(
        self, open_page: OpenPage, finished: Tarefa, shared: AppContext, download: Download
    ) -> None:
        """The browser sends both at once; the page was last drawn without the filter."""
        app = open_page(tarefa=finished.id)
        app.text_input(key=f"texto-{finished.id}").set_value("maria")
        app.text_input(key=f"minimo-{finished.id}").set_value("100,00")
        app.radio(key=f"separador-{finished.id}").set_value(";")
        order = download(app, f"baixar-csv-{finished.id}")
        filtro = Filter(texto="maria", valor_minimo=Decimal(100))
        assert contact_lines(order, ";") == expected_lines(shared, finished, filtro)
        assert order.built is not None
        assert order.built.contents == "1 contato"

    def test_page_and_command_line_write_the_same_bytes(
        self,
        open_page: OpenPage,
        finished: Tarefa,
        shared: AppContext,
        download: Download,
        tmp_path: Path,
    ) -> None:
        target = Target(tmp_path / "contatos.csv", Choices(), xlsx=True)
        rows = shared.rows(finished.id)
        write_all(target, lambda: rows.contacts(Filter()), rows.all)
        app = open_page(tarefa=finished.id)
        for kind, path in (("csv", target.saida), ("xlsx", target.planilha)):
            order = download(app, f"baixar-{kind}-{finished.id}")
            assert order.path is not None
            assert order.path.read_bytes() == path.read_bytes()

    def test_the_page_is_told_of_an_order_until_its_browser_knows_it(
        self, open_page: OpenPage, finished: Tarefa, download: Download
    ) -> None:
        app = open_page(tarefa=finished.id)
        first = download(app, f"baixar-csv-{finished.id}")
        second = download(app, f"baixar-xlsx-{finished.id}")
        assert f">{first.token} {second.token}</span>" in text(app)
        orders().claim(first)
        assert f">{second.token}</span>" in text(app.run())
        orders().claim(second)
        assert second.token not in text(app.run())

    def test_it_is_said_how_to_open_the_file_in_excel(
        self, open_page: OpenPage, finished: Tarefa
    ) -> None:
        assert "Para abrir no Excel, baixe o XLSX" in text(open_page(tarefa=finished.id))

    def test_one_contact_can_be_seen_from_all_sides(
        self, open_page: OpenPage, finished: Tarefa, shared: AppContext
    ) -> None:
        row = next(
            row
            for row in shared.rows(finished.id).contacts(Filter())
            if row.outcome.conferida and row.outcome.conferida.valor_codigo
        )
        app = open_page(tarefa=finished.id)
        app.selectbox(key=f"detalhe-{finished.id}").set_value(row.ordem).run()
        assert [head.value for head in app.subheader] == [
            "O que a lista dizia",
            "O que o sistema de cobrança respondeu",
            "O que foi conferido",
            "O que vai no arquivo",
        ]
        assert "valor atualizado: a fatura é de R$" in text(app)


def popovers(app: AppTest) -> set[str]:
    """What the buttons of the small menus say."""
    return {block.proto.popover.label for block in app.get("popover")}


def contact_lines(order: Order, delimiter: str = ",") -> list[list[str]]:
    assert order.path is not None
    text = io.StringIO(order.path.read_text(encoding="utf-8"), newline="")
    return list(csv.reader(text, delimiter=delimiter))[1:]


def expected_lines(shared: AppContext, job: Tarefa, filtro: Filter) -> list[list[str]]:
    rows = shared.rows(job.id).contacts(filtro)
    return [list(cells) for cells in contact_cells(rows, filtro.choices, FormaTelefone.COM_DDI)]
