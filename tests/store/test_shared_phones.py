"""Whose phone is shared is decided once: SQL and Python agree on every kind of list."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from faturas.domain.notices import Aviso
from faturas.domain.outcome import Outcome, Situacao
from faturas.domain.shared_phones import notice_shared
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger
from faturas.store.rows import Rows
from faturas.store.soundness import Damage
from tests.factories.customers import customers
from tests.factories.jobs import new_tarefa
from tests.factories.rows import contact_row

PHONES = ["5585988887777", "5585977776666", "558532324545", "558533334444", ""]


def contact(telefone: str, telefone_fixo: str, avisos: Aviso) -> Outcome:
    found = contact_row().outcome
    assert found.conferida is not None
    known: dict[str, Any] = {"telefone": telefone, "telefone_fixo": telefone_fixo, "avisos": avisos}
    return replace(found, conferida=replace(found.conferida, **known))


CONTACTS = st.builds(
    contact,
    st.sampled_from(PHONES),
    st.sampled_from(PHONES),
    st.sampled_from([Aviso(0), Aviso.TELEFONE_REPETIDO, Aviso.SEM_PIX, *Aviso]),
)
NO_CONTACTS = st.sampled_from([Situacao.SEM_VENCIDA, Situacao.ERRO, Situacao.NAO_ENCONTRADO]).map(
    Outcome
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger(tmp_path_factory.mktemp("ledger"))


@settings(max_examples=20)
@given(st.lists(CONTACTS | NO_CONTACTS, min_size=1, max_size=12), st.integers(0, 12))
@example([contact(PHONES[0], "", Aviso(0)), contact("", PHONES[0], Aviso(0))], 2)
@example([contact("", "", Aviso(0)), contact("", "", Aviso.TELEFONE_REPETIDO)], 2)
@example([contact(PHONES[0], "", Aviso.TELEFONE_REPETIDO), Outcome(Situacao.ERRO)], 1)
def test_sql_and_python_agree(ledger: Ledger, outcomes: list[Outcome], asked: int) -> None:
    """Of the list only the first ``asked`` have their outcome when the run ends."""
    job = ledger.create(new_tarefa(customers(range(len(outcomes)))))
    owner = new_owner()
    ledger.queue(job.id, owner)
    ledger.begin(job.id, owner)
    lote = list(zip(ledger.pending(job.id), outcomes, strict=True))[:asked]
    ledger.commit(job.id, owner, lote)
    ledger.finish(job.id, owner)
    rows = Rows(ledger.database, job.id)
    in_sql = [row.outcome.conferida.avisos for row in rows.all() if row.outcome.conferida]
    assert in_sql == notice_shared([given.conferida for _, given in lote if given.conferida])
    assert rows.check() == Damage(), "the check sums are those of the marked rows"
