"""Makes the example list of the demonstration: every unusual customer, and some common ones."""

import csv
import io
from random import Random

from faturas.sandbox.cases import CASES, UNKNOWN_CODE
from faturas.sandbox.company import Company
from faturas.sandbox.people import PhoneKind, make_mobile, make_phones

HEADER = ("codigo_cliente", "TelefoneCorrigido", "Nome")
_COMMON_CUSTOMERS = 55
"""Common customers in the list, behind those of ``CASES``."""
_PHONE_KINDS = (PhoneKind.MASCARA, PhoneKind.MAIS_55, PhoneKind.SEM_NONO_DIGITO, PhoneKind.LIXO)

Row = tuple[str, str, str]


def example_rows(company: Company) -> list[Row]:
    """Returns the rows (codigo_cliente, TelefoneCorrigido, Nome) of the example list, some 120.

    They are the customers of ``CASES`` that the company is large enough for, common customers, and
    at the end an unknown customer, a repeated code, a blank one and one that is none. Two rows in
    three have a phone; in one row of nine it is written unusually, or is no phone.
    """
    rng = Random(f"{company.seed}/exemplo")  # noqa: S311 - made-up data, no secret
    wanted = len(CASES) + _COMMON_CUSTOMERS
    rows = [
        (str(codigo), _phone(at, rng), _informal_name(company, codigo))
        for at, codigo in enumerate(company.codigos[:wanted])
    ]
    first_code = str(company.codigos[0])
    return [
        *rows,
        (str(UNKNOWN_CODE), f"55{make_mobile(rng)}", "Cliente de outro sistema"),
        (first_code, f"55{make_mobile(rng)}", "Linha repetida"),
        ("", f"55{make_mobile(rng)}", "Linha sem código"),
        ("1,23E+05", "", "Código estragado pela planilha"),
    ]


def example_csv(company: Company) -> bytes:
    """Returns the example list as a CSV file: UTF-8, commas, with a header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(example_rows(company))
    return text.getvalue().encode("utf-8")


def _phone(at: int, rng: Random) -> str:
    if at % 3 == 0:
        return ""
    if at % 9 == 1:
        return make_phones(_PHONE_KINDS[at // 9 % len(_PHONE_KINDS)], rng)[0] or ""
    return f"55{make_mobile(rng)}"


def _informal_name(company: Company, codigo: int) -> str:
    """Returns the customer's first name, as a clerk would write it; ``""`` where there is none."""
    customer = company.customer(codigo)
    first = customer.nome.split()[0] if customer and customer.nome.strip() else ""
    return first.capitalize() if first.isalpha() else ""
