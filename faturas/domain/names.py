"""Compares two names (``alike``), the list's and the billing system's: may they be one customer's?

The question is whether a row's code is that row's customer at all, not how the name is spelled.
So one word in common is enough, and words are the same whatever their accents, case, order,
abbreviations, cut ends and typing errors. Words that many names have (``da``, ``Ltda``, ``Sr.``, an
initial, a line of business beside other words) prove nothing. Only names that have nothing in
common are different.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from faturas.domain.ptbr import percent, plural

LEAST_COMPARED = 10
"""Names that must have been compared before their share says anything about a list: our choice."""
DOUBTFUL_SHARE = 5
"""Where one name in so many is another customer's, the code column is probably the wrong one.

Two strangers may have a word in common (Silva, Maria): 17 % of 20,000 made-up pairs of common names
did, so that a wrong column shows in some four of five rows. Not measured on a real list.
"""
WRONG_COLUMN = "A coluna do código é provavelmente a errada"
"""What is said first of such a list."""

_MOST_WORDS = 20
"""Words of each name that are compared, each with all of the other: our choice, for speed."""

_PARTICLES = "a as d da das de del della di do dos du e em la o os van von y"
_COMPANY_ENDINGS = (
    "cia companhia eireli ei epp filhos irmaos limitada ltd ltda me mei microempresa s sa slu ss"
)
_TITLES = "dna dona dr dra prof profa sr sra srta"
_CAPTIONS = "cliente cnpj cpf empresa"
_PARTICLE_LETTERS = frozenset("adeoy")
_GENERIC = frozenset(f"{_PARTICLES} {_COMPANY_ENDINGS} {_TITLES} {_CAPTIONS}".split())
"""Words that many names share, and by which no customer is known from another."""
_LINES_OF_BUSINESS = (
    "academia alimentos assembleia associacao atacado auto bar bazar bebidas bijuterias "
    "calcados casa centro clinica colegio comercial comercio condominio confeccoes construcoes "
    "construtora consultoria consultorio cooperativa distribuidora drogaria edificio eletrica "
    "empreendimentos engenharia escola escritorio esporte farmacia fazenda fundacao gestao "
    "grafica grupo hospital hotel igreja industria informatica instituto laboratorio lanchonete "
    "loja lojas magazine materiais material mercadinho mercado mercearia moda modas moveis "
    "municipal nacional oficina otica padaria panificadora papelaria participacoes pecas "
    "petshop pizzaria posto pousada prefeitura produtos representacoes residencial restaurante "
    "salao secretaria servico servicos sindicato sitio solucoes supermercado tecnologia telecom "
    "transportadora transporte transportes varejista veiculos"
)
_BUSINESS = frozenset(_LINES_OF_BUSINESS.split())
"""Lines of business and the like: a likeness only where one name has no other word."""
_NO_NAME = "consumidor desconhecido final informado na nan nao nd nenhum none nome null sem tem"
_NOBODY = frozenset(f"{_NO_NAME} teste vazio".split())
"""What stands in a name's place where there is none; with other words beside it, it counts."""
_LOST_LETTER = re.compile(r"(?<=\w)[?\ufffd]+(?=\w)")
_WORD = re.compile(r"[a-z0-9]+")
# One spelling for what Portuguese writes in several ways: Thiago, Phelipe, Wilson, Souza, Anna.
_SPELLINGS = (
    (re.compile("ph"), "f"),
    (re.compile("h"), ""),
    (re.compile("y"), "i"),
    (re.compile("w"), "v"),
    (re.compile("z"), "s"),
    (re.compile("k"), "c"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class NamesCompared:
    """Counts the names of a list that could be compared, and those of another customer.

    ``lista`` is how many rows with a name were answered, of customers that are there or not.
    """

    total: int = 0
    different: int = 0
    lista: int = 0

    @property
    def column_is_doubtful(self) -> bool:
        """Whether the code column is probably the wrong one.

        In a column of another key, few numbers may be codes at all, and those are strangers'. So
        where too few names could be compared, the share is taken of the whole list.
        """
        size = self.total if self.total >= LEAST_COMPARED else self.lista
        return size >= LEAST_COMPARED and self.different * DOUBTFUL_SHARE >= size

    @property
    def are_doubtful(self) -> bool:
        """Whether somebody should look at the code column, also in a list of a few names."""
        return self.column_is_doubtful or 0 < self.different == self.total

    @property
    def sentence(self) -> str:
        """Return what was seen, as a sentence in Portuguese."""
        compared = plural(self.total, "nome da lista comparado", "nomes da lista comparados")
        others = plural(self.different, "é outro", "são outros")
        return (
            f"De {compared} com o sistema de cobrança, {others} "
            f"({percent(self.different, self.total)}): os códigos podem ser de outras pessoas."
        )


def can_compare(lista: str, sistema: str) -> bool:
    """Whether both names name somebody."""
    return bool(_words(lista) and _words(sistema))


def alike(lista: str, sistema: str) -> bool | None:
    """Whether two names may be one customer's; None where one of them names nobody."""
    ours, theirs = _words(lista), _words(sistema)
    if not ours or not theirs:
        return None
    if _are_initials(ours, theirs) or _are_initials(theirs, ours):
        return True
    if _is_cut(ours, theirs) or _is_cut(theirs, ours):
        return True
    own, others = _distinctive(ours), _distinctive(theirs)
    if own and others:
        return _share_a_word(own, others)
    initials, their_initials = _initials(ours), _initials(theirs)
    if not own and not others and initials and their_initials:
        return not initials.isdisjoint(their_initials)
    return _share_a_word(ours, theirs)


def _is_cut(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether one is the beginning of the other, cut anywhere: ``Padaria So``, Padaria Sousa."""
    return len(short[0]) > 1 and " ".join(full).startswith(" ".join(short))


def _distinctive(words: Sequence[str]) -> list[str]:
    return [word for word in words if len(word) > 1 and word not in _BUSINESS]


def _initials(words: Sequence[str]) -> set[str]:
    return {word for word in words if len(word) == 1}


def _share_a_word(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    if any(len(word) > 1 for word in set(ours).intersection(theirs)):
        return True
    spelled = [_spelled(word) for word in theirs]
    return any(_same_word(_spelled(one), other) for one in ours for other in spelled)


def _words(name: str) -> list[str]:
    """Return the words that tell who it is, without accents and case; none for nobody's name."""
    marked = unicodedata.normalize("NFKD", _LOST_LETTER.sub("", name).casefold())
    plain = "".join(char for char in marked if not unicodedata.combining(char))
    found = [word for word in _WORD.findall(plain) if not word.isdigit()]
    # A letter that begins a name is no particle: A. Comércio, E. Silva.
    words = found[:1] if found and found[0] in _PARTICLE_LETTERS else []
    words += [word for word in found if word not in _GENERIC]
    if _NOBODY.issuperset(words) or (len(words) == 1 and len(words[0]) == 1):
        return []
    return words[:_MOST_WORDS]


def _spelled(word: str) -> str:
    for pattern, letter in _SPELLINGS:
        word = pattern.sub(letter, word) or word
    return word


def _are_initials(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether one is initials of the other, in order: ``J P S`` beside José Pereira Santos."""
    if any(len(word) > 1 for word in short):
        return False
    begins = iter(word[0] for word in full)
    return all(letter in begins for letter in short)


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and (long.startswith(short) or (len(short) >= 4 and short in long)):
        return True
    return _is_contraction(short, long) or _is_slip(short, long)


def _is_contraction(short: str, long: str) -> bool:
    """Whether one is a contraction of the other (``Fco``, ``Mª``): both ends, letters in order."""
    if not 2 <= len(short) <= 4 or len(long) <= len(short) + 1:
        return False
    letters = iter(long)
    ends = short[0] == long[0] and short[-1] == long[-1]
    return ends and all(letter in letters for letter in short)


def _is_slip(short: str, long: str) -> bool:
    """Whether one letter is wrong, missing or swapped, two in long words, none in the shortest."""
    slips = 2 if len(short) >= 7 else 1
    return len(long) >= 4 and OSA.distance(short, long, score_cutoff=slips) <= slips
