"""What a second answer changes about a contact."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from faturas.domain.fatura import Outras
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Outcome, Situacao
from faturas.domain.reasons import Razao
from faturas.domain.refresh import Mudanca, Settled, merge, refresh_sentence, settle
from tests.factories.rows import check, contact_row

OLD = check()


def test_the_same_answer_is_the_same() -> None:
    again = contact_row().outcome
    assert merge(OLD, again) == (again, Mudanca.IGUAL)


@pytest.mark.parametrize(
    "change", [{"pix": ""}, {"valor": Decimal("1.00")}, {"id_fatura": "2"}, {"link": ""}]
)
def test_any_change_of_what_goes_out_is_one(change: dict[str, object]) -> None:
    new = contact_row(**change).outcome  # type: ignore[arg-type]  # fields of an invoice
    assert merge(OLD, new) == (new, Mudanca.ATUALIZADA)


def test_what_is_only_information_is_no_change() -> None:
    told = replace(OLD, outras=Outras(2, Decimal(300)), razoes=(Razao(Aviso.SEM_PIX),))
    assert merge(told, contact_row().outcome)[1] is Mudanca.IGUAL


def test_what_was_noted_later_is_no_change() -> None:
    marked = replace(OLD, avisos=Aviso.TELEFONE_REPETIDO | Aviso.NAO_RECONFERIDA)
    assert merge(marked, contact_row().outcome)[1] is Mudanca.IGUAL


@pytest.mark.parametrize("situacao", [Situacao.SEM_VENCIDA, Situacao.NAO_ENCONTRADO])
def test_without_an_overdue_invoice_it_is_no_contact(situacao: Situacao) -> None:
    outcome, mudanca = merge(OLD, Outcome(situacao, "nenhuma fatura em aberto", 1))
    assert mudanca is Mudanca.PAGA
    assert outcome.situacao is situacao
    assert outcome.conferida is None


def test_a_failure_keeps_the_contact_with_an_aviso() -> None:
    outcome, mudanca = merge(OLD, Outcome(Situacao.ERRO, "A API caiu.", 5))
    assert mudanca is Mudanca.FALHOU
    assert outcome.situacao is Situacao.VENCIDA
    assert outcome.conferida == replace(OLD, avisos=OLD.avisos | Aviso.NAO_RECONFERIDA)


class TestSettled:
    """What is kept of an answer, and of when it is."""

    NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
    BEFORE = NOW - timedelta(hours=2)

    def test_a_first_answer_stands_and_is_as_old_as_the_sweep_that_read_it(self) -> None:
        answer = contact_row().outcome
        row = replace(contact_row(), outcome=Outcome(Situacao.NAO_TENTADO), consultada_em=None)
        assert settle(row, answer, self.NOW) == Settled(row, answer, self.NOW)
        swept = replace(answer, lida_em=self.BEFORE)
        assert settle(row, swept, self.NOW) == Settled(row, swept, self.BEFORE)

    def test_a_refreshed_contact_is_merged_and_of_now(self) -> None:
        row = replace(contact_row(), consultada_em=self.BEFORE)
        again = contact_row(id_fatura="2").outcome
        assert settle(row, again, self.NOW) == Settled(row, again, self.NOW, Mudanca.ATUALIZADA)

    def test_a_failed_refresh_keeps_the_moment_of_the_answer_that_stands(self) -> None:
        row = replace(contact_row(), consultada_em=self.BEFORE)
        kept = settle(row, Outcome(Situacao.ERRO, "A API caiu.", 5), self.NOW)
        assert (kept.consultada_em, kept.mudanca) == (self.BEFORE, Mudanca.FALHOU)


def test_in_words() -> None:
    counts = dict(zip(Mudanca, (1200, 1, 2, 0), strict=True))
    what = "2 saíram (sem fatura vencida), 1 mudou, 1.200 ficaram iguais, 0 falharam."
    begun_at = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    assert refresh_sentence(begun_at, counts) == f"Conferida de novo em 22/11/2026 12:30: {what}"
    assert refresh_sentence(None, counts) == (
        f"A nova conferência foi cancelada depois de 1.203 contatos: {what}"
    )
    assert refresh_sentence(None, dict.fromkeys(Mudanca, 0)) == ""
