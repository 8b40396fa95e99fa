"""The commands as an analyst types them: files, exit status, messages."""

import csv
import os
import re
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from faturas.campaign.profiles import PADRAO
from faturas.domain.estado import Estado
from faturas.sandbox.cases import CASES, UNKNOWN_CODE
from faturas.sandbox.contracts.hubsoft import FINANCEIRO_FATURA
from faturas.sandbox.example import example_csv
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from faturas.store.engines.sqlite.database import FILE_NAME
from faturas.store.ledger import Ledger
from tests.cli.conftest import REFERENCE, Run, spawn, write_list
from tests.intake import workbooks
from tests.waiting import AT_ONCE_S, wait_for

CODES = range(1070, 1130)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestArquivo:
    def test_writes_contacts_and_report(self, cli: Run, folder: Path, sandbox: Sandbox) -> None:
        (folder / "clientes.csv").write_bytes(example_csv(sandbox.company))
        ended = cli("arquivo", "clientes.csv", "--saida", "saida.csv", *REFERENCE)
        report = table(folder / "saida.relatorio.csv")
        contacts = table(folder / "saida.csv")
        assert ended.status == 1, "one customer of the example is refused by the API"
        assert list(contacts[0]) == list(PADRAO.header)
        assert list(report[0]) == ["linha", "codigo_cliente", "situacao", "motivo", "tentativas"]
        assert len(report) == len(example_csv(sandbox.company).splitlines()) - 1
        by_code = {row["codigo_cliente"]: row["situacao"] for row in reversed(report)}
        assert by_code[str(CASES["comum"])] == "vencida"
        assert by_code[str(CASES["em_dia"])] == "sem_vencida"
        assert by_code[str(UNKNOWN_CODE)] == "nao_encontrado"
        assert by_code[str(CASES["resposta_erro"])] == "erro"
        assert by_code[""] == "invalido"
        assert {row["situacao"] for row in report} >= {"duplicado"}
        blocked = sum(row["motivo"].startswith("bloqueada") for row in report)
        assert blocked > 0
        assert len(contacts) == sum(row["situacao"] == "vencida" for row in report) - blocked

    def test_all_well_is_0_and_the_summary_goes_to_standard_output(
        self, cli: Run, folder: Path
    ) -> None:
        ended = cli("arquivo", write_list(folder, CODES), "--saida", "s.csv", *REFERENCE)
        assert ended.status == 0
        assert "concluída: 60 linhas" in ended.out
        assert "s.csv" in ended.out
        assert "60/60 (100 %)" in ended.err

    def test_the_default_name_is_in_the_current_folder(self, cli: Run, folder: Path) -> None:
        assert cli("arquivo", write_list(folder, [1001]), *REFERENCE).status == 0
        names = [path.name for path in folder.glob("faturas_vencidas_*.csv")]
        assert len(names) == 2
        assert any(re.fullmatch(r"faturas_vencidas_\d{8}_\d{6}\.csv", name) for name in names)

    def test_the_default_name_of_invented_data_says_so(self, cli: Run, folder: Path) -> None:
        list_ = write_list(folder, [1001])
        assert cli("arquivo", list_, "--api", "demonstracao").status == 0
        names = sorted(path.name for path in folder.glob("faturas_vencidas_demonstracao_*.csv"))
        assert [name.partition(".")[2] for name in names] == ["csv", "relatorio.csv"]
        assert cli("arquivo", list_, "--api", "demonstracao", "--saida", "minha.csv").status == 0
        assert (folder / "minha.relatorio.csv").exists()

    @pytest.mark.skipif(sys.platform != "linux", reason="only there a name may be any bytes")
    def test_a_list_whose_name_is_no_text_is_read_all_the_same(
        self, cli: Run, folder: Path
    ) -> None:
        path = write_list(folder, [1001], os.fsdecode(b"a\xe7\xe3o.csv"))
        ended = cli("arquivo", path, "--saida", "s.csv", *REFERENCE)
        assert ended.status == 0
        assert "1 linha de a\ufffd\ufffdo.csv" in ended.err
        assert "a\ufffd\ufffdo.csv" in cli("tarefas").out

    def test_only_complete_rows_and_the_twin_workbook(self, cli: Run, folder: Path) -> None:
        path = write_list(folder, [CASES["comum"], CASES["sem_pix"], CASES["sem_fone"]])
        ended = cli("arquivo", path, "--saida", "s.csv", "--so-completas", "--xlsx", *REFERENCE)
        assert ended.status == 0
        assert len(table(folder / "s.csv")) == 1
        assert (folder / "s.xlsx").read_bytes()[:2] == b"PK"

    def test_the_way_of_asking_is_chosen_and_said(
        self, cli: Run, folder: Path, sandbox: Sandbox
    ) -> None:
        path = write_list(folder, CODES)
        alone = cli("arquivo", path, "--saida", "a.csv", *REFERENCE)
        assert "Consulta: um a um: como pedido." in alone.err
        before = sandbox.counters.requests.total()
        swept = cli("arquivo", path, "--saida", "b.csv", "--estrategia", "varredura", *REFERENCE)
        assert "Consulta: varredura, como pedido" in swept.err
        assert sandbox.counters.requests.total() - before < before
        for name in ("{}.csv", "{}.relatorio.csv"):
            one, other = (folder / name.format(stem) for stem in "ab")
            assert one.read_bytes() == other.read_bytes()
        assert cli("arquivo", path, "--estrategia", "rapida", *REFERENCE).status == 2

    def test_the_column_of_the_code_may_be_named(self, cli: Run, folder: Path) -> None:
        (folder / "c.csv").write_text("a;b\n1;1001\n2;1002\n", encoding="utf-8")
        assert cli("arquivo", "c.csv", *REFERENCE).status == 2
        ended = cli("arquivo", "c.csv", "--coluna-codigo", "b", "--saida", "s.csv", *REFERENCE)
        assert ended.status == 0
        assert [row["codigo_cliente"] for row in table(folder / "s.relatorio.csv")] == [
            "1001", "1002",
        ]  # fmt: skip

    def test_hidden_rows_are_told_and_asked_for_only_on_request(
        self, cli: Run, folder: Path
    ) -> None:
        rows: workbooks.Rows = [["codigo_cliente"], [1001], [1002]]
        (folder / "c.xlsx").write_bytes(workbooks.xlsx({"Lista": rows}, hidden_rows=[3]))
        ended = cli("arquivo", "c.xlsx", "--saida", "s.csv", *REFERENCE)
        assert "1 linha oculta ou filtrada, que não será consultada" in ended.err
        assert "Para incluí-las: --com-ocultas." in ended.err
        hidden = table(folder / "s.relatorio.csv")[1]
        assert (hidden["linha"], hidden["codigo_cliente"]) == ("3", "1002")
        assert (hidden["situacao"], hidden["motivo"]) == ("invalido", "linha oculta na planilha")
        ended = cli("arquivo", "c.xlsx", "--com-ocultas", "--saida", "t.csv", *REFERENCE)
        assert "será consultada como as outras" in ended.err
        assert table(folder / "t.relatorio.csv")[1]["situacao"] != "invalido"

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "vazio"),
            (workbooks.xlsm(), ".xlsm"),
            (b"codigo_cliente\r\n", "cabeçalho"),
            (b"nome,cidade\r\nAna,Natal\r\n", "codigo_cliente"),
            (b"id_cliente;nome\r\n1001;Ana\r\n", "“id_cliente” costuma ser outro número"),
            (
                b"codigo_cliente;nome\r\n;Ana\r\n;Bia\r\n1,5;Eva\r\n",
                "o código está em branco (2 linhas, a primeira é a 2)",
            ),
            (b"<html><body><p>Erro</p></body></html>", "página HTML sem nenhuma tabela"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "imagem"),
        ],
    )
    def test_bad_input_is_2_and_the_api_is_not_asked(
        self, cli: Run, folder: Path, sandbox: Sandbox, content: bytes, message: str
    ) -> None:
        (folder / "c.csv").write_bytes(content)
        ended = cli("arquivo", "c.csv", *REFERENCE)
        assert ended.status == 2
        assert message in ended.err
        assert ended.out == ""
        assert sandbox.counters.requests.total() == 0
        assert Ledger(folder / "dados").tarefas() == []

    def test_a_file_that_is_not_there(self, cli: Run) -> None:
        ended = cli("arquivo", "nada.csv", *REFERENCE)
        assert ended.status == 2
        assert "nada.csv" in ended.err

    def test_a_place_that_cannot_be_written_is_said_before_asking(
        self, cli: Run, folder: Path, sandbox: Sandbox
    ) -> None:
        ended = cli("arquivo", write_list(folder, [1001]), "--saida", "sem/pasta.csv")
        assert ended.status == 2
        assert sandbox.counters.requests.total() == 0

    def test_a_refused_login_is_3_and_names_the_way_back(
        self, cli: Run, folder: Path, sandbox: Sandbox
    ) -> None:
        sandbox.faults = Faults(refuse_logins=True)
        path = write_list(folder, CODES)
        ended = cli("arquivo", path, "--saida", "s.csv", *REFERENCE)
        assert ended.status == 3
        assert not (folder / "s.csv").exists()
        found = re.search(r"python main\.py retomar (\w+)", ended.err)
        assert found
        sandbox.faults = Faults()
        assert cli("retomar", found[1], "--saida", "s.csv").status == 0
        assert (folder / "s.csv").exists()

    def test_an_unreachable_api_is_3(self, cli: Run, folder: Path, sandbox: Sandbox) -> None:
        sandbox.stop()
        ended = cli("arquivo", write_list(folder, CODES), *REFERENCE)
        assert ended.status == 3
        assert "conexão" in ended.err


class TestRetomar:
    def test_a_finished_job_writes_its_files_again(self, cli: Run, folder: Path) -> None:
        cli("arquivo", write_list(folder, CODES), "--saida", "a.csv", *REFERENCE)
        [job] = Ledger(folder / "dados").tarefas()
        assert cli("retomar", job.id, "--saida", "b.csv").status == 0
        assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()

    def test_an_unknown_job_is_2(self, cli: Run) -> None:
        ended = cli("retomar", "deadbeef")
        assert ended.status == 2
        assert "Não existe tarefa" in ended.err

    def test_the_reference_date_holds_to_the_end(self, cli: Run, folder: Path) -> None:
        cli("arquivo", write_list(folder, [1001]), "--saida", "a.csv", *REFERENCE)
        [job] = Ledger(folder / "dados").tarefas()
        assert cli("retomar", job.id, "--data-referencia", "2020-01-01").status == 2


class TestCliente:
    def test_prints_the_invoice(self, cli: Run) -> None:
        ended = cli("cliente", CASES["comum"], *REFERENCE)
        assert ended.status == 0
        for label in ("Nome", "Telefone", "Valor", "Vencimento", "Linha digitável", "PIX", "Link"):
            assert label in ended.out
        assert "Conferência:     ok\n" in ended.out

    def test_with_saida_writes_the_files_too(self, cli: Run, folder: Path) -> None:
        ended = cli(
            "cliente", CASES["comum"], "--telefone", "85988887777", "--saida", "s.csv", *REFERENCE
        )
        assert ended.status == 0
        assert table(folder / "s.csv")[0]["Telefone"] == "5585988887777"
        assert len(table(folder / "s.relatorio.csv")) == 1

    def test_a_failed_look_up_is_1(self, cli: Run) -> None:
        ended = cli("cliente", CASES["resposta_erro"], *REFERENCE)
        assert ended.status == 1
        assert "erro na consulta" in ended.out

    def test_no_debt_and_no_customer_are_told_apart(self, cli: Run) -> None:
        assert "sem fatura vencida" in cli("cliente", CASES["em_dia"], *REFERENCE).out
        assert "não encontrado" in cli("cliente", UNKNOWN_CODE, *REFERENCE).out

    def test_an_unusable_code_is_2(self, cli: Run, sandbox: Sandbox) -> None:
        assert cli("cliente", "1,23E+05").status == 2
        assert sandbox.counters.requests.total() == 0

    def test_a_refused_login_is_3(self, cli: Run, sandbox: Sandbox) -> None:
        sandbox.faults = Faults(refuse_logins=True)
        ended = cli("cliente", "1001")
        assert ended.status == 3
        assert "Confira url, client_id" in ended.err
        assert "tarefa" not in ended.err, "there is none to resume"


class TestTarefas:
    def test_lists_the_jobs(self, cli: Run, folder: Path) -> None:
        assert "Nenhuma tarefa" in cli("tarefas").out
        cli("arquivo", write_list(folder, [1001]), "--saida", "a.csv", *REFERENCE)
        [job] = Ledger(folder / "dados").tarefas()
        ended = cli("tarefas")
        assert ended.status == 0
        assert job.id in ended.out
        assert "Concluída" in ended.out


class TestProcess:
    @pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
    def test_an_orderly_end_keeps_everything(
        self, cli: Run, folder: Path, sandbox: Sandbox, ending: signal.Signals
    ) -> None:
        sandbox.faults = Faults(latency_s=0.1)
        process = spawn("arquivo", write_list(folder, CODES), "--saida", "s.csv", *REFERENCE)
        wait_for_requests(sandbox, 15)
        process.send_signal(ending)
        began_s = time.monotonic()
        _, err = process.communicate(timeout=20)
        assert time.monotonic() - began_s < AT_ONCE_S
        assert process.returncode == 130
        assert "retomar" in err
        [job] = Ledger(folder / "dados").tarefas()
        assert job.feitos > 0
        assert job.estado is Estado.INTERROMPIDA, "nobody asked for a pause"
        assert not (folder / "s.csv").exists()

    def test_a_killed_sweep_resumes_to_the_same_file(
        self, cli: Run, folder: Path, sandbox: Sandbox
    ) -> None:
        path = write_list(folder, CODES)
        swept = ("--estrategia", "varredura", *REFERENCE)
        assert cli("arquivo", path, "--saida", "calm.csv", *swept).status == 0
        asked = sandbox.counters.requests
        whole = asked[FINANCEIRO_FATURA]
        sandbox.faults = Faults(latency_s=0.3, jitter_s=0.2)
        process = spawn("arquivo", path, "--saida", "killed.csv", *swept)
        wait_for(lambda: windows_read(folder) >= 3)
        process.kill()
        process.communicate()
        read, before = windows_read(folder), asked[FINANCEIRO_FATURA]
        assert read
        sandbox.faults = Faults()
        job = Ledger(folder / "dados").tarefas()[0]
        assert cli("retomar", job.id, "--saida", "killed.csv").status == 0
        for ending in (".csv", ".relatorio.csv"):
            killed, calm = (folder / f"{stem}{ending}" for stem in ("killed", "calm"))
            assert killed.read_bytes() == calm.read_bytes()
        again = asked[FINANCEIRO_FATURA] - before
        assert again <= whole - read, "finished windows are not read again"


def windows_read(folder: Path) -> int:
    """How many windows of a sweep the ledger has."""
    statement = "select count(*) from varredura_janelas where lida_em is not null"
    with closing(sqlite3.connect(folder / "dados" / FILE_NAME)) as connection:
        number: int = connection.execute(statement).fetchone()[0]
    return number


def wait_for_requests(sandbox: Sandbox, number: int) -> None:
    wait_for(lambda: sum(sandbox.counters.codes().values()) >= number)
