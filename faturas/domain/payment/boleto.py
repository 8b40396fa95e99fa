"""Boletos de cobrança and contas de arrecadação: read, check, convert, build.

Layouts: FEBRABAN, código de barras de cobrança and "Layout Padrão de Arrecadação". A bar code has
44 digits; the linha digitável that a person types has the same digits plus check digits (DV) in
between: 47 for cobrança, 48 for arrecadação. Conversion loses nothing either way.

Positions in a bar code, from 0:

- cobrança: 0–2 bank, 3 currency, 4 general DV, 5–8 due factor, 9–18 amount, 19–43 campo livre;
- arrecadação: 0 "8", 1 segment, 2 value-id, 3 general DV, 4–14 amount, 15–43 company and campo
  livre.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from faturas.domain.findings import Cause, Finding
from faturas.domain.payment.digits import modulo10, modulo11_cobranca
from faturas.domain.payment.line_fields import (
    ARRECADACAO_BLOCKS,
    ARRECADACAO_DV,
    field_dvs,
    with_fifth_field,
)
from faturas.domain.sentences import sentences

_FACTOR_BASE = date(1997, 10, 7)
"""The day from which a due factor counts days; 9999 was 2025-02-21, and the next day was 1000."""
_FACTOR_FIRST = 1000
_FACTOR_CYCLE_DAYS = 9000
_DAYS_BEFORE = 3000
_DAYS_AFTER = 5500
"""A factor stands for the day so near to the reference date (FEBRABAN, Comunicado 082/2012)."""

MASK = re.compile(r"[\s.\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]+")
"""What stands between the digits of a code: blanks, dots, every kind of dash."""
_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")

_SEGMENTS = "12345679"
"""The segments of "Layout Padrão de Arrecadação", field 2: there is no 0 and no 8."""
_IN_REAIS = "68"
"""Value-ids of amounts in reais; with 7 and 9 it is a quantity of some reference unit."""


class TipoBoleto(StrEnum):
    """The two families of bar codes that banks take."""

    COBRANCA = "cobranca"
    ARRECADACAO = "arrecadacao"


@dataclass(frozen=True, slots=True)
class Boleto:
    """What a typed or scanned code is, and every fault for which it cannot be paid.

    Of a refused code only ``tipo`` is known: nothing of it may go out. ``linha_digitavel`` has 47
    or 48 digits and ``codigo_barras`` 44, without mask. ``valor`` is in reais, ``None`` when the
    payer fills it in or when it is a reference quantity. ``vencimento`` is ``None`` when the code
    has none or when its factor is ambiguous; then one of the ``avisos`` says so.
    """

    entrada: str
    tipo: TipoBoleto | None = None
    linha_digitavel: str | None = None
    codigo_barras: str | None = None
    valor: Decimal | None = None
    vencimento: date | None = None
    faults: tuple[Finding, ...] = ()
    avisos: tuple[str, ...] = ()

    @property
    def valido(self) -> bool:
        """Whether a bank will take it: nothing speaks against it."""
        return not self.faults

    @property
    def motivos(self) -> tuple[str, ...]:
        """A sentence for each fault."""
        return sentences(self.faults)

    @property
    def valor_em_aberto(self) -> bool:
        """Whether the code carries R$ 0,00, which leaves the amount to the payer."""
        return self.codigo_barras is not None and _amount(self.codigo_barras) == 0

    @property
    def segmento_desconhecido(self) -> str:
        """The segment of a valid conta, if FEBRABAN lists none of that digit; otherwise ``""``."""
        codigo = self.codigo_barras or ""
        return codigo[1].strip(_SEGMENTS) if codigo.startswith("8") else ""


def read_boleto(texto: str, referencia: date) -> Boleto:
    """Read a line or a bar code, masked or not; never raises.

    ``referencia`` is the date around which the due factor is read. A cobrança line may lack zeros
    in two places, provided every DV holds once they are back: those at its start, which a
    spreadsheet eats (up to two), and those of its fifth field, which older layouts print as
    ``000``. Any other short line may be one that was cut off, and is refused.
    """
    digits = MASK.sub("", texto)
    if not _is_digits(digits):
        return Boleto(texto, faults=(_why_not_digits(digits),))

    digits, avisos = _with_zeros(digits)
    if wrong_length := _why_wrong_length(digits):
        return Boleto(texto, faults=(wrong_length,))

    tipo = _tipo(digits)
    if faults := _faults(digits):
        return Boleto(texto, tipo, faults=tuple(faults))

    codigo = digits if len(digits) == 44 else _drop_dvs(digits)
    vencimento = None
    if tipo is TipoBoleto.COBRANCA and (fator := int(codigo[5:9])):
        vencimento = _date_of_factor(fator, referencia)
        if vencimento is None:
            avisos.append(
                f"o vencimento no código é ambíguo: nenhum dia de 3.000 antes a 5.500 depois da "
                f"data de referência tem o fator {fator:04}; vale o vencimento da fatura"
            )
    if tipo is TipoBoleto.ARRECADACAO and codigo[1] not in _SEGMENTS:
        avisos.append(f"o segmento {codigo[1]} (2º dígito) não está na lista da FEBRABAN")
    return Boleto(
        entrada=texto,
        tipo=tipo,
        linha_digitavel=linha_from_codigo(codigo) if codigo is digits else digits,
        codigo_barras=codigo,
        valor=_amount(codigo) or None,
        vencimento=vencimento,
        avisos=tuple(avisos),
    )


def dvs_hold(linha: str) -> bool:
    """Whether nothing speaks against a line, masked or not; quicker than ``read_boleto``."""
    digits = MASK.sub("", linha)
    if len(digits) not in (47, 48) or not _is_digits(digits):
        return False
    codigo = _drop_dvs(digits)
    # The DVs of a line's fields hold when its bar code gives the very same line.
    return not _faults(codigo) and digits == linha_from_codigo(codigo)


def mask_linha(linha: str) -> str:
    """Write a line of 47 or 48 digits as it is printed on paper; ``ValueError`` on another shape.

    ``AAAAA.AAAAA BBBBB.BBBBBB CCCCC.CCCCCC D EEEEEEEEEEEEEE`` or four times ``NNNNNNNNNNN-D``.
    """
    _require_line(linha)
    if len(linha) == 48:
        return " ".join(f"{linha[b]}-{linha[b.stop]}" for b in ARRECADACAO_BLOCKS)
    return (
        f"{linha[:5]}.{linha[5:10]} {linha[10:15]}.{linha[15:21]} "
        f"{linha[21:26]}.{linha[26:32]} {linha[32]} {linha[33:]}"
    )


def linha_from_codigo(codigo_barras: str) -> str:
    """Give the line of a 44-digit bar code, judging no DV; ``ValueError`` on another shape."""
    _require_digits(codigo_barras, 44, "código de barras")
    if codigo_barras[0] == "8":
        dv_of = ARRECADACAO_DV.get(codigo_barras[2])
        if dv_of is None:
            raise ValueError("o 3º dígito do código de arrecadação deve ser 6, 7, 8 ou 9")
        fields = [codigo_barras[start : start + 11] for start in range(0, 44, 11)]
        return "".join(f"{field}{dv_of(field)}" for field in fields)
    livre = codigo_barras[19:]
    fields = [codigo_barras[:4] + livre[:5], livre[5:15], livre[15:]]
    return "".join(f"{field}{modulo10(field)}" for field in fields) + codigo_barras[4:19]


def codigo_from_linha(linha: str) -> str:
    """Give the 44-digit bar code of a line, judging no DV; ``ValueError`` on another shape."""
    _require_line(linha)
    return _drop_dvs(linha)


def fator_vencimento(vencimento: date) -> int:
    """Give the due factor, 1000 to 9999, of a date.

    Raises ``ValueError`` before 2000-07-03, the first date that FEBRABAN gave a factor to.
    """
    days = (vencimento - _FACTOR_BASE).days
    if days < _FACTOR_FIRST:
        raise ValueError("antes de 03/07/2000 não havia fator de vencimento")
    return _FACTOR_FIRST + (days - _FACTOR_FIRST) % _FACTOR_CYCLE_DAYS


def build_cobranca(banco: str, valor: Decimal, vencimento: date | None, campo_livre: str) -> str:
    """Build the bar code of a boleto: ``banco`` 3 digits, ``campo_livre`` 25.

    ``valor`` in reais, at most 99.999.999,99, where 0 leaves it open. ``ValueError`` on anything
    that does not fit, such as a bank that begins with 8, the mark of arrecadação.
    """
    _require_digits(banco, 3, "banco")
    _require_digits(campo_livre, 25, "campo livre")
    if banco[0] == "8":
        raise ValueError("nenhum banco começa com 8: é a marca das contas de arrecadação")
    fator = fator_vencimento(vencimento) if vencimento else 0
    head, tail = f"{banco}9", f"{fator:04}{_centavos(valor, 10)}{campo_livre}"
    return f"{head}{modulo11_cobranca(head + tail)}{tail}"


def build_arrecadacao(
    segmento: int, id_valor: int, valor: Decimal, empresa_campo_livre: str
) -> str:
    """Build the bar code of a conta: company and campo livre have 29 digits together.

    ``segmento`` has one digit; ``id_valor`` is 6 to 9; ``valor`` in reais (a quantity with 7 and
    9), at most 999.999.999,99. ``ValueError`` on anything that does not fit.
    """
    _require_digits(str(segmento), 1, "segmento")
    _require_digits(empresa_campo_livre, 29, "código da empresa com o campo livre")
    dv_of = ARRECADACAO_DV.get(str(id_valor))
    if dv_of is None:
        raise ValueError("o identificador de valor deve ser 6, 7, 8 ou 9")
    head, tail = f"8{segmento}{id_valor}", f"{_centavos(valor, 11)}{empresa_campo_livre}"
    return f"{head}{dv_of(head + tail)}{tail}"


def _with_zeros(digits: str) -> tuple[str, list[str]]:
    """The digits with the zeros back that a line of cobrança lost, and what to say of it."""
    avisos = []
    whole = with_fifth_field(digits)
    if whole is not digits:
        avisos.append("o 5º campo da linha digitável veio só como 000 e foi completado com zeros")
    if len(whole) in (45, 46):
        avisos.append("a linha digitável tinha perdido os zeros do começo, que foram repostos")
        whole = whole.zfill(47)
    is_proved = avisos and whole[0] != "8" and not _faults(whole)
    return (whole, avisos) if is_proved else (digits, [])


def _tipo(digits: str) -> TipoBoleto:
    if len(digits) == 48 or (len(digits) == 44 and digits[0] == "8"):
        return TipoBoleto.ARRECADACAO
    return TipoBoleto.COBRANCA


def _drop_dvs(linha: str) -> str:
    if len(linha) == 48:
        return "".join(linha[block] for block in ARRECADACAO_BLOCKS)
    return linha[:4] + linha[32:] + linha[4:9] + linha[10:20] + linha[21:31]


def _why_not_digits(text: str) -> Finding:
    if not text:
        return Finding.of(Cause.BOLETO_VAZIO)
    if _SCIENTIFIC.fullmatch(text):
        return Finding.of(Cause.BOLETO_COMO_NUMERO)
    return Finding.of(Cause.BOLETO_COM_LETRAS)


def _why_wrong_length(digits: str) -> Finding | None:
    if len(digits) == 47 and digits[0] == "8":
        return Finding.of(Cause.CONVENIO_COM_47)
    if len(digits) in (44, 47, 48):
        return None
    return Finding.of(Cause.BOLETO_TAMANHO, len(digits))


def _faults(digits: str) -> list[Finding]:
    """Give every fault of a code of 44, 47 or 48 digits."""
    linha, codigo = (None, digits) if len(digits) == 44 else (digits, _drop_dvs(digits))
    if _tipo(digits) is TipoBoleto.COBRANCA:
        return _faults_of_cobranca(linha, codigo)
    return _faults_of_arrecadacao(linha, codigo)


def _faults_of_cobranca(linha: str | None, codigo: str) -> list[Finding]:
    faults = []
    if codigo[3] != "9":
        faults.append(Finding.of(Cause.BOLETO_MOEDA))
    if linha is not None:
        faults += _wrong_dvs(linha, arrecadacao=False)
    if int(codigo[4]) != modulo11_cobranca(codigo[:4] + codigo[5:]):
        faults.append(Finding.of(Cause.BOLETO_DV_GERAL))
    return faults


def _faults_of_arrecadacao(linha: str | None, codigo: str) -> list[Finding]:
    faults = []
    if codigo[0] != "8":
        faults.append(Finding.of(Cause.CONVENIO_SEM_8))
    dv_of = ARRECADACAO_DV.get(codigo[2])
    if dv_of is None:
        faults.append(Finding.of(Cause.CONVENIO_ID_VALOR))
        return faults
    if linha is not None:
        faults += _wrong_dvs(linha, arrecadacao=True)
    if int(codigo[3]) != dv_of(codigo[:3] + codigo[4:]):
        faults.append(Finding.of(Cause.BOLETO_DV_GERAL))
    return faults


def _wrong_dvs(linha: str, *, arrecadacao: bool) -> list[Finding]:
    return [
        Finding.of(Cause.BOLETO_DV_BLOCO if arrecadacao else Cause.BOLETO_DV_CAMPO, position)
        for position, (_, holds) in enumerate(field_dvs(linha, arrecadacao=arrecadacao), start=1)
        if not holds
    ]


def _amount(codigo: str) -> Decimal | None:
    """Give the amount written in the code, 0 when open, ``None`` when it is not in reais."""
    if codigo[0] != "8":
        centavos = codigo[9:19]
    elif codigo[2] in _IN_REAIS:
        centavos = codigo[4:15]
    else:
        return None
    return Decimal(centavos).scaleb(-2)


def _date_of_factor(fator: int, referencia: date) -> date | None:
    """Give the one day near ``referencia`` that has this factor, if there is one."""
    reference_day = (referencia - _FACTOR_BASE).days
    first_day = reference_day - _DAYS_BEFORE
    last_day = min(reference_day + _DAYS_AFTER, (date.max - _FACTOR_BASE).days)
    # Factors below 1000 came once, before the first turn.
    turns = max(0, -((fator - first_day) // _FACTOR_CYCLE_DAYS)) if fator >= _FACTOR_FIRST else 0
    day = fator + turns * _FACTOR_CYCLE_DAYS
    return _FACTOR_BASE + timedelta(day) if first_day <= day <= last_day else None


def _centavos(valor: Decimal, width: int) -> str:
    if not (valor.is_finite() and 0 <= valor < 10 ** (width - 2) and valor == round(valor, 2)):
        raise ValueError(f"o valor deve ter no máximo {width - 2} casas inteiras e 2 decimais")
    return f"{int(valor * 100):0{width}}"


def _require_line(linha: str) -> None:
    arrecadacao = linha.startswith("8")
    name = "linha de arrecadação, que começa com 8," if arrecadacao else "linha digitável"
    _require_digits(linha, 48 if arrecadacao else 47, name)


def _require_digits(text: str, length: int, name: str) -> None:
    if not (len(text) == length and _is_digits(text)):
        raise ValueError(f"{name}: são esperados {length} dígitos, sem máscara")


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
