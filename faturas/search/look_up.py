"""Looks one customer up (``look_up``), from code to outcome: what is asked, what answers mean."""

from dataclasses import dataclass, replace
from datetime import date

from faturas.billing.contract import (
    BillingSystem,
    Cliente,
    GivesPaymentData,
    NamesOnlyRegistered,
)
from faturas.billing.transport.retry import Attempts
from faturas.domain.checks import check_codes_and_phones, check_name, check_phones, usable_mobile
from faturas.domain.due_dates import RegraVencimento
from faturas.domain.fatura import Fatura, oldest_overdue, other_overdue, why_none_overdue
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.impediments import Verdict
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.errors import FatalApiError, UnknownCustomerError
from faturas.search.swept import Swept

_UNKNOWN = Outcome(Situacao.NAO_ENCONTRADO, "código desconhecido no sistema de cobrança")


@dataclass(frozen=True, slots=True)
class Criteria:
    """Holds what decides a look-up: today, the rule of due dates, whether to ask for phones.

    ``sites`` are the domains to which the company's links lead; empty while none is known.
    """

    hoje: date
    regra: RegraVencimento
    buscar_telefone: bool
    sites: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Questions:
    """Asks the billing system about one customer what a sweep does not know yet."""

    codigo: str
    billing: BillingSystem
    attempts: Attempts
    swept: Swept | None

    def faturas(self) -> list[Fatura]:
        """Return the open invoices."""
        if self.swept is not None and self.swept.complete:
            return list(self.swept.faturas)
        return self.billing.faturas(self.codigo, attempts=self.attempts)

    def cliente(self) -> Cliente | None:
        """Return the registration, or None when the code is unknown."""
        if self.swept is not None and self.swept.telefones is not None:
            return Cliente(self.codigo, self.swept.nome, self.swept.telefones)
        return self.billing.cliente(self.codigo, attempts=self.attempts)

    @property
    def names_only_registered(self) -> bool:
        """Whether the invoices bear no name, and the registration does."""
        return isinstance(self.billing, NamesOnlyRegistered) and self.billing.names_only_registered

    def registered_name(self) -> str:
        """Return the name in the registration; raise ``FatalApiError`` where there is none."""
        cliente = self.cliente()
        if cliente is None:
            raise FatalApiError(
                "A API mostra faturas deste cliente e diz que o cadastro dele não existe. Confira "
                "este cliente no sistema de cobrança."
            )
        return cliente.nome

    def payable(self, chosen: Fatura) -> Fatura:
        """Return the chosen invoice with all that pays it, asked for where lists lack it."""
        if isinstance(self.billing, GivesPaymentData):
            return self.billing.with_payment_data(chosen, attempts=self.attempts)
        return chosen


def look_up(
    row: Row,
    billing: BillingSystem,
    criteria: Criteria,
    attempts: Attempts,
    swept: Swept | None = None,
) -> Outcome:
    """Ask for one customer's invoices and, only where needed, for payment data and registration.

    Payment data is asked for only of the chosen invoice, at every look-up. What a sweep knows of
    the customer (``swept``) takes the place of answers. A contact that is refreshed costs one
    question: its registration was asked for the first time, if at all. The registration shows
    whether a customer without invoices exists, and gives the phone of a contact whose list has no
    usable one. Raises what ``BillingSystem`` raises, but for an unknown customer, which is an
    outcome.
    """
    questions = _Questions(row.codigo, billing, attempts, swept)
    try:
        faturas = questions.faturas()
    except UnknownCustomerError:
        attempts.on_answer()
        return _confirmed_unknown(questions)
    known = row.outcome.conferida
    nome = next((fatura.nome for fatura in faturas if fatura.nome), "")
    if not faturas and known is None:
        cliente = questions.cliente()
        if cliente is None:
            return _UNKNOWN
        nome = cliente.nome
    if not nome and questions.names_only_registered:
        nome = known.fatura.nome if known else questions.registered_name()
        faturas = [replace(fatura, nome=nome) for fatura in faturas]
    chosen = oldest_overdue(faturas, criteria.hoje, criteria.regra)
    if chosen is None:
        return _nothing_overdue(row, nome, why_none_overdue(faturas, criteria.hoje))
    conferida = check_codes_and_phones(
        questions.payable(chosen),
        telefone_lista=row.telefone,
        nome_lista=row.nome,
        telefones_api=known.telefones_api if known else (),
        referencia=criteria.hoje,
        sites=criteria.sites,
    )
    others = other_overdue(faturas, criteria.hoje, criteria.regra)
    conferida = replace(conferida, outras=others)
    if known is None and criteria.buscar_telefone and _wants_phone(row, conferida):
        cliente = questions.cliente()
        phones = cliente.telefones if cliente else ()
        conferida = check_phones(conferida, telefone_lista=row.telefone, telefones_api=phones)
    return Outcome(Situacao.VENCIDA, conferida=conferida)


def _confirmed_unknown(questions: _Questions) -> Outcome:
    """Return the outcome of a customer said not to exist, once the registration says so, too."""
    if questions.cliente() is None:
        return _UNKNOWN
    raise FatalApiError(
        "A API diz coisas contrárias sobre este cliente: que ele não existe e, ao perguntar pelo "
        "cadastro, que existe. Confira este cliente no sistema de cobrança."
    )


def _nothing_overdue(row: Row, nome: str, why: str) -> Outcome:
    """Return the outcome of a customer who owes nothing overdue; say where the names differ."""
    avisos = check_name(nome, row.nome)
    motivo = "; ".join((why, *(aviso.rotulo for aviso in avisos)))
    return Outcome(Situacao.SEM_VENCIDA, motivo, nome=nome if row.nome else "", avisos=avisos)


def _wants_phone(row: Row, conferida: FaturaConferida) -> bool:
    """Whether to ask for the phone: of a contact that can go out and has no mobile on the list."""
    blocked = conferida.verdict is Verdict.BLOQUEADA
    return not blocked and not usable_mobile(row.telefone)
