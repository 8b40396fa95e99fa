"""The conferência: what of an overdue invoice may go out, and what the clerk should know of it.

A payment code that is not valid never goes out. Everything else that looks odd is said, one
``Aviso`` each, and left to the clerk.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import IntFlag, StrEnum

from faturas.invoice import Fatura
from faturas.money import format_brl
from faturas.payment.boleto import Boleto, mask_linha, read_boleto
from faturas.payment.pix import Pix, TipoPix, read_pix
from faturas.phone import Telefone, TipoTelefone, check_phone
from faturas.text import clean_name, hides_trigger, safe_link

_LONG_BLANK = " " * 5


class Aviso(IntFlag):
    """What was noticed; the values are stored in the ledger and never change their meaning."""

    SEM_CODIGO = 1
    LINHA_INVALIDA = 2
    PIX_INVALIDO = 4
    LINK_INVALIDO = 8
    VALOR_ATUALIZADO = 16
    VENCIMENTO_DIFERENTE = 32
    VALORES_DIFERENTES = 64
    PIX_SEM_VALOR = 128
    BOLETO_SEM_VALOR = 256
    SEM_LINHA = 512
    SEM_PIX = 1024
    SEM_LINK = 2048
    SEM_TELEFONE = 4096
    TELEFONE_CORRIGIDO = 8192
    TELEFONE_DA_LISTA_RECUSADO = 16384
    SO_TELEFONE_FIXO = 32768
    SEM_NOME = 65536
    NOME_AJUSTADO = 131072
    BARRAS_DIFERENTES = 262144
    TELEFONE_REPETIDO = 524288
    NAO_RECONFERIDA = 1048576
    NOME_DIFERENTE = 2097152
    LINHA_DAS_BARRAS = 4194304
    SEGMENTO_DESCONHECIDO = 8388608
    LINK_DE_FORA = 16777216
    NOME_LONGO = 33554432
    LINK_LONGO = 67108864

    @property
    def rotulo(self) -> str:
        """What a person reads of one flag."""
        return _ROTULOS[self]


NENHUM = Aviso(0)
_OF_PHONES = (
    Aviso.SEM_TELEFONE
    | Aviso.TELEFONE_CORRIGIDO
    | Aviso.TELEFONE_DA_LISTA_RECUSADO
    | Aviso.SO_TELEFONE_FIXO
)

_ROTULOS = {
    Aviso.SEM_CODIGO: "sem linha digitável, PIX nem link",
    Aviso.LINHA_INVALIDA: "linha digitável inválida",
    Aviso.PIX_INVALIDO: "PIX inválido",
    Aviso.LINK_INVALIDO: "link recusado (não é https)",
    Aviso.VALOR_ATUALIZADO: "valor atualizado",
    Aviso.VENCIMENTO_DIFERENTE: "boleto com outro vencimento",
    Aviso.VALORES_DIFERENTES: "linha e PIX cobram valores diferentes",
    Aviso.PIX_SEM_VALOR: "PIX sem valor (o cliente digita)",
    Aviso.BOLETO_SEM_VALOR: "boleto sem valor (o cliente digita)",
    Aviso.SEM_LINHA: "sem linha digitável",
    Aviso.SEM_PIX: "sem PIX",
    Aviso.SEM_LINK: "sem link",
    Aviso.SEM_TELEFONE: "sem telefone",
    Aviso.TELEFONE_CORRIGIDO: "telefone corrigido",
    Aviso.TELEFONE_DA_LISTA_RECUSADO: "telefone da lista não serve",
    Aviso.SO_TELEFONE_FIXO: "só telefone fixo",
    Aviso.SEM_NOME: "sem nome no sistema",
    Aviso.NOME_AJUSTADO: "nome ajustado",
    Aviso.BARRAS_DIFERENTES: "linha digitável e código de barras são de boletos diferentes",
    Aviso.TELEFONE_REPETIDO: "telefone usado por mais de um cliente",
    Aviso.NAO_RECONFERIDA: "falhou ao conferir de novo; os dados são os da consulta anterior",
    Aviso.NOME_DIFERENTE: "nome da lista é outro",
    Aviso.LINHA_DAS_BARRAS: "linha digitável refeita a partir do código de barras",
    Aviso.SEGMENTO_DESCONHECIDO: "arrecadação de segmento desconhecido",
    Aviso.LINK_DE_FORA: "link de um site que não é da empresa",
    Aviso.NOME_LONGO: "nome longo demais",
    Aviso.LINK_LONGO: "link longo demais",
}


class Conferencia(StrEnum):
    """The verdict on one contact."""

    OK = "ok"
    AVISO = "aviso"
    BLOQUEADA = "bloqueada"


def verdict(avisos: Aviso) -> Conferencia:
    """Blocked without any way to pay; otherwise ok, or a warning for whatever was noticed."""
    if Aviso.SEM_CODIGO in avisos:
        return Conferencia.BLOQUEADA
    return Conferencia.AVISO if avisos else Conferencia.OK


@dataclass(frozen=True, slots=True)
class Achado:
    """An overdue invoice after its conferência.

    ``fatura`` is what the API said. ``linha_digitavel`` (masked), ``pix``, ``link`` and ``nome``
    are what may go out, ``""`` where nothing may. ``valor_codigo`` is what the codes charge when
    that is not ``fatura.valor``. ``telefone`` and ``telefone_fixo`` are digits with country code;
    the landline goes out only if the clerk allows it.
    """

    fatura: Fatura
    nome: str
    valor_codigo: Decimal | None
    linha_digitavel: str
    pix: str
    link: str
    telefones_api: tuple[str, ...]
    telefone: str
    telefone_fixo: str
    avisos: Aviso


def check_codes_and_phones(
    fatura: Fatura,
    *,
    telefone_lista: str,
    nome_lista: str,
    telefones_api: tuple[str, ...],
    referencia: date,
) -> Achado:
    """Prove what goes out for one overdue invoice.

    ``telefone_lista`` is the input row's phone, which wins where it is usable; ``telefones_api``
    are the billing system's, in its order, empty when they were not asked for. ``nome_lista``
    stands in only where the billing system has no name.
    """
    linha, boleto_avisos, boleto = _linha(fatura, referencia)
    pix, pix_avisos, pix_lido = _pix(fatura)
    link = safe_link(fatura.link) or ""
    valor_codigo, valor_avisos = _charged(fatura, boleto, pix_lido)
    telefone, fixo, telefone_avisos = _phones(telefone_lista, telefones_api)
    nome = clean_name(fatura.nome)
    avisos = boleto_avisos | pix_avisos | valor_avisos | telefone_avisos
    if not link:
        avisos |= Aviso.LINK_INVALIDO | Aviso.SEM_LINK if fatura.link else Aviso.SEM_LINK
    if not (linha or pix or link):
        avisos |= Aviso.SEM_CODIGO
    if not nome:
        nome = clean_name(nome_lista)
        avisos |= Aviso.SEM_NOME
    elif nome != " ".join(fatura.nome.split()):
        avisos |= Aviso.NOME_AJUSTADO
    return Achado(
        fatura=fatura,
        nome=nome,
        valor_codigo=valor_codigo,
        linha_digitavel=linha,
        pix=pix,
        link=link,
        telefones_api=telefones_api,
        telefone=telefone,
        telefone_fixo=fixo,
        avisos=avisos,
    )


def check_phones(achado: Achado, *, telefone_lista: str, telefones_api: tuple[str, ...]) -> Achado:
    """The same invoice with the billing system's phones, once those were asked for."""
    telefone, fixo, avisos = _phones(telefone_lista, telefones_api)
    return replace(
        achado,
        telefones_api=telefones_api,
        telefone=telefone,
        telefone_fixo=fixo,
        avisos=achado.avisos & ~_OF_PHONES | avisos,
    )


def _linha(fatura: Fatura, referencia: date) -> tuple[str, Aviso, Boleto | None]:
    """The line to send, masked; a bar code stands in only where no line came at all."""
    text = fatura.linha_digitavel or fatura.codigo_barras
    if not text:
        return "", Aviso.SEM_LINHA, None
    boleto = read_boleto(text, referencia)
    if not boleto.valido or boleto.linha_digitavel is None:
        return "", Aviso.LINHA_INVALIDA | Aviso.SEM_LINHA, None
    avisos = NENHUM
    if boleto.vencimento is not None and boleto.vencimento != fatura.vencimento:
        avisos |= Aviso.VENCIMENTO_DIFERENTE
    if boleto.valor is None:
        avisos |= Aviso.BOLETO_SEM_VALOR
    bars = read_boleto(fatura.codigo_barras, referencia)
    if bars.valido and bars.codigo_barras != boleto.codigo_barras:
        return "", Aviso.BARRAS_DIFERENTES | Aviso.SEM_LINHA, None
    return mask_linha(boleto.linha_digitavel), avisos, boleto


def _pix(fatura: Fatura) -> tuple[str, Aviso, Pix | None]:
    if not fatura.pix:
        return "", Aviso.SEM_PIX, None
    pix = read_pix(fatura.pix)
    # Blanks in a row would be mended by the campaign platform, which would break the CRC.
    if (
        pix.codigo is None
        or pix.so_recorrencia
        or _LONG_BLANK in pix.codigo
        or hides_trigger(pix.codigo)
    ):
        return "", Aviso.PIX_INVALIDO | Aviso.SEM_PIX, None
    return pix.codigo, NENHUM, pix


def _charged(
    fatura: Fatura, boleto: Boleto | None, pix: Pix | None
) -> tuple[Decimal | None, Aviso]:
    """What the codes charge, where that is not the invoice's amount; the boleto speaks first."""
    avisos = NENHUM
    boleto_valor = boleto.valor if boleto else None
    pix_valor = pix.valor if pix else None
    if pix is not None and pix_valor is None and pix.tipo is TipoPix.ESTATICO:
        avisos |= Aviso.PIX_SEM_VALOR
    if boleto_valor is not None and pix_valor is not None and boleto_valor != pix_valor:
        avisos |= Aviso.VALORES_DIFERENTES
    charged = boleto_valor if boleto_valor is not None else pix_valor
    if charged is None or charged == fatura.valor:
        if pix_valor is not None and pix_valor != fatura.valor:
            avisos |= Aviso.VALOR_ATUALIZADO
        return None, avisos
    return charged, avisos | Aviso.VALOR_ATUALIZADO


def usable_mobile(texto: str) -> str:
    """The digits of a phone that WhatsApp can reach, or ``""``."""
    phone = check_phone(texto) if texto else None
    return phone.digitos if phone and _is_usable(phone, TipoTelefone.MOVEL) else ""


def _phones(lista: str, api: tuple[str, ...]) -> tuple[str, str, Aviso]:
    """The mobile, the landline, and what to say: the list's phone first, then the API's order."""
    checked = [check_phone(text) for text in (lista, *api) if text]
    mobile = next((phone for phone in checked if _is_usable(phone, TipoTelefone.MOVEL)), None)
    fixo = next((phone for phone in checked if _is_usable(phone, TipoTelefone.FIXO)), None)
    avisos = NENHUM
    if lista and not (mobile and mobile is checked[0]):
        avisos |= Aviso.TELEFONE_DA_LISTA_RECUSADO
    if mobile is None:
        avisos |= Aviso.SEM_TELEFONE
        if fixo is not None:
            avisos |= Aviso.SO_TELEFONE_FIXO
    elif mobile.motivo:
        avisos |= Aviso.TELEFONE_CORRIGIDO
    return (mobile.digitos if mobile else "", fixo.digitos if fixo else "", avisos)


def _is_usable(phone: Telefone, tipo: TipoTelefone) -> bool:
    return phone.usavel and phone.tipo is tipo


def explain(achado: Achado, referencia: date, telefone_lista: str = "") -> list[str]:
    """Every aviso in full, for the detail view and the report; the exact faults of each code.

    ``telefone_lista`` is the phone of the input row, of which may be said what is wrong with it.
    """
    fatura = achado.fatura
    details = {
        Aviso.LINHA_INVALIDA: lambda: "; ".join(
            read_boleto(fatura.linha_digitavel or fatura.codigo_barras, referencia).motivos
        ),
        Aviso.PIX_INVALIDO: lambda: (
            "; ".join(read_pix(fatura.pix).motivos) or "não serve para pagar esta fatura"
        ),
        Aviso.VALOR_ATUALIZADO: lambda: (
            f"a fatura é de {format_brl(fatura.valor)} e o código cobra "
            f"{format_brl(achado.valor_codigo)}"
            if achado.valor_codigo is not None
            else f"o PIX não cobra os {format_brl(fatura.valor)} da fatura"
        ),
        Aviso.VENCIMENTO_DIFERENTE: lambda: _other_due_date(achado, referencia),
        Aviso.VALORES_DIFERENTES: lambda: _two_amounts(achado, referencia),
        Aviso.TELEFONE_CORRIGIDO: lambda: _how_mended(achado, telefone_lista),
        Aviso.TELEFONE_DA_LISTA_RECUSADO: lambda: (
            check_phone(telefone_lista).motivo or "não é de celular"
        ),
    }
    return [
        f"{aviso.rotulo}: {details[aviso]()}" if aviso in details else aviso.rotulo
        for aviso in achado.avisos & ~_said_already(achado.avisos)
    ]


def _said_already(avisos: Aviso) -> Aviso:
    """The empty cells for which another aviso gives the reason."""
    said = NENHUM
    if Aviso.SEM_CODIGO in avisos:
        said |= Aviso.SEM_LINHA | Aviso.SEM_PIX | Aviso.SEM_LINK
    if avisos & (Aviso.LINHA_INVALIDA | Aviso.BARRAS_DIFERENTES):
        said |= Aviso.SEM_LINHA
    if Aviso.PIX_INVALIDO in avisos:
        said |= Aviso.SEM_PIX
    if Aviso.LINK_INVALIDO in avisos:
        said |= Aviso.SEM_LINK
    if Aviso.SO_TELEFONE_FIXO in avisos:
        said |= Aviso.SEM_TELEFONE
    return said


def _other_due_date(achado: Achado, referencia: date) -> str:
    boleto = read_boleto(achado.linha_digitavel, referencia)
    return (
        f"a fatura vence em {achado.fatura.vencimento:%d/%m/%Y} e o boleto em "
        f"{boleto.vencimento:%d/%m/%Y}"
    )


def _two_amounts(achado: Achado, referencia: date) -> str:
    boleto = read_boleto(achado.linha_digitavel, referencia)
    pix = read_pix(achado.pix)
    if boleto.valor is None or pix.valor is None:
        return "confira os dois"
    return f"o boleto cobra {format_brl(boleto.valor)} e o PIX {format_brl(pix.valor)}"


def _how_mended(achado: Achado, telefone_lista: str) -> str:
    """What was done to the phone that goes out."""
    checked = (check_phone(text) for text in (telefone_lista, *achado.telefones_api) if text)
    mended = next((phone.motivo for phone in checked if phone.digitos == achado.telefone), "")
    return mended or "a forma de escrever"
