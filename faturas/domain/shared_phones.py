"""Marks shared phones, those of several customers of one job (``notice_shared``).

The rule needs all contacts of a job, so it is carried out once they are known, and by the database:
``store.shared_phones`` says it in SQL.
"""

from collections import Counter
from collections.abc import Sequence

from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.notices import Aviso

SHARED_FROM = 2
"""Customers of one job with a phone from whom on it is shared. A job has each customer once."""


def phone_of(contact: FaturaConferida) -> str:
    """Return the phone that a customer is known by: the mobile, else the landline, else ``""``."""
    return contact.telefone or contact.telefone_fixo


def notice_shared(contacts: Sequence[FaturaConferida]) -> list[Aviso]:
    """Return all contacts' avisos: ``TELEFONE_REPETIDO`` where the phone is shared.

    All others lose it, whatever was known when the job ended before.
    """
    customers = Counter(map(phone_of, contacts))
    return [
        contact.avisos | Aviso.TELEFONE_REPETIDO
        if phone_of(contact) and customers[phone_of(contact)] >= SHARED_FROM
        else contact.avisos & ~Aviso.TELEFONE_REPETIDO
        for contact in contacts
    ]
