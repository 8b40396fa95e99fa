"""Reasons as a row keeps them: as found, and the finished sentences of ledgers of before."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.domain.fatura_conferida import FaturaConferida, explain
from faturas.domain.findings import CODES, Cause, Finding
from faturas.domain.notices import Aviso
from faturas.domain.reasons import Razao, avisos_of
from faturas.store import reasons_text
from faturas.store.engines.sqlite.database import FILE_NAME
from faturas.store.ledger import Ledger
from faturas.store.rows import Rows
from tests.factories.customers import customers
from tests.factories.findings import any_finding, findings
from tests.factories.jobs import begin, new_tarefa
from tests.factories.rows import check, contact_row

OF_BEFORE = (
    '[[4194304, "a que veio não serve: o dígito verificador geral não confere"], [1024, ""],'
    ' [16, "a fatura é de R$ 149,99 e o código cobra R$ 154,44"]]'
)
"""As versions up to 1.1 have written it."""
SENTENCES_OF_BEFORE = [
    (
        "linha digitável refeita a partir do código de barras: "
        "a que veio não serve: o dígito verificador geral não confere"
    ),
    "sem PIX",
    "valor atualizado: a fatura é de R$ 149,99 e o código cobra R$ 154,44",
]

any_reasons = st.lists(
    st.builds(Razao, st.sampled_from(Aviso), st.lists(any_finding, max_size=4).map(tuple))
)


def through_a_ledger(folder: Path, razoes: tuple[Razao, ...]) -> FaturaConferida:
    """A contact with these reasons, as a ledger that is opened again has it."""
    found = contact_row().outcome
    conferida = replace(check(), razoes=razoes, avisos=avisos_of(razoes))
    ledger = Ledger(folder)
    job = ledger.create(new_tarefa(customers(range(1, 2))))
    owner = begin(ledger, job)
    [first] = ledger.pending(job.id)
    ledger.commit(job.id, owner, [(first, replace(found, conferida=conferida))])
    ledger.database.close()
    again = Ledger(folder)
    [row] = Rows(again.database, job.id).all()
    again.database.close()
    assert row.outcome.conferida is not None
    return row.outcome.conferida


@settings(max_examples=15, deadline=None)
@given(found=st.tuples(*map(findings, CODES.values())))
def test_the_sentences_of_all_codes_are_the_same_after_a_ledger(
    tmp_path_factory: pytest.TempPathFactory, found: tuple[Finding, ...]
) -> None:
    razoes = tuple(Razao(aviso, found[at :: len(Aviso)]) for at, aviso in enumerate(Aviso))
    kept = through_a_ledger(tmp_path_factory.mktemp("livro"), razoes).razoes
    assert kept == razoes
    assert [razao.texto for razao in kept] == [razao.texto for razao in razoes]


@given(razoes=any_reasons)
def test_reasons_come_back_as_they_were_found(razoes: list[Razao]) -> None:
    assert reasons_text.read(reasons_text.write(razoes)) == tuple(razoes)


def test_data_is_kept_and_no_sentence() -> None:
    finding = Finding.of(Cause.VALOR_DO_CODIGO, "149.99", "154.44")
    text = reasons_text.write([Razao(Aviso.SEM_PIX), Razao(Aviso.VALOR_ATUALIZADO, (finding,))])
    assert text == '[[1024, []], [16, [["valor_do_codigo", "149.99", "154.44"]]]]'


@pytest.mark.parametrize("kept", [None, "", "[]"])
def test_most_rows_have_no_reason(kept: str | None) -> None:
    assert reasons_text.read(kept) == ()


class TestOfBefore:
    def test_a_finished_sentence_is_read_as_it_was_told(self) -> None:
        kept = reasons_text.read(OF_BEFORE)
        assert [razao.texto for razao in kept] == SENTENCES_OF_BEFORE
        assert all(razao.findings == () for razao in kept)

    def test_a_ledger_of_before_tells_the_same_and_keeps_it(self, tmp_path: Path) -> None:
        conferida = through_a_ledger(tmp_path, reasons_text.read(OF_BEFORE))
        assert sorted(explain(conferida)) == sorted(SENTENCES_OF_BEFORE)
        with sqlite3.connect(tmp_path / FILE_NAME) as raw:
            [[kept]] = raw.execute("SELECT razoes FROM linhas")
        assert [(aviso, why or "") for aviso, why in json.loads(kept)] == [
            tuple(pair) for pair in json.loads(OF_BEFORE)
        ]


@pytest.mark.parametrize("kept", ['[[16, [["outro"]]]]', "[[16]]", "x", '[["16", ""]]'])
def test_what_no_version_has_written_is_refused(kept: str) -> None:
    with pytest.raises((KeyError, ValueError, TypeError)):
        reasons_text.read(kept)
