"""The checks of one overdue invoice: each gives what may go out, and what is to be said of it.

Rules only: no clock, no settings. What they found is kept as data (``reasons.Razao``); nobody
decodes a payment code a second time to tell why.
"""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from decimal import Decimal

from faturas.domain import reasons
from faturas.domain.check_boleto import chosen_boleto
from faturas.domain.decision import decide
from faturas.domain.fatura import Fatura
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.impediments import SEM_IMPEDIMENTO
from faturas.domain.names import alike
from faturas.domain.notices import NENHUM, Aviso
from faturas.domain.payment.boleto import Boleto, mask_linha
from faturas.domain.payment.pix import Pix, TipoPix, read_pix
from faturas.domain.phone import check_phone, choose_phone
from faturas.domain.reasons import Razao, avisos_of
from faturas.domain.safe_text import (
    clean_name,
    hides_trigger,
    link_fault,
    link_host,
    safe_link,
    shortened,
)

MOST_NAME_CHARS = 100
"""Characters. Longer names are cut at a word's end. Our choice: a WhatsApp message has 1,024 for
everything, of which a PIX code may take 512."""
MOST_LINK_CHARS = 2_000
"""Characters. Longer links are not sent. Our choice, the usual rule of thumb for browsers."""

_LONG_BLANK = " " * 5
"""WhatsApp refuses more than four blanks in a row, and a campaign platform takes them out."""
_OF_PHONES = (
    Aviso.SEM_TELEFONE
    | Aviso.TELEFONE_CORRIGIDO
    | Aviso.TELEFONE_DA_LISTA_RECUSADO
    | Aviso.SO_TELEFONE_FIXO
)

Razoes = list[Razao]


def check_codes_and_phones(
    fatura: Fatura,
    *,
    telefone_lista: str,
    nome_lista: str,
    telefones_api: tuple[str, ...],
    referencia: date,
    sites: AbstractSet[str] = frozenset(),
) -> FaturaConferida:
    """Prove what goes out for one overdue invoice.

    ``telefone_lista`` is the input row's phone, which wins where it is usable; ``telefones_api``
    are the billing system's, in its order, empty when they were not asked for. ``nome_lista`` is
    compared with the billing system's name, and stands in only where that has none. ``sites`` are
    the domains, in small letters, to which the company's links lead; while none is known, nothing
    is said of where a link leads.
    """
    boleto, of_boleto = chosen_boleto(fatura, referencia)
    linha = mask_linha(boleto.linha_digitavel) if boleto and boleto.linha_digitavel else ""
    pix, pix_lido, of_pix = _pix(fatura)
    link, of_link = _link(fatura.link, sites)
    valor_codigo, of_valor = _charged(fatura, boleto, pix_lido)
    telefone, fixo, of_phones = _phones(telefone_lista, telefones_api)
    nome, of_nome = _name(fatura.nome, nome_lista)
    razoes = (*of_boleto, *of_pix, *of_valor, *of_phones, *of_link, *of_nome)
    if not (linha or pix or link):
        razoes = (*razoes, Razao(Aviso.SEM_CODIGO))
    return decide(
        FaturaConferida(
            fatura=fatura,
            nome=nome,
            valor_codigo=valor_codigo,
            linha_digitavel=linha,
            pix=pix,
            link=link,
            telefones_api=telefones_api,
            telefone=telefone,
            telefone_fixo=fixo,
            avisos=avisos_of(razoes),
            impedimentos=SEM_IMPEDIMENTO,
            razoes=razoes,
        )
    )


def check_phones(
    conferida: FaturaConferida, *, telefone_lista: str, telefones_api: tuple[str, ...]
) -> FaturaConferida:
    """The same invoice with the billing system's phones, once those were asked for."""
    telefone, fixo, of_phones = _phones(telefone_lista, telefones_api)
    others = (razao for razao in conferida.razoes if razao.aviso not in _OF_PHONES)
    return decide(
        replace(
            conferida,
            telefones_api=telefones_api,
            telefone=telefone,
            telefone_fixo=fixo,
            avisos=conferida.avisos & ~_OF_PHONES | avisos_of(of_phones),
            razoes=(*others, *of_phones),
        )
    )


def check_name(nome: str, nome_lista: str) -> Aviso:
    """``NOME_DIFERENTE`` when the list's name has nothing of the billing system's."""
    return Aviso.NOME_DIFERENTE if alike(nome_lista, nome) is False else NENHUM


def usable_mobile(texto: str) -> str:
    """The digits of a phone that WhatsApp can reach, or ``""``."""
    mobile = choose_phone([check_phone(texto)] if texto else []).movel
    return mobile.digitos if mobile else ""


def _pix(fatura: Fatura) -> tuple[str, Pix | None, Razoes]:
    """The PIX to send, and what it says."""
    if not fatura.pix:
        return "", None, [Razao(Aviso.SEM_PIX)]
    pix = read_pix(fatura.pix)
    # Blanks in a row would be mended by the campaign platform, which would break the CRC.
    if (
        pix.codigo is None
        or pix.so_recorrencia
        or _LONG_BLANK in pix.codigo
        or hides_trigger(pix.codigo)
    ):
        return "", None, [reasons.pix_invalid(pix.faults), Razao(Aviso.SEM_PIX)]
    return pix.codigo, pix, []


def _link(texto: str, sites: AbstractSet[str]) -> tuple[str, Razoes]:
    """The link to send, safe and not too long, and what to say of it: where it leads elsewhere."""
    if not texto:
        return "", [Razao(Aviso.SEM_LINK)]
    link = safe_link(texto)
    if link is None:
        return "", [reasons.link_refused(link_fault(texto)), Razao(Aviso.SEM_LINK)]
    if len(link) > MOST_LINK_CHARS:
        return "", [reasons.link_too_long(len(link), MOST_LINK_CHARS), Razao(Aviso.SEM_LINK)]
    host = link_host(link)
    if sites and not _is_within(host, sites):
        return link, [reasons.link_elsewhere(host)]
    return link, []


def _is_within(host: str, sites: AbstractSet[str]) -> bool:
    """Whether a host is one of the domains or below one."""
    labels = host.split(".")
    return any(".".join(labels[at:]) in sites for at in range(len(labels)))


def _charged(
    fatura: Fatura, boleto: Boleto | None, pix: Pix | None
) -> tuple[Decimal | None, Razoes]:
    """What the codes charge, where that is not the invoice's amount; the boleto decides."""
    razoes = []
    boleto_valor = boleto.valor if boleto else None
    pix_valor = pix.valor if pix else None
    if pix is not None and pix_valor is None and pix.tipo is TipoPix.ESTATICO:
        razoes.append(Razao(Aviso.PIX_SEM_VALOR))
    if boleto_valor is not None and pix_valor is not None and boleto_valor != pix_valor:
        razoes.append(reasons.codes_disagree(boleto_valor, pix_valor))
    charged = boleto_valor if boleto_valor is not None else pix_valor
    if charged is not None and charged != fatura.valor:
        return charged, [*razoes, reasons.amount_updated(fatura.valor, charged)]
    if pix_valor is not None and pix_valor != fatura.valor:
        razoes.append(reasons.pix_charges_otherwise(fatura.valor))
    return None, razoes


def _name(sistema: str, lista: str) -> tuple[str, Razoes]:
    """The name to send, fit for a message, and what to say of it."""
    razoes = []
    nome = clean_name(sistema)
    if not nome:
        nome = clean_name(lista)
        razoes.append(Razao(Aviso.SEM_NOME))
    elif nome != " ".join(sistema.split()):
        razoes.append(Razao(Aviso.NOME_AJUSTADO))
    if check_name(sistema, lista):
        razoes.append(Razao(Aviso.NOME_DIFERENTE))
    if len(nome) > MOST_NAME_CHARS:
        razoes.append(reasons.name_too_long(len(nome), MOST_NAME_CHARS))
        nome = shortened(nome, MOST_NAME_CHARS)
    return nome, razoes


def _phones(lista: str, api: tuple[str, ...]) -> tuple[str, str, Razoes]:
    """The mobile, the landline, and what to say: the list's phone first, then the API's order."""
    checked = [check_phone(text) for text in (lista, *api) if text]
    chosen = choose_phone(checked)
    mobile, fixo = chosen.movel, chosen.fixo
    razoes = []
    if lista and not (mobile and mobile is checked[0]):
        razoes.append(reasons.phone_refused(checked[0].findings))
    if mobile is None:
        razoes.append(Razao(Aviso.SEM_TELEFONE))
        if fixo is not None:
            razoes.append(Razao(Aviso.SO_TELEFONE_FIXO))
    elif mobile.findings:
        razoes.append(reasons.phone_mended(mobile.findings))
    return (mobile.digitos if mobile else "", fixo.digitos if fixo else "", razoes)
