"""Who goes out is decided once: SQL, Python and the written file agree on every kind of contact."""

import io
from collections.abc import Sequence
from decimal import Decimal
from itertools import count, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.campaign.contact import contact, goes_out
from faturas.campaign.files.csv_file import contact_cells, write_contacts
from faturas.campaign.profiles import CsvForm, FormaTelefone
from faturas.domain.choices import Choices
from faturas.domain.impediments import Verdict
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.errors import OutputError
from faturas.store.ledger import Ledger
from faturas.store.rows import Filter, Rows
from tests.factories.customers import customers
from tests.factories.faturas import FATURA, codigo_barras, linha, pix
from tests.factories.jobs import begin_and_commit, new_tarefa
from tests.factories.rows import contact_row

KINDS = [
    contact_row(telefone, nome=nome, linha_digitavel=linha, pix=pix, link=link)
    for telefone, nome, linha, pix, link in product(
        ("85988887777", "8532324545", ""),
        (FATURA.nome, ""),
        (FATURA.linha_digitavel, ""),
        (FATURA.pix, ""),
        (FATURA.link, ""),
    )
]
"""Every combination of what a contact may have or lack."""
APIS = map(str, count())
"""One for each job, so that none waits for the others."""
CHOICES = [
    Choices(telefone_fixo=fixo, so_completas=completas, bloqueadas=bloqueadas)
    for fixo, completas, bloqueadas in product((False, True), repeat=3)
]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger(tmp_path_factory.mktemp("ledger"))


@pytest.fixture(scope="module")
def rows(ledger: Ledger) -> Rows:
    nothing = Outcome(Situacao.SEM_VENCIDA, "em dia")
    return kept(ledger, [*(row.outcome for row in KINDS), nothing])


def kept(ledger: Ledger, outcomes: Sequence[Outcome]) -> Rows:
    """The rows of a job that ended with these outcomes."""
    job = ledger.create(new_tarefa(customers(range(len(outcomes))), api=next(APIS)))
    begin_and_commit(ledger, job, outcomes)
    return Rows(ledger.database, job.id)


def is_let_out(row: Row, choices: Choices) -> bool:
    conferida = row.outcome.conferida
    return conferida is not None and goes_out(conferida, choices)


def may_go_out(row: Row, choices: Choices) -> bool:
    """The rule as a person says it: there is a way to pay, and no cell is empty, if so chosen."""
    conferida = row.outcome.conferida
    if conferida is None:
        return False
    cells = contact(conferida, choices)
    can_pay = bool(cells.linha_digitavel or cells.pix or cells.link)
    return (can_pay or choices.bloqueadas) and (not choices.so_completas or all(cells.cells()))


def assert_all_agree(rows: Rows, choices: Choices) -> None:
    in_python = [row.codigo for row in rows.all() if is_let_out(row, choices)]
    assert in_python == [row.codigo for row in rows.all() if may_go_out(row, choices)]
    wanted = Filter(choices=choices)
    assert [row.codigo for row in rows.contacts(wanted)] == in_python
    assert rows.summary(wanted).contatos == len(in_python)
    written = write_contacts(io.BytesIO(), rows.contacts(wanted), choices, CsvForm())
    assert written.contatos == len(in_python)
    if choices.so_completas:
        assert written.incompletos == 0


@pytest.mark.parametrize("choices", CHOICES, ids=repr)
def test_sql_python_and_the_file_agree(rows: Rows, choices: Choices) -> None:
    assert_all_agree(rows, choices)


CONTACTS = st.builds(
    contact_row,
    st.sampled_from(["85988887777", "8532324545", "8588887777", "lixo", ""]),
    telefones_api=st.lists(st.sampled_from(["85977776666", "8533334444", "0800"]), max_size=2).map(
        tuple
    ),
    nome_lista=st.sampled_from(["", "Ana Lima", "=1+1"]),
    nome=st.sampled_from([FATURA.nome, "", "+-@", "A" * 200]),
    valor=st.decimals("0.01", "9999", places=2),
    linha_digitavel=st.sampled_from([FATURA.linha_digitavel, linha(Decimal(0)), "123", ""]),
    codigo_barras=st.sampled_from(["", codigo_barras(), "8" * 44]),
    pix=st.sampled_from([FATURA.pix, pix(None), FATURA.pix[:-1], ""]),
    link=st.sampled_from([FATURA.link, "http://sem-cadeado.example", "https://x.example/;=1", ""]),
)


@settings(max_examples=10)
@given(st.lists(CONTACTS, min_size=10, max_size=30))
def test_they_agree_on_whatever_the_checks_find(ledger: Ledger, contacts: list[Row]) -> None:
    rows = kept(ledger, [row.outcome for row in contacts])
    for choices in CHOICES:
        assert_all_agree(rows, choices)


@pytest.mark.parametrize("wanted", Verdict)
def test_sql_and_python_agree_on_the_verdict(rows: Rows, wanted: Verdict) -> None:
    everybody = Choices(bloqueadas=True)
    in_sql = rows.contacts(Filter(choices=everybody, verdicts=(wanted,)))
    assert [row.codigo for row in in_sql] == [
        row.codigo
        for row in rows.all()
        if row.outcome.conferida and row.outcome.conferida.verdict is wanted
    ]


@pytest.mark.parametrize("choices", CHOICES, ids=repr)
def test_with_and_without_a_phone_are_all(rows: Rows, choices: Choices) -> None:
    for com_telefone in (True, False):
        found = list(rows.contacts(Filter(choices=choices, com_telefone=com_telefone)))
        cells = contact_cells(found, choices, FormaTelefone.COM_DDI)
        assert {bool(telefone) for telefone, *_ in cells} <= {com_telefone}
    both = sum(
        rows.summary(Filter(choices=choices, com_telefone=each)).contatos for each in (True, False)
    )
    assert both == rows.summary(Filter(choices=choices)).contatos


@pytest.mark.parametrize("choices", CHOICES, ids=repr)
def test_the_writer_refuses_a_row_that_may_not_go_out(rows: Rows, choices: Choices) -> None:
    for row in rows.all():
        if is_let_out(row, choices):
            continue
        with pytest.raises(OutputError, match=f"A linha {row.linha} da lista não pode sair"):
            write_contacts(io.BytesIO(), [row], choices, CsvForm())


def test_impediments_are_kept_with_the_row(rows: Rows) -> None:
    found = [row.outcome.conferida for row in rows.all()]
    assert [each.impedimentos for each in found if each] == [
        row.outcome.conferida.impedimentos for row in KINDS if row.outcome.conferida
    ]
