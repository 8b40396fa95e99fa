"""Reading a job's rows: every filter, the counts and the totals, all in the database."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from faturas.domain.choices import Choices, QualValor
from faturas.domain.impediments import Verdict
from faturas.domain.names import NamesCompared
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Outcome, Situacao
from faturas.store.ledger import Ledger
from faturas.store.rows import Filter, Rows, Summary
from tests.factories.customers import customer, customers
from tests.factories.faturas import linha
from tests.factories.jobs import begin_and_commit, new_tarefa
from tests.factories.rows import FAILED, OWES_NOTHING, contact_row

OUTCOMES = {
    "ok": contact_row().outcome,
    "cheap": contact_row(valor=Decimal("50.00"), linha_digitavel="", pix="").outcome,
    "updated": contact_row(linha_digitavel=linha(Decimal("1300.00")), pix="").outcome,
    "early": contact_row(vencimento=date(2026, 1, 5), linha_digitavel="", pix="").outcome,
    "no_phone": contact_row(telefone="", nome="José Antônio").outcome,
    "landline": contact_row(telefone="8532324545").outcome,
    "blocked": contact_row(linha_digitavel="", pix="", link="").outcome,
    "nothing": OWES_NOTHING,
    "failed": FAILED,
}


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    ledger = Ledger(tmp_path)
    job = ledger.create(new_tarefa(customers(OUTCOMES)))
    owner = begin_and_commit(ledger, job, OUTCOMES.values())
    other = ledger.create(new_tarefa(customers(["alheio"])))
    ledger.queue(other.id, owner)
    return Rows(ledger.database, job.id)


def codes(rows: Rows, filtro: Filter) -> list[str]:
    found = [row.codigo for row in rows.contacts(filtro)]
    assert rows.summary(filtro).contatos == len(found), "the count is that of the rows"
    return found


ALL = ["ok", "cheap", "updated", "early", "no_phone", "landline"]


@pytest.mark.parametrize(
    ("filtro", "expected"),
    [
        (Filter(), ALL),
        (Filter(choices=Choices(bloqueadas=True)), [*ALL, "blocked"]),
        (Filter(choices=Choices(so_completas=True)), ["ok"]),
        (Filter(choices=Choices(so_completas=True), retidas=True), [*ALL, "blocked"]),
        (Filter(com_telefone=True), ["ok", "cheap", "updated", "early"]),
        (Filter(com_telefone=False), ["no_phone", "landline"]),
        (Filter(choices=Choices(telefone_fixo=True), com_telefone=False), ["no_phone"]),
        (Filter(valor_maximo=Decimal("50.00")), ["cheap"]),
        (Filter(valor_minimo=Decimal("1300.00")), ["updated"]),
        (
            Filter(choices=Choices(valor=QualValor.FATURA), valor_minimo=Decimal("1300.00")),
            [],
        ),
        (Filter(vencimento_ate=date(2026, 1, 5)), ["early"]),
        (Filter(vencimento_desde=date(2026, 10, 6)), []),
        (Filter(texto="jose antonio"), ["no_phone"]),
        (Filter(texto=" CHEAP "), ["cheap"]),
        (Filter(texto="100%"), []),
        (Filter(verdicts=(Verdict.OK,)), ["ok"]),
        (Filter(avisos=Aviso.VALOR_ATUALIZADO), ["updated"]),
        (Filter(avisos=Aviso.SO_TELEFONE_FIXO | Aviso.VALOR_ATUALIZADO), ["updated", "landline"]),
    ],
)
def test_each_filter(rows: Rows, filtro: Filter, expected: list[str]) -> None:
    assert codes(rows, filtro) == expected


def test_the_total_follows_the_choice_of_amount(rows: Rows) -> None:
    both = Filter(avisos=Aviso.VALOR_ATUALIZADO)
    assert rows.summary(both) == Summary(1, Decimal("1300.00"))
    of_invoice = Filter(choices=Choices(valor=QualValor.FATURA), avisos=Aviso.VALOR_ATUALIZADO)
    assert rows.summary(of_invoice) == Summary(1, Decimal("1234.56"))


def test_nothing_shown_is_nothing(rows: Rows) -> None:
    assert rows.summary(Filter(texto="ninguém")) == Summary(0, Decimal(0))


def test_pages_are_cut_from_the_same_order(rows: Rows) -> None:
    page = rows.contacts_page(Filter(), offset=2, limit=2)
    assert [row.codigo for row in page] == ALL[2:4]


def test_counts_by_reason(rows: Rows) -> None:
    counts = rows.aviso_counts(Filter(choices=Choices(bloqueadas=True)))
    assert counts[Aviso.SEM_CODIGO] == 1
    assert counts[Aviso.VALOR_ATUALIZADO] == 1
    assert counts[Aviso.SEM_TELEFONE] == 2
    assert Aviso.PIX_INVALIDO not in counts


def test_names_are_compared_over_everybody_who_was_found(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    noted = customers(range(2, 7), nome="Xisto Wyzz")
    job = ledger.create(new_tarefa([*noted, customer(7, 7)]))
    same, other = "nenhuma fatura em aberto", "nenhuma fatura em aberto; nome da lista é outro"
    outcomes = [
        Outcome(Situacao.SEM_VENCIDA, same, nome="XISTO DA SILVA"),
        Outcome(Situacao.SEM_VENCIDA, other, nome="ANA", avisos=Aviso.NOME_DIFERENTE),
        contact_row(nome_lista="Xisto Wyzz").outcome,
        contact_row(nome_lista="Xisto Wyzz", nome="").outcome,
        Outcome(Situacao.NAO_ENCONTRADO, "código desconhecido no sistema de cobrança"),
        contact_row().outcome,
    ]
    begin_and_commit(ledger, job, outcomes)
    rows = Rows(ledger.database, job.id)
    assert rows.names_compared() == NamesCompared(3, 2, lista=5), (
        "not who has no name on the list or in the system, nor who was not found"
    )
    kept = [row.outcome for row in rows.with_outcome([Situacao.SEM_VENCIDA])]
    assert kept == outcomes[:2]
    assert rows.summary(Filter(avisos=Aviso.NOME_DIFERENTE)).contatos == 1, "of the contacts"


@pytest.mark.parametrize(("nobody", "alike"), [("-", 0), ("NÃO INFORMADO", 60), ("CLIENTE", 80)])
def test_names_that_name_nobody_do_not_make_the_others_fewer(
    tmp_path: Path, nobody: str, alike: int
) -> None:
    other = Outcome(Situacao.SEM_VENCIDA, "", nome="ANA", avisos=Aviso.NOME_DIFERENTE)
    same = Outcome(Situacao.SEM_VENCIDA, "", nome="XISTO DA SILVA")
    found = [("Zuleica Wyzz", other)] * 20 + [("Xisto", same)] * alike + [(nobody, same)] * 90
    ledger = Ledger(tmp_path)
    noted = [customer(line, line, nome=nome) for line, (nome, _) in enumerate(found)]
    job = ledger.create(new_tarefa(noted))
    begin_and_commit(ledger, job, [outcome for _, outcome in found])
    names = Rows(ledger.database, job.id).names_compared()
    assert names == NamesCompared(20 + alike, 20, lista=110 + alike)
    assert names.column_is_doubtful


def test_other_outcomes_come_with_their_reasons(rows: Rows) -> None:
    [nothing] = rows.with_outcome([Situacao.SEM_VENCIDA, Situacao.NAO_ENCONTRADO])
    assert nothing.outcome.motivo == "nenhuma fatura em aberto"
    assert [row.codigo for row in rows.last_problems(5)] == ["failed"]


def test_only_this_jobs_rows(rows: Rows) -> None:
    assert [row.codigo for row in rows.all()] == list(OUTCOMES)
