"""One customer, from code to outcome: what is asked for, and what the answers mean."""

from dataclasses import dataclass, replace
from datetime import date

from faturas.billing.base import BillingSystem
from faturas.billing.retry import Lookup
from faturas.business_days import RegraVencimento
from faturas.checks import check_codes_and_phones, check_name, check_phones, usable_mobile
from faturas.conferencia import Achado, Conferencia, verdict
from faturas.errors import FatalApiError, UnknownCustomerError
from faturas.invoice import oldest_overdue, other_overdue, why_none_overdue
from faturas.outcome import Outcome, Row, Situacao

_UNKNOWN = Outcome(Situacao.NAO_ENCONTRADO, "código desconhecido no sistema de cobrança")


@dataclass(frozen=True, slots=True)
class Criterio:
    """What counts as today, what counts as overdue, and whether to ask for missing phones.

    ``sites`` are the domains to which the company's links lead; empty while none is known.
    """

    hoje: date
    regra: RegraVencimento
    buscar_telefone: bool
    sites: frozenset[str] = frozenset()


def consultar(row: Row, billing: BillingSystem, criterio: Criterio, lookup: Lookup) -> Outcome:
    """Ask for one customer's invoices and, only where needed, for the registration.

    A contact that is asked for again costs one question: who it is was settled the first time.
    The registration tells an unknown code from a customer who owes nothing, and gives the phone
    of a contact whose own does not serve. Raises what ``BillingSystem`` raises, but for an unknown
    customer, which is an outcome.
    """
    try:
        faturas = billing.faturas(row.codigo, lookup=lookup)
    except UnknownCustomerError:
        lookup.on_answer()
        return _confirmed_unknown(row, billing, lookup)
    known = row.outcome.achado
    nome = next((fatura.nome for fatura in faturas if fatura.nome), "")
    if not faturas and known is None:
        cliente = billing.cliente(row.codigo, lookup=lookup)
        if cliente is None:
            return _UNKNOWN
        nome = cliente.nome
    chosen = oldest_overdue(faturas, criterio.hoje, criterio.regra)
    if chosen is None:
        return _nothing_overdue(row, nome, why_none_overdue(faturas, criterio.hoje))
    achado = check_codes_and_phones(
        chosen,
        telefone_lista=row.telefone,
        nome_lista=row.nome,
        telefones_api=known.telefones_api if known else (),
        referencia=criterio.hoje,
        sites=criterio.sites,
    )
    others = other_overdue(faturas, criterio.hoje, criterio.regra)
    achado = replace(achado, outras=others)
    if known is None and criterio.buscar_telefone and _wants_phone(row, achado):
        cliente = billing.cliente(row.codigo, lookup=lookup)
        phones = cliente.telefones if cliente else ()
        achado = check_phones(achado, telefone_lista=row.telefone, telefones_api=phones)
    return Outcome(Situacao.VENCIDA, achado=achado)


def _confirmed_unknown(row: Row, billing: BillingSystem, lookup: Lookup) -> Outcome:
    """The outcome of a customer said not to exist: the registration, too, must know of none."""
    if billing.cliente(row.codigo, lookup=lookup) is None:
        return _UNKNOWN
    raise FatalApiError(
        "A API diz coisas contrárias sobre este cliente: que ele não existe e, ao perguntar pelo "
        "cadastro, que existe. Confira este cliente no sistema de cobrança."
    )


def _nothing_overdue(row: Row, nome: str, why: str) -> Outcome:
    """The outcome of a customer who owes nothing now, or of another one under the same code."""
    avisos = check_name(nome, row.nome)
    motivo = "; ".join((why, *(aviso.rotulo for aviso in avisos)))
    return Outcome(Situacao.SEM_VENCIDA, motivo, nome=nome if row.nome else "", avisos=avisos)


def _wants_phone(row: Row, achado: Achado) -> bool:
    """Only who will be in the file and has no mobile on the list is worth a question."""
    blocked = verdict(achado.avisos) is Conferencia.BLOQUEADA
    return not blocked and not usable_mobile(row.telefone)
