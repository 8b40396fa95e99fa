"""PIX "copia e cola" (BR Code): read, check, build.

Sources: EMV QRCPS, Merchant-Presented Mode; Banco Central, "Manual de Padrões para Iniciação do
Pix". A code is a run of fields, each an id of 2 digits, a length of 2 digits (in characters) and
a value; some values are themselves such runs (templates). The last field is the CRC of all the
rest.
"""

import re
from binascii import crc_hqx
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from faturas.domain.findings import Cause, Finding
from faturas.domain.sentences import sentences

_GUI = "br.gov.bcb.pix"
_ACCOUNTS = frozenset(f"{number:02}" for number in range(26, 52))
_UNRESERVED = frozenset(f"{number:02}" for number in range(80, 100))
_TEMPLATES = _ACCOUNTS | _UNRESERVED | {"62"}

_MAX_SIZE_BYTES = 512
"""What EMV allows in a QR code."""
_BLANKS = " \t\n\r\v\f\u00a0\u2007\u2028\u2029\u202f\u200b\u200e\u200f\u2060\ufeff"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MANDATORY = {
    "00": re.compile(r"01"),
    "52": re.compile(r"[0-9]{4}"),
    "53": re.compile(r"986"),
    "58": re.compile(r"BR"),
    "59": re.compile(r".{1,25}", re.DOTALL),
    "60": re.compile(r".{1,15}", re.DOTALL),
}
"""The fields that must be there, and what each holds; ``sentences.PIX_FIELDS`` says it in words."""
_AMOUNT = re.compile(r"(?=.{1,13}$)[0-9]+(\.[0-9]{1,2})?")
_AMOUNT_TOLERATED = re.compile(r"(?=.{1,13}$)([0-9]+\.|\.[0-9]{1,2})")
_TXID = re.compile(r"\*\*\*|[A-Za-z0-9]{1,25}")


class TipoPix(StrEnum):
    """Where the charge is: in the code itself, or behind the URL that the code carries."""

    ESTATICO = "estatico"
    DINAMICO = "dinamico"


@dataclass(frozen=True, slots=True)
class Pix:
    """What a copia e cola says, and every fault for which it cannot be paid.

    ``codigo`` is the code as it should be sent (blanks around it gone, CRC in upper case),
    ``None`` unless valid. The other fields are what could be read, even of a refused code.
    ``valor`` is in reais, ``None`` when the code leaves it open or keeps it behind its URL.
    ``txid`` is ``***`` when the issuer gave none.
    """

    entrada: str
    codigo: str | None = None
    tipo: TipoPix | None = None
    chave: str | None = None
    url: str | None = None
    valor: Decimal | None = None
    recebedor: str | None = None
    cidade: str | None = None
    txid: str | None = None
    faults: tuple[Finding, ...] = ()
    avisos: tuple[str, ...] = ()

    @property
    def valido(self) -> bool:
        """Whether payers' apps must take it: nothing speaks against it."""
        return not self.faults

    @property
    def motivos(self) -> tuple[str, ...]:
        """A sentence for each fault."""
        return sentences(self.faults)

    @property
    def so_recorrencia(self) -> bool:
        """Whether it only authorises Pix Automático: valid, but it pays no invoice by itself."""
        return self.valido and self.tipo is None


@dataclass(frozen=True, slots=True)
class _Findings:
    faults: list[Finding] = field(default_factory=list)
    avisos: list[str] = field(default_factory=list)


def read_pix(texto: str) -> Pix:
    """Read a copia e cola; never raises."""
    found = _Findings()
    payload = texto.strip(_BLANKS)
    if not payload:
        return Pix(texto, faults=(Finding.of(Cause.PIX_VAZIO),))
    if payload != texto:
        found.avisos.append("havia espaços ou quebras de linha em volta do código")
    _check_characters(payload, found)

    fields = _parse(payload, found)
    if _check_ending(payload, fields, found):
        _check_crc(payload, found)
    if fields is None:
        return Pix(texto, faults=tuple(found.faults), avisos=tuple(found.avisos))

    templates = {
        id_: _parse(value, found, inside=id_) or {}
        for id_, value in fields.items()
        if id_ in _TEMPLATES
    }
    _check_mandatory(fields, found)
    chave, url = _receiver(templates, found)
    valor = _amount(fields, found)
    txid = _txid(templates, found)
    return Pix(
        entrada=texto,
        codigo=None if found.faults else payload[:-4] + payload[-4:].upper(),
        tipo=TipoPix.DINAMICO if url else TipoPix.ESTATICO if chave else None,
        chave=chave,
        url=url,
        valor=valor,
        recebedor=fields.get("59"),
        cidade=fields.get("60"),
        txid=txid,
        faults=tuple(found.faults),
        avisos=tuple(found.avisos),
    )


def crc_holds(codigo: str) -> bool:
    """Whether a code known to be valid is still the same: any change of it changes its CRC."""
    return len(codigo) > 4 and codigo[-4:] == _crc(codigo[:-4])


def build_pix(
    *,
    recebedor: str,
    cidade: str,
    chave: str | None = None,
    url: str | None = None,
    valor: Decimal | None = None,
    txid: str = "***",
    proved: bool = False,
) -> str:
    """Build a static code (``chave``) or a dynamic one (``url``, without ``https://``).

    ``valor`` in reais, above 0, with at most 2 decimals. Raises ``ValueError`` when the result
    would not be a valid code; with ``proved`` parts, known to be good, only lengths and amount
    are judged.
    """
    if (chave is None) == (url is None):
        raise ValueError("informe a chave ou a URL, uma só das duas")
    account = _write("00", _GUI) + (_write("25", url) if url else _write("01", chave or ""))
    payload = (
        _write("00", "01")
        + (_write("01", "12") if url else "")
        + _write("26", account)
        + _write("52", "0000")
        + _write("53", "986")
        + (_write("54", _plain(valor)) if valor is not None else "")
        + _write("58", "BR")
        + _write("59", recebedor)
        + _write("60", cidade)
        + _write("62", _write("05", txid))
        + "6304"
    )
    payload += _crc(payload)
    if not proved and (motivos := read_pix(payload).motivos):
        raise ValueError("; ".join(motivos))
    return payload


def _parse(text: str, found: _Findings, inside: str = "") -> dict[str, str] | None:
    """Give the fields of a run by id, in their order; ``None`` when the run is broken."""
    where = f" dentro do campo {inside}" if inside else ""
    fields: dict[str, str] = {}
    start = 0
    while start < len(text):
        head = text[start : start + 4]
        if not (len(head) == 4 and head.isascii() and head.isdigit()):
            found.faults.append(Finding.of(Cause.PIX_SEM_CAMPO_NA_POSICAO, inside, start + 1))
            return None
        id_, length = head[:2], int(head[2:])
        value = text[start + 4 : start + 4 + length]
        if len(value) < length:
            found.faults.append(
                Finding.of(Cause.PIX_CAMPO_CORTADO, inside, id_, length, len(value))
            )
            return None
        if not value:
            found.avisos.append(f"o campo {id_}{where} está vazio")
        if id_ in fields:
            found.faults.append(Finding.of(Cause.PIX_CAMPO_REPETIDO, inside, id_))
        fields[id_] = value
        start += 4 + length
    return fields


def _check_characters(payload: str, found: _Findings) -> None:
    if _CONTROL.search(payload):
        found.faults.append(Finding.of(Cause.PIX_CARACTERE))
    if not payload.isascii():
        found.avisos.append("há acentos ou símbolos no código, que alguns aplicativos recusam")
    if len(payload.encode(errors="replace")) > _MAX_SIZE_BYTES:
        found.avisos.append(f"o código passa de {_MAX_SIZE_BYTES} bytes, o máximo de um QR Code")


def _check_ending(payload: str, fields: dict[str, str] | None, found: _Findings) -> bool:
    """Tell whether the code ends with field 63; a broken run is judged by its text alone."""
    ends_in_crc = payload[-8:-4] == "6304" and (fields is None or list(fields)[-1] == "63")
    if not ends_in_crc:
        found.faults.append(Finding.of(Cause.PIX_SEM_FIM))
    return ends_in_crc


def _check_crc(payload: str, found: _Findings) -> None:
    stated, expected = payload[-4:], _crc(payload[:-4])
    if stated.upper() != expected:
        found.faults.append(Finding.of(Cause.PIX_CRC))
    elif stated != expected:
        found.avisos.append("o CRC, no fim do código, está em minúsculas")


def _check_mandatory(fields: dict[str, str], found: _Findings) -> None:
    for id_, rule in _MANDATORY.items():
        if id_ not in fields:
            found.faults.append(Finding.of(Cause.PIX_CAMPO_FALTA, id_))
        elif not rule.fullmatch(fields[id_]):
            found.faults.append(Finding.of(Cause.PIX_CAMPO_INVALIDO, id_))
    if "00" in fields and next(iter(fields)) != "00":
        found.faults.append(Finding.of(Cause.PIX_COMECO))
    if fields.get("01", "11") not in ("11", "12"):
        found.avisos.append("o campo 01 (uso único ou não) deveria ser 11 ou 12")


def _receiver(
    templates: dict[str, dict[str, str]], found: _Findings
) -> tuple[str | None, str | None]:
    """Give the key and the URL of the Pix account."""
    accounts = list(_pix_templates(templates, _ACCOUNTS))
    if not accounts:
        found.faults.append(Finding.of(Cause.PIX_SEM_CONTA))
        return None, None
    if len(accounts) > 1:
        found.avisos.append("o código traz mais de uma conta Pix; vale a primeira")
    account = next((each for each in accounts if each.get("01") or each.get("25")), accounts[0])
    chave, url = account.get("01") or None, account.get("25") or None
    if chave and url:
        found.faults.append(Finding.of(Cause.PIX_CHAVE_E_URL))
    recurring = any(each.get("25") for each in _pix_templates(templates, _UNRESERVED))
    if not (chave or url or recurring):
        found.faults.append(Finding.of(Cause.PIX_SEM_CHAVE))
    if url and "://" in url:
        found.avisos.append("a URL da cobrança deveria vir sem https://")
    return chave, url


def _pix_templates(
    templates: dict[str, dict[str, str]], ids: frozenset[str]
) -> Iterator[dict[str, str]]:
    for id_, template in templates.items():
        if id_ in ids and template.get("00", "").lower() == _GUI:
            yield template


def _amount(fields: dict[str, str], found: _Findings) -> Decimal | None:
    text = fields.get("54")
    if not text:
        return None
    if not _AMOUNT.fullmatch(text):
        if not _AMOUNT_TOLERATED.fullmatch(text):
            found.faults.append(Finding.of(Cause.PIX_VALOR))
            return None
        found.avisos.append("o campo 54 (valor) está escrito fora do padrão 0.00")
    valor = Decimal(text)
    if not valor:
        found.avisos.append("o valor no código é zero: quem paga é que o preenche")
    return valor or None


def _txid(templates: dict[str, dict[str, str]], found: _Findings) -> str | None:
    txid = templates.get("62", {}).get("05")
    if txid is None:
        found.avisos.append("falta o identificador da cobrança (campo 62-05)")
    elif not _TXID.fullmatch(txid):
        found.avisos.append(
            "o identificador da cobrança (campo 62-05) deveria ter só letras e números, até 25"
        )
    return txid


def _write(id_: str, value: str) -> str:
    if not 1 <= len(value) <= 99:
        raise ValueError(f"o campo {id_} deve ter de 1 a 99 caracteres e tem {len(value)}")
    return f"{id_}{len(value):02}{value}"


def _plain(valor: Decimal) -> str:
    if not (valor.is_finite() and 0 < valor < 10**10 and valor == round(valor, 2)):
        raise ValueError("o valor deve ser maior que zero, com no máximo 2 casas decimais")
    return f"{valor:.2f}"


def _crc(text: str) -> str:
    """CRC-16/CCITT-FALSE over the UTF-8 bytes, as 4 upper-case hexadecimal digits."""
    return f"{crc_hqx(text.encode(errors='replace'), 0xFFFF):04X}"
