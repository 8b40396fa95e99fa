"""Answers like HubSoft: turns the parameters of a request into the JSON object of its answer.

The two routes for invoices differ in nearly everything (dates, amounts, names of fields, even
the spelling of success); they share no code here on purpose.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from faturas.sandbox.company import CampoData, Company, Invoice, InvoiceFilter, Subscriber, date_of

Params = Mapping[str, str]
Json = dict[str, Any]
Answer = Callable[[Company, Params], Json]

PREFIX = "/api/v1/integracao"
LOGIN = "/oauth/token"
CLIENTE_FINANCEIRO = "/cliente/financeiro"
FINANCEIRO_FATURA = "/financeiro/fatura"
CLIENTE = "/cliente"
QUESTIONS = frozenset(
    {
        ("POST", LOGIN),
        *(("GET", route) for route in (CLIENTE_FINANCEIRO, FINANCEIRO_FATURA, CLIENTE)),
    }
)
"""The questions of the contract, by verb and route; any other request would change something."""
CLIP_PARAM = "sandbox_corte"
"""A parameter of our own: ``/financeiro/fatura`` cuts a period to its last 30 days, as an older
route does when no customer is searched for."""
SHIFT_PARAM = "sandbox_deslocamento"
"""A parameter of our own: its pages but the first move by so many rows, as if some came or went."""
PROMISE_PARAM = "sandbox_promessa"
"""A parameter of our own: it announces so many rows more than there are."""

_CUSTOMER_SEARCHES = ("codigo_cliente", "cpf_cnpj", "id_cliente_servico")
_DONE = "Dados consultados com sucesso"
_CLIP = timedelta(days=30)  # what ``CLIP_PARAM`` leaves of a period
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _BadParamsError(Exception):
    """Says that a request's parameters are wrong; the arguments are the reasons."""


def refusal(msg: str, *errors: str) -> Json:
    """Returns the body of a business error, which comes with HTTP 200."""
    body: Json = {"status": "error", "msg": msg}
    return {**body, "errors": list(errors)} if errors else body


def _refusing(answer: Answer) -> Answer:
    """Makes an answer that refuses wrong parameters in its body, with HTTP 200."""

    def answer_or_refusal(company: Company, params: Params) -> Json:
        try:
            return answer(company, params)
        except _BadParamsError as refused:
            return refusal("Os dados informados são inválidos.", *refused.args)

    return answer_or_refusal


@_refusing
def cliente_financeiro(company: Company, params: Params) -> Json:
    """``GET /cliente/financeiro``: one customer's invoices, at most 50, no pages."""
    customer = _find(company, _required_choice(params, "busca", _CUSTOMER_SEARCHES), params)
    limit = _integer(params, "limit", default=20, lowest=1, highest=50)
    pending_only = _choice(params, "apenas_pendente", ("sim", "nao")) == "sim"
    order_by = _choice(
        params, "order_by", ("data_vencimento", "data_pagamento", "data_cadastro", "valor")
    )
    descending = _choice(params, "order_type", ("asc", "desc")) == "desc"
    inicio = _date(params, "data_inicio", date.min)
    fim = _date(params, "data_fim", date.max)
    if customer is None:
        return {"status": "suscess", "msg": _DONE, "faturas": []}
    if customer.recusado:
        return refusal("Não foi possível consultar as faturas deste cliente.", "Cadastro bloqueado")

    wanted = InvoiceFilter(CampoData.VENCIMENTO, inicio, fim, em_aberto=pending_only, zerado=True)
    invoices = [each for each in company.invoices(customer.codigo) if wanted(each.parcela)]
    # Of equal keys the higher id comes first, so that a test fails that relies on another order.
    invoices.sort(key=lambda invoice: invoice.id_fatura, reverse=True)
    invoices.sort(key=lambda invoice: _sort_key(invoice, order_by), reverse=descending)
    return {
        "status": "suscess",
        "msg": _DONE,
        "faturas": [_single_row(company, each) for each in invoices[:limit]],
    }


@_refusing
def financeiro_fatura(company: Company, params: Params) -> Json:
    """``GET /financeiro/fatura``: everybody's invoices of a period, in pages.

    An unknown name in ``busca`` is ignored: the answer is everybody's invoices then.
    """
    page = _integer(params, "pagina", default=0, lowest=0, highest=10**9)
    page_size = _integer(params, "itens_por_pagina", default=50, lowest=1, highest=500)
    with_pix = _flag(params, "exibir_pix_copia_cola")
    detailed = _choice(params, "tipo_resultado", ("simplificado", "detalhado")) == "detalhado"
    search = params.get("busca", "")
    is_search = search in (*_CUSTOMER_SEARCHES, "id_cliente") and bool(params.get("termo_busca"))
    customer = _find(company, search, params) if is_search else None
    if customer is not None and customer.recusado:
        return refusal("Não foi possível consultar as faturas deste cliente.")

    wanted = _period(company, params, clip=CLIP_PARAM in params and not is_search)
    first = max(0, page * page_size + (int(params.get(SHIFT_PARAM, 0)) if page else 0))
    if is_search:
        theirs = company.invoices(customer.codigo) if customer else []
        found = [each for each in theirs if wanted(each.parcela)]
        total, invoices = len(found), found[first : first + page_size]
    else:
        selection = company.search(wanted)
        total = selection.total
        invoices = [company.invoice(*each) for each in selection.between(first, first + page_size)]
    total += int(params.get(PROMISE_PARAM, 0))
    return {
        "status": "success",
        "msg": _DONE,
        "paginacao": {
            "primeira_pagina": 0,
            "ultima_pagina": max(0, total - 1) // page_size,
            "pagina_atual": page,
            "total_registros": total,
        },
        "faturas": [
            _bulk_row(company, each, with_pix=with_pix, detailed=detailed) for each in invoices
        ],
    }


@_refusing
def cliente(company: Company, params: Params) -> Json:
    """``GET /cliente``: one customer's register; an ex-customer's only if ``inativo`` says so."""
    customer = _find(company, _required_choice(params, "busca", _CUSTOMER_SEARCHES), params)
    _integer(params, "limit", default=5, lowest=1, highest=100)
    inativo = _choice(params, "inativo", ("nao", "sim", "todos"))
    wanted = {"nao": (True,), "sim": (False,), "todos": (True, False)}[inativo]
    found = [customer] if customer is not None and customer.ativo in wanted else []
    return {"status": "success", "msg": _DONE, "clientes": [_register_row(each) for each in found]}


def _period(company: Company, params: Params, *, clip: bool) -> InvoiceFilter:
    fim = _date(params, "data_fim", company.hoje)
    inicio = _date(params, "data_inicio", company.hoje - timedelta(days=10))
    return InvoiceFilter(
        CampoData(_choice(params, "tipo_data", tuple(CampoData))),
        max(inicio, fim - _CLIP) if clip else inicio,
        fim,
        em_aberto=_flag(params, "apenas_em_aberto"),
        quitado=_flag(params, "apenas_quitado"),
        zerado=_flag(params, "valor_zerado"),
    )


def _single_row(company: Company, invoice: Invoice) -> Json:
    customer, parcela, codes = invoice.customer, invoice.parcela, company.codes(invoice)
    return {
        "id_fatura": invoice.id_fatura,
        "nosso_numero": f"{invoice.id_fatura:011}",
        "linha_digitavel": codes.linha_digitavel,
        "codigo_barras": codes.codigo_barras,
        "link": codes.link,
        "tipo_cobranca": codes.tipo_cobranca,
        "valor": _as_number(invoice.valor),
        "valor_pago": _as_number(invoice.valor) if parcela.pagamento else None,
        "data_vencimento": f"{parcela.vencimento:%d/%m/%Y}",
        "data_pagamento": f"{parcela.pagamento:%d/%m/%Y}" if parcela.pagamento else None,
        "pix_copia_cola": codes.pix,
        "status": _status_hint(invoice, company.hoje),
        "quitado": parcela.paga,
        "cliente": {
            "codigo_cliente": customer.codigo,
            "nome_razaosocial": customer.nome,
            "cpf_cnpj": customer.cpf_cnpj,
            "servico": {
                "id_cliente_servico": customer.id_cliente_servico,
                "nome": customer.plano,
                "status": _service_status(customer),
            },
        },
    }


def _bulk_row(company: Company, invoice: Invoice, *, with_pix: bool, detailed: bool) -> Json:
    customer, parcela, codes = invoice.customer, invoice.parcela, company.codes(invoice)
    row: Json = {
        "id_fatura": invoice.id_fatura,
        "nosso_numero": f"{invoice.id_fatura:011}",
        "data_vencimento": parcela.vencimento.isoformat(),
        "data_pagamento": parcela.pagamento.isoformat() if parcela.pagamento else None,
        "valor": _as_text(invoice.valor),
        "valor_pago": _as_text(invoice.valor) if parcela.pagamento else None,
        "linha_digitavel": codes.linha_digitavel,
        "codigo_barras": codes.codigo_barras,
        "tipo_cobranca": codes.tipo_cobranca,
        "link": codes.link,
        "pix_copia_e_cola": codes.pix if with_pix else None,
        "quitado": parcela.paga,
        "cliente": {
            "id_cliente": customer.id_cliente,
            "codigo_cliente": customer.codigo,
            "nome_razaosocial": customer.nome,
            **_phones(customer),
            "ativo": customer.ativo,
        },
        "forma_cobranca": {
            "juros": 1,
            "multa": 2,
            "tipo_juros": "percentual_mensal",
            "tipo_multa": "percentual",
        },
    }
    if detailed:
        row["servico"] = {"descricao": customer.plano, "servico_status": _service_status(customer)}
        row["cobrancas"] = [{"descricao": customer.plano, "valor": _as_number(invoice.valor)}]
    return row


def _register_row(customer: Subscriber) -> Json:
    return {
        "id_cliente": customer.id_cliente,
        "codigo_cliente": customer.codigo,
        "nome_razaosocial": customer.nome,
        "nome_fantasia": None,
        "cpf_cnpj": customer.cpf_cnpj,
        **_phones(customer),
        "email_principal": f"cliente{customer.codigo}@provedor-demonstracao.example",
        "servicos": [
            {
                "id_cliente_servico": customer.id_cliente_servico,
                "nome": customer.plano,
                "status": _service_status(customer),
                "login": f"cliente{customer.codigo}",
                "senha": f"senha-ficticia-{customer.codigo}",
            }
        ],
    }


def _phones(customer: Subscriber) -> Json:
    names = ("telefone_primario", "telefone_secundario", "telefone_terciario")
    return dict(zip(names, customer.telefones, strict=True))


def _service_status(customer: Subscriber) -> str:
    return "Serviço Habilitado" if customer.ativo else "Cancelado"


def _status_hint(invoice: Invoice, hoje: date) -> str:
    if invoice.parcela.paga:
        return "pago"
    return "vencido" if invoice.parcela.vencimento < hoje else "a_vencer"


def _as_number(valor: Decimal) -> int | float:
    """Returns an amount as a number in JSON: two decimals, and none where it is whole."""
    return int(valor) if valor == valor.to_integral_value() else float(valor)


def _as_text(valor: Decimal) -> str:
    """Returns an amount as text without zeros at its end, as PHP writes it: ``119.9``, ``10``."""
    return str(_as_number(valor))


def _sort_key(invoice: Invoice, order_by: str) -> Decimal | date:
    if order_by == "valor":
        return invoice.valor
    return date_of(invoice.parcela, CampoData(order_by)) or date.max


def _find(company: Company, search: str, params: Params) -> Subscriber | None:
    """Returns the customer searched for, if any; codes compare as numbers: ``0042`` finds 42."""
    term = _required(params, "termo_busca").strip()
    if not (term.isascii() and term.isdigit() and len(term) < 20):
        return None
    number = int(term)
    match search:
        case "codigo_cliente":
            return company.customer(number)
        case "id_cliente":
            return company.customer(number - 500_000)
        case "id_cliente_servico":
            return company.customer(number // 10) if number % 10 == 1 else None
        case _:
            customer = company.customer(int(term[2:10] if len(term) == 14 else term[3:] or 0))
            return customer if customer is not None and customer.cpf_cnpj == term else None


def _required(params: Params, name: str) -> str:
    value = params.get(name, "")
    if not value.strip():
        raise _BadParamsError(f"O campo {name} é obrigatório.")
    return value


def _required_choice(params: Params, name: str, choices: tuple[str, ...]) -> str:
    _required(params, name)
    return _choice(params, name, choices)


def _choice(params: Params, name: str, choices: tuple[str, ...]) -> str:
    """Returns the value of a parameter, which is the first choice where it was not sent."""
    value = params.get(name) or choices[0]
    if value not in choices:
        raise _BadParamsError(f"O campo {name} deve ser um destes: {', '.join(choices)}.")
    return value


def _flag(params: Params, name: str) -> bool:
    return _choice(params, name, ("nao", "sim")) == "sim"


def _integer(params: Params, name: str, *, default: int, lowest: int, highest: int) -> int:
    text = params.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
        raise _BadParamsError(f"O campo {name} deve ser um número de {lowest} a {highest}.")
    return int(text)


def _date(params: Params, name: str, default: date) -> date:
    text = params.get(name)
    if not text:
        return default
    if not _ISO_DATE.fullmatch(text):
        raise _BadParamsError(f"O campo {name} deve ter o formato AAAA-MM-DD.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _BadParamsError(f"O campo {name} não é uma data que exista.") from None
