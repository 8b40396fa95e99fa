"""Which contacts are told that their phone is another one's, too."""

from dataclasses import replace

from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.notices import NENHUM, Aviso
from faturas.domain.shared_phones import notice_shared
from tests.factories.rows import contact_row

MOBILE, OTHER, LANDLINE = "5585988887777", "5585977776666", "558532324545"


def contact(telefone: str, telefone_fixo: str = "", avisos: Aviso = NENHUM) -> FaturaConferida:
    found = contact_row().outcome.conferida
    assert found is not None
    return replace(found, telefone=telefone, telefone_fixo=telefone_fixo, avisos=avisos)


def marked(*contacts: FaturaConferida) -> list[bool]:
    return [Aviso.TELEFONE_REPETIDO in avisos for avisos in notice_shared(contacts)]


def test_two_customers_share_a_phone() -> None:
    assert marked(contact(MOBILE), contact(OTHER), contact(MOBILE)) == [True, False, True]


def test_nobody_shares_no_phone() -> None:
    assert marked(contact(""), contact("")) == [False, False]


def test_a_landline_counts_where_there_is_no_mobile() -> None:
    assert marked(contact("", LANDLINE), contact("", LANDLINE)) == [True, True]
    assert marked(contact(MOBILE, LANDLINE), contact("", LANDLINE)) == [False, False]
    assert marked(contact(LANDLINE), contact("", LANDLINE)) == [True, True]


def test_what_was_noticed_before_stays_but_for_a_phone_that_is_shared_no_more() -> None:
    before = Aviso.TELEFONE_REPETIDO | Aviso.SEM_PIX
    alone = notice_shared([contact(MOBILE, avisos=before)])
    assert alone == [Aviso.SEM_PIX]
    both = notice_shared([contact(MOBILE, avisos=Aviso.SEM_PIX), contact(MOBILE)])
    assert both == [before, Aviso.TELEFONE_REPETIDO]
