"""Names of one customer are told from names of two, however they are written."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.domain.names import NamesCompared, alike, can_compare
from faturas.sandbox.people import NameKind, make_name

SAME = [
    ("Maria Silva", "MARIA DA SILVA"),
    ("JOSE ANTONIO", "José Antônio"),
    ("SILVA, Maria da", "MARIA DA SILVA"),
    ("M. SILVA", "MARIA DA SILVA"),
    ("Jose P Santos", "JOSÉ PEREIRA DOS SANTOS"),
    ("J. P. Santos", "JOSE PEREIRA SANTOS"),
    ("J P O", "José Pereira de Oliveira"),
    ("H. L.", "HELENA LIMA"),
    ("Fco. Alves", "FRANCISCO CHAGAS"),
    ("Mª Aparecida", "MARIA DE JESUS"),
    ("Sta. Casa", "SANTA CASA DE MISERICORDIA"),
    ("Padaria Pão Quente", "PADARIA PAO QUENTE LTDA ME"),
    ("Pao Quente", "PAOQUENTE ALIMENTOS EIRELI"),
    ("Construtora ABC S/A", "ABC ENGENHARIA S.A."),
    ("João da Silva", "JOAO DA SILVA 12345678901"),
    ("MARIADASILVA", "Maria da Silva"),
    ("ISABELA MORAES LO", "ISABELA MORAES LOPES"),
    ("Isabela Mora", "ISABELA MORAES LOPES"),
    ("Junior", "JOSE SILVA JUNIOR"),
    ("Sr. João", "JOÃO PEREIRA"),
    ("Dra. Ana", "ANA PAULA LIMA"),
    ("Thiago", "TIAGO ALVES"),
    ("Phelipe", "FELIPE SOUZA"),
    ("Wagner", "VAGNER COSTA"),
    ("Souza", "CARLA SOUSA"),
    ("Geovana", "GIOVANNA DIAS"),
    ("Jhonatan", "JONATHAN REIS"),
    ("Jéssica", "GESSICA REIS"),
    ("Franscisco", "FRANCISCO"),
    ("Tião", "SEBASTIÃO GOMES"),
    ("JO\ufffdO", "JOÃO PEREIRA"),
    ("JO?O", "JOÃO PEREIRA"),
    ("JoÃ£o", "JOÃO PEREIRA"),
    ("D'Ávila", "MARIANA D AVILA"),
    ("ana", "Anna Clara"),
    ("M. F. Costa", "Maria Fernanda Costa"),
    ("M. F. C.", "Maria Fernanda Costa"),
    ("Maria Fernanda Costa", "MARIA FERNANDA COSTA REIS"),
    ("Ana Souza", "ANA REIS"),
    ("Padaria", "PADARIA PAO QUENTE LTDA"),
    ("Mercado Bom", "BOM COMERCIO DE ALIMENTOS LTDA"),
    ("A Comercio", "A COMERCIO LTDA"),
]
OTHER = [
    ("CLIENTE UM", "ISABELA MORAES LOPES"),
    ("Maria Silva", "JOÃO PEREIRA"),
    ("M. Silva", "MARCOS SOUZA"),
    ("Ana da Costa", "PEDRO DA ROCHA"),
    ("Padaria Central Ltda", "FARMACIA POPULAR LTDA"),
    ("Dr. José", "DR. CARLOS"),
    ("Edson", "NILZA"),
    ("Ana", "EVA"),
    ("MARIA F COSTA", "PEDRO F LIMA"),
    ("J C SOUZA", "ANA C REIS"),
    ("A COMERCIO LTDA", "B COMERCIO LTDA"),
    ("MERCADO BOM COMERCIO LTDA", "PADARIA SOL COMERCIO LTDA"),
    ("IGREJA BATISTA", "IGREJA UNIVERSAL"),
    ("CONDOMINIO SOL", "CONDOMINIO LUA"),
]
NOBODY = ["", " ", "-", ".", "?", "123", "N/D", "S/N", "NULL", "Cliente", "não informado", "Ltda"]


@pytest.mark.parametrize(("lista", "sistema"), SAME)
def test_one_name_written_in_two_ways(lista: str, sistema: str) -> None:
    assert alike(lista, sistema) is True
    assert alike(sistema, lista) is True


@pytest.mark.parametrize(("lista", "sistema"), OTHER)
def test_two_names(lista: str, sistema: str) -> None:
    assert alike(lista, sistema) is False
    assert alike(sistema, lista) is False


@pytest.mark.parametrize("nome", NOBODY)
def test_nobody_is_compared_with_nobody(nome: str) -> None:
    assert alike(nome, "MARIA DA SILVA") is None
    assert alike("MARIA DA SILVA", nome) is None
    assert not can_compare(nome, "MARIA DA SILVA")
    assert not can_compare("MARIA DA SILVA", nome)


NAMES = st.builds(
    lambda seed, kind: make_name(kind, random.Random(seed)),
    st.integers(0, 10**6),
    st.sampled_from([NameKind.MAIUSCULO, NameKind.COMUM, NameKind.EMPRESA, NameKind.ACENTOS]),
)


@given(NAMES, st.randoms(use_true_random=False))
def test_a_name_is_like_itself_however_it_is_noted(nome: str, rng: random.Random) -> None:
    words = nome.split()
    first, *others = words
    for noted in (
        nome.lower(),
        " ".join(rng.sample(words, len(words))),
        first,
        f"{first} {others[-1][0]}." if others else first,
        nome[: max(4, len(nome) * 2 // 3)],
        nome.encode("ascii", "ignore").decode(),
        f"{nome} LTDA ME",
    ):
        assert alike(noted, nome) is True, noted


@given(st.text(), st.text())
def test_any_two_texts_give_a_verdict(one: str, other: str) -> None:
    assert alike(one, other) is alike(other, one)
    assert alike(one, one) in (True, None)


def test_strangers_are_mostly_told_apart() -> None:
    rng = random.Random(1)
    pairs = [
        (make_name(NameKind.COMUM, rng), make_name(NameKind.MAIUSCULO, rng)) for _ in range(500)
    ]
    assert sum(alike(*pair) is False for pair in pairs) > 400


@pytest.mark.parametrize(
    ("total", "different", "doubtful"),
    [(9, 9, False), (10, 1, False), (10, 2, True), (14, 2, False), (15, 3, True), (0, 0, False)],
)
def test_one_in_five_of_at_least_ten(total: int, different: int, *, doubtful: bool) -> None:
    assert NamesCompared(total, different).column_is_doubtful is doubtful


@pytest.mark.parametrize(
    ("total", "different", "lista", "doubtful"),
    [(9, 9, 40, True), (9, 9, 10, True), (9, 9, 9, False), (9, 9, 46, False), (50, 9, 50, False)],
)
def test_where_few_could_be_compared_the_whole_list_counts(
    total: int, different: int, lista: int, *, doubtful: bool
) -> None:
    assert NamesCompared(total, different, lista).column_is_doubtful is doubtful


def test_in_words() -> None:
    assert NamesCompared(12, 10).sentence == (
        "De 12 nomes da lista comparados com o sistema de cobrança, 10 são outros (83 %): "
        "os códigos podem ser de outras pessoas."
    )
