"""What a second answer changes about a contact."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from faturas.domain.checks import check_codes_and_phones
from faturas.domain.fatura import Outras
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Outcome, Situacao
from faturas.domain.reasons import Razao
from faturas.domain.refresh import Mudanca, merge, refresh_sentence
from tests.campaign.samples import FATURA, HOJE, contact_row

OLD = check_codes_and_phones(
    FATURA, telefone_lista="85988887777", nome_lista="", telefones_api=(), referencia=HOJE
)


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


def test_in_words() -> None:
    counts = dict(zip(Mudanca, (1200, 1, 2, 0), strict=True))
    what = "2 saíram (sem fatura vencida), 1 mudou, 1.200 ficaram iguais, 0 falharam."
    begun_at = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    assert refresh_sentence(begun_at, counts) == f"Conferida de novo em 22/11/2026 12:30: {what}"
    assert refresh_sentence(None, counts) == (
        f"A nova conferência foi cancelada depois de 1.203 contatos: {what}"
    )
    assert refresh_sentence(None, dict.fromkeys(Mudanca, 0)) == ""
