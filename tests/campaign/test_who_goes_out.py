"""Who goes out is decided once: SQL, Python and the written file agree on every kind of contact."""

import io
from itertools import product

import pytest

from faturas.campaign.contact import goes_out
from faturas.campaign.files.csv_file import contact_cells, write_contacts
from faturas.campaign.profiles import CsvForm, FormaTelefone
from faturas.domain.choices import Choices
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.errors import OutputError
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger
from faturas.store.rows import Filter, Rows
from tests.campaign.samples import FATURA, contact_row
from tests.office import customers, new_tarefa

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
CHOICES = [
    Choices(telefone_fixo=fixo, so_completas=completas, bloqueadas=bloqueadas)
    for fixo, completas, bloqueadas in product((False, True), repeat=3)
]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    ledger = Ledger(tmp_path_factory.mktemp("ledger"))
    job = ledger.create(new_tarefa(customers([*range(len(KINDS)), "nada"])))
    owner = new_owner()
    ledger.queue(job.id, owner)
    ledger.begin(job.id, owner)
    outcomes = [*(row.outcome for row in KINDS), Outcome(Situacao.SEM_VENCIDA, "em dia")]
    ledger.commit(job.id, owner, list(zip(ledger.pending(job.id), outcomes, strict=True)))
    return Rows(ledger.database, job.id)


def is_let_out(row: Row, choices: Choices) -> bool:
    conferida = row.outcome.conferida
    return conferida is not None and goes_out(conferida, choices)


@pytest.mark.parametrize("choices", CHOICES, ids=repr)
def test_sql_python_and_the_file_agree(rows: Rows, choices: Choices) -> None:
    in_python = [row.codigo for row in rows.all() if is_let_out(row, choices)]
    wanted = Filter(choices=choices)
    in_sql = [row.codigo for row in rows.contacts(wanted)]
    assert in_sql == in_python
    assert rows.summary(wanted).contatos == len(in_python)
    written = write_contacts(io.BytesIO(), rows.contacts(wanted), choices, CsvForm())
    assert written.contatos == len(in_python)
    if choices.so_completas:
        assert written.incompletos == 0


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
    kept = [row.outcome.conferida for row in rows.all()]
    assert [each.impedimentos for each in kept if each] == [
        row.outcome.conferida.impedimentos for row in KINDS if row.outcome.conferida
    ]
