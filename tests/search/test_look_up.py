"""One customer, from code to outcome, against the awkward cases of the made-up company."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from faturas.billing.contract import Cliente
from faturas.billing.registry import SYSTEMS
from faturas.billing.registry import connect as connect_to
from faturas.billing.sites import SANDBOX_SITE
from faturas.billing.systems.hubsoft import HubSoft
from faturas.billing.transport.retry import Attempts
from faturas.billing.transport.turn import OpenTurnstile
from faturas.domain.due_dates import RegraVencimento
from faturas.domain.fatura import Fatura, Outras
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.impediments import Verdict
from faturas.domain.notices import NENHUM, Aviso
from faturas.domain.outcome import Outcome, Situacao
from faturas.domain.payment.boleto import read_boleto
from faturas.errors import (
    ApiError,
    ApiUnavailable,
    FatalApiError,
    FaultKind,
    RetryableApiError,
    UnknownCustomerError,
)
from faturas.sandbox.cases import CASES, UNKNOWN_CODE
from faturas.sandbox.contracts.hubsoft import CLIENTE
from faturas.sandbox.server import Sandbox
from faturas.search.look_up import Criteria, look_up
from faturas.search.swept import Swept
from tests.billing.ficticio import empresa as ficticio
from tests.factories.faturas import HOJE
from tests.factories.look_ups import criteria, new_attempts
from tests.factories.rows import untried_row

Ask = Callable[..., Outcome]


@pytest.fixture
def ask(connect: Callable[..., HubSoft]) -> Ask:
    billing = connect()

    def consult(
        codigo: object,
        telefone: str = "",
        regra: RegraVencimento = RegraVencimento.DIA_UTIL,
        *,
        nome: str = "",
        buscar_telefone: bool = True,
        sites: frozenset[str] = frozenset(),
    ) -> Outcome:
        return look_up(
            untried_row(codigo, telefone, nome),
            billing,
            Criteria(HOJE, regra, buscar_telefone, sites),
            new_attempts(3),
        )

    return consult


def found(outcome: Outcome) -> FaturaConferida:
    assert outcome.situacao is Situacao.VENCIDA, outcome
    assert outcome.conferida is not None
    return outcome.conferida


class TestOutcome:
    @pytest.mark.parametrize(
        "case", ["em_dia", "so_a_vencer", "so_paga_entre_pendentes", "vence_hoje", "so_valor_zero"]
    )
    def test_nothing_overdue(self, ask: Ask, case: str) -> None:
        outcome = ask(CASES[case])
        assert outcome.situacao is Situacao.SEM_VENCIDA
        assert outcome.motivo

    @pytest.mark.parametrize("case", ["sem_fatura_aberta", "sem_fatura"])
    def test_a_known_customer_with_nothing_open_owes_nothing(self, ask: Ask, case: str) -> None:
        assert ask(CASES[case]).situacao is Situacao.SEM_VENCIDA

    def test_an_unknown_code_is_not_written_off_as_owing_nothing(self, ask: Ask) -> None:
        assert ask(UNKNOWN_CODE).situacao is Situacao.NAO_ENCONTRADO

    def test_a_refused_look_up_is_an_error(self, ask: Ask) -> None:
        with pytest.raises(FatalApiError):
            ask(CASES["resposta_erro"])

    def test_a_former_customer_with_a_debt_is_found(self, ask: Ask) -> None:
        assert ask(CASES["ex_cliente"]).situacao is Situacao.VENCIDA

    @pytest.mark.parametrize(
        "case", ["varias_vencidas", "mesmo_vencimento", "paga_entre_pendentes", "sessenta_abertas"]
    )
    def test_the_oldest_unpaid_overdue_invoice_is_chosen(
        self, ask: Ask, sandbox: Sandbox, case: str
    ) -> None:
        overdue = [
            invoice
            for invoice in sandbox.company.invoices(CASES[case])
            if not invoice.parcela.paga and invoice.parcela.vencimento < HOJE
        ]
        oldest = min(overdue, key=lambda invoice: (invoice.parcela.vencimento, invoice.id_fatura))
        assert found(ask(CASES[case])).fatura.id_fatura == str(oldest.id_fatura)

    def test_a_weekend_due_date_is_on_time_until_the_next_business_day(self, ask: Ask) -> None:
        code = CASES["venceu_fim_de_semana"]
        assert ask(code).situacao is Situacao.SEM_VENCIDA
        assert ask(code, regra=RegraVencimento.CALENDARIO).situacao is Situacao.VENCIDA


class Denying:
    """A billing system that says of everybody that there is no such customer."""

    def __init__(self, registration: Cliente | Exception | None) -> None:
        self._registration = registration

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        raise UnknownCustomerError("A API diz que este cliente não existe.")

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        if isinstance(self._registration, Exception):
            raise self._registration
        return self._registration

    def close(self) -> None:
        """Nothing to close."""


class TestSaidNotToExist:
    """Whoever is said not to exist is written off only where the registration says so, too."""

    def ask(self, registration: Cliente | Exception | None) -> Outcome:
        attempts = new_attempts()
        return look_up(untried_row(42), Denying(registration), criteria(), attempts)

    def test_confirmed(self) -> None:
        assert self.ask(None).situacao is Situacao.NAO_ENCONTRADO

    def test_denied(self) -> None:
        with pytest.raises(FatalApiError, match="coisas contrárias") as caught:
            self.ask(Cliente("42", "ANA", ()))
        assert caught.value.api_answered

    def test_not_to_be_told(self) -> None:
        with pytest.raises(RetryableApiError, match="caiu"):
            self.ask(RetryableApiError("caiu", kind=FaultKind.REDE))


class TestCodes:
    def test_a_common_customer_has_everything(self, ask: Ask) -> None:
        conferida = found(ask(CASES["comum"]))
        assert conferida.linha_digitavel
        assert conferida.pix
        assert conferida.link.startswith("https://")
        assert conferida.verdict is Verdict.OK

    def test_the_line_is_derived_where_only_the_bar_code_came(self, ask: Ask) -> None:
        conferida = found(ask(CASES["so_codigo_barras"]))
        assert not conferida.fatura.linha_digitavel
        read = read_boleto(conferida.linha_digitavel, HOJE)
        assert read.valido
        assert read.codigo_barras == conferida.fatura.codigo_barras

    def test_a_line_with_a_wrong_digit_stays_out(self, ask: Ask) -> None:
        conferida = found(ask(CASES["dv_errado"]))
        assert conferida.linha_digitavel == ""
        assert Aviso.LINHA_INVALIDA in conferida.avisos

    def test_a_right_bar_code_beside_it_proves_the_line(self, ask: Ask) -> None:
        conferida = found(ask(CASES["dv_errado_barras_certas"]))
        read = read_boleto(conferida.linha_digitavel, HOJE)
        assert read.codigo_barras == conferida.fatura.codigo_barras
        assert Aviso.LINHA_DAS_BARRAS in conferida.avisos

    @pytest.mark.parametrize("case", ["pix_crc_errado", "pix_tlv_quebrado"])
    def test_a_broken_pix_stays_out(self, ask: Ask, case: str) -> None:
        conferida = found(ask(CASES[case]))
        assert conferida.pix == ""
        assert Aviso.PIX_INVALIDO in conferida.avisos
        assert conferida.linha_digitavel

    def test_a_reissued_boleto_is_a_valor_atualizado(self, ask: Ask) -> None:
        conferida = found(ask(CASES["boleto_reemitido"]))
        assert Aviso.VALOR_ATUALIZADO | Aviso.VENCIMENTO_DIFERENTE in conferida.avisos
        assert conferida.valor_codigo is not None
        assert conferida.valor_codigo > conferida.fatura.valor

    def test_line_and_pix_of_different_amounts_are_flagged(self, ask: Ask) -> None:
        assert Aviso.VALORES_DIFERENTES in found(ask(CASES["valores_divergentes"])).avisos

    @pytest.mark.parametrize("case", ["sem_codigos", "codigos_vazios", "debito_sem_pix"])
    def test_without_any_way_to_pay_the_row_is_blocked(self, ask: Ask, case: str) -> None:
        assert found(ask(CASES[case])).verdict is Verdict.BLOQUEADA

    def test_direct_debit_may_still_have_pix(self, ask: Ask) -> None:
        conferida = found(ask(CASES["debito_automatico"]))
        assert (conferida.linha_digitavel, bool(conferida.pix)) == ("", True)
        assert conferida.verdict is Verdict.AVISO

    def test_the_amount_is_exact(self, ask: Ask) -> None:
        assert found(ask(CASES["valor_inteiro"])).fatura.valor % 1 == Decimal(0)

    def test_where_a_link_leads_is_said_only_of_other_sites(self, ask: Ask) -> None:
        code = CASES["comum"]
        here, elsewhere = frozenset({SANDBOX_SITE}), frozenset({"outra.example"})
        assert Aviso.LINK_DE_FORA not in found(ask(code, sites=here)).avisos
        assert Aviso.LINK_DE_FORA in found(ask(code, sites=elsewhere)).avisos


class TestOthers:
    def test_further_overdue_invoices_are_counted(self, ask: Ask, sandbox: Sandbox) -> None:
        code = CASES["varias_vencidas"]
        conferida = found(ask(code, regra=RegraVencimento.CALENDARIO))
        overdue = [
            invoice
            for invoice in sandbox.company.invoices(code)
            if not invoice.parcela.paga and invoice.parcela.vencimento < HOJE
        ]
        total = sum((invoice.valor for invoice in overdue), Decimal(0))
        assert conferida.outras == Outras(len(overdue) - 1, total - conferida.fatura.valor)
        assert len(overdue) > 1

    def test_a_full_list_that_is_overdue_to_its_end_is_at_least(self, ask: Ask) -> None:
        others = found(ask(CASES["sessenta_abertas"])).outras
        assert others.texto.startswith("pelo menos mais 49 ") is (others.numero == 49)
        assert others.numero <= 49


class Selling:
    """A billing system whose lists lack what it takes to pay, which it tells of one invoice."""

    def __init__(self, payment: Exception | None = None) -> None:
        self.asked: list[str] = []
        self._payment = payment
        debts = {"1": HOJE - timedelta(days=20), "2": HOJE - timedelta(days=50), "3": HOJE}
        self.invoices = [
            Fatura(number, "42", "ANA", Decimal("59.90"), due, paga=False)
            for number, due in debts.items()
        ]

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        return self.invoices

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        return Cliente(codigo, "ANA", ("85900112233",))

    def with_payment_data(self, fatura: Fatura, attempts: Attempts) -> Fatura:
        self.asked.append(fatura.id_fatura)
        if self._payment is not None:
            raise self._payment
        return replace(fatura, pix="", link=f"https://x.example/{len(self.asked)}")

    def close(self) -> None:
        """Nothing to close."""


class TestPaymentData:
    """Of the chosen invoice only, where the billing system's lists do not hold it."""

    def ask(self, billing: Selling, known: Outcome | None = None, **swept: Swept) -> Outcome:
        attempts = new_attempts()
        asked = replace(untried_row(42), outcome=known) if known else untried_row(42)
        return look_up(asked, billing, criteria(), attempts, **swept)

    def test_it_is_checked_like_what_a_list_holds(self) -> None:
        billing = Selling()
        conferida = found(self.ask(billing))
        assert billing.asked == ["2"], "the oldest overdue one"
        assert conferida.link == "https://x.example/1"
        assert conferida.telefone, "not blocked, so worth a question"
        assert conferida.outras.numero == 1

    def test_it_is_asked_for_again_at_each_refresh(self) -> None:
        billing = Selling()
        again = self.ask(billing, self.ask(billing))
        assert found(again).link == "https://x.example/2"

    def test_nobody_is_asked_for_it_where_nothing_is_overdue(self) -> None:
        billing = Selling()
        del billing.invoices[:2]
        assert self.ask(billing).situacao is Situacao.SEM_VENCIDA
        assert billing.asked == []

    def test_it_is_asked_for_of_a_swept_customer(self) -> None:
        billing = Selling()
        swept = Swept(tuple(billing.invoices), ("85900112233",), datetime.now(UTC), "ANA")
        billing.invoices = []
        assert found(self.ask(billing, swept=swept)).link == "https://x.example/1"
        assert billing.asked == ["2"]

    @pytest.mark.parametrize(
        "error",
        [FatalApiError("404"), UnknownCustomerError("nao_existe"), ApiUnavailable("Sem internet.")],
    )
    def test_what_could_not_be_read_is_a_failure_and_not_an_invoice_without_codes(
        self, error: ApiError
    ) -> None:
        with pytest.raises(type(error)) as caught:
            self.ask(Selling(error))
        assert caught.value is error

    def test_a_system_of_that_kind_over_http(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(SYSTEMS, "ficticio", ficticio.SYSTEM)
        with ficticio.company(monkeypatch) as company:
            settings = company.settings
            billing = connect_to(settings, threads=1, timeout_s=5, turnstile=OpenTurnstile())
            day = company.days[1]
            criteria = Criteria(day, RegraVencimento.CALENDARIO, buscar_telefone=False)
            attempts = new_attempts()
            conferida = found(look_up(untried_row(company.owes), billing, criteria, attempts))
            billing.close()
        assert conferida.fatura.vencimento.isoformat() == "2026-09-10"
        assert conferida.link == "https://x.example/1"
        assert Aviso.PIX_INVALIDO in conferida.avisos, "checked as any other"


class TestPhones:
    def test_the_lists_phone_wins_and_spares_the_question(self, ask: Ask, sandbox: Sandbox) -> None:
        conferida = found(ask(CASES["comum"], "(85) 98888-7766"))
        assert conferida.telefone == "5585988887766"
        assert sandbox.counters.requests[CLIENTE] == 0

    def test_without_one_the_billing_systems_phone_is_used(self, ask: Ask) -> None:
        assert found(ask(CASES["comum"])).telefone.startswith("55")

    def test_an_unusable_one_is_replaced_and_the_row_says_so(self, ask: Ask) -> None:
        conferida = found(ask(CASES["comum"], "não tem"))
        assert conferida.telefone
        assert Aviso.TELEFONE_DA_LISTA_RECUSADO in conferida.avisos

    def test_nobody_is_asked_for_phones_of_customers_without_a_debt(
        self, ask: Ask, sandbox: Sandbox
    ) -> None:
        ask(CASES["em_dia"])
        assert sandbox.counters.requests[CLIENTE] == 0

    def test_asking_can_be_switched_off(self, ask: Ask, sandbox: Sandbox) -> None:
        conferida = found(ask(CASES["comum"], buscar_telefone=False))
        assert conferida.telefone == ""
        assert Aviso.SEM_TELEFONE in conferida.avisos
        assert sandbox.counters.requests[CLIENTE] == 0

    def test_a_landline_alone_waits_for_the_clerk(self, ask: Ask) -> None:
        conferida = found(ask(CASES["fone_so_fixo"]))
        assert conferida.telefone == ""
        assert conferida.telefone_fixo.startswith("55")
        assert Aviso.SO_TELEFONE_FIXO in conferida.avisos

    @pytest.mark.parametrize("case", ["fone_fixo_e_movel", "fone_lixo_e_movel"])
    def test_the_first_valid_mobile_is_taken(self, ask: Ask, case: str) -> None:
        assert len(found(ask(CASES[case])).telefone) == 13


class TestNames:
    @pytest.mark.parametrize("case", ["nome_quebra_de_linha", "nome_tabulacao", "nome_brancos"])
    def test_blanks_of_all_kinds_become_single_ones(self, ask: Ask, case: str) -> None:
        nome = found(ask(CASES[case])).nome
        assert nome == " ".join(nome.split())

    @pytest.mark.parametrize("case", ["nome_formula", "nome_arroba"])
    def test_what_a_spreadsheet_would_run_is_taken_off(self, ask: Ask, case: str) -> None:
        conferida = found(ask(CASES[case]))
        assert conferida.nome[0].isalnum()
        assert Aviso.NOME_AJUSTADO in conferida.avisos

    def test_the_lists_name_is_compared_with_the_systems(self, ask: Ask, sandbox: Sandbox) -> None:
        customer = sandbox.company.customer(CASES["comum"])
        assert customer is not None
        first = customer.nome.split()[0].title()
        assert Aviso.NOME_DIFERENTE not in found(ask(CASES["comum"], nome=first)).avisos
        assert Aviso.NOME_DIFERENTE in found(ask(CASES["comum"], nome="Xisto Wyzz")).avisos

    @pytest.mark.parametrize("case", ["em_dia", "sem_fatura"])
    def test_also_of_who_owes_nothing(self, ask: Ask, sandbox: Sandbox, case: str) -> None:
        customer = sandbox.company.customer(CASES[case])
        assert customer is not None
        other = ask(CASES[case], nome="Xisto Wyzz")
        assert (other.nome, other.avisos) == (customer.nome, Aviso.NOME_DIFERENTE)
        assert other.motivo.endswith("; nome da lista é outro")
        same = ask(CASES[case], nome=customer.nome.lower())
        assert same.avisos == NENHUM
        assert "nome" not in same.motivo

    def test_a_missing_name_is_said(self, ask: Ask) -> None:
        assert Aviso.SEM_NOME in found(ask(CASES["nome_vazio"])).avisos
