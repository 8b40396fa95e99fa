"""Lists the unusual customers of the provider (``CASES``), and how often such come by chance.

``CASES`` gives each case a code of its own at the start of the range, so that tests and the
example list can name it. For all later customers schedule, codes, phone and name are drawn from
the ``*_SHARES`` below, each a table of shares in a thousand. The shares are made up, so that most
customers are ordinary and every kind comes up.
"""

from dataclasses import dataclass
from random import Random
from typing import TypeVar

from faturas.sandbox import schedules
from faturas.sandbox.charges import CodesKind
from faturas.sandbox.people import NameKind, PhoneKind
from faturas.sandbox.schedules import ScheduleMaker

FIRST_CODE = 1001
"""The code of the first customer of every company."""
UNKNOWN_CODE = 99_999_999
"""A code that no company has."""


@dataclass(frozen=True, slots=True)
class Case:
    """Describes a customer; the defaults are the common one, with one overdue invoice.

    ``ativo`` is False for an ex-customer; ``recusado`` makes the API answer ``status: "error"``.
    """

    schedule: ScheduleMaker = schedules.one_overdue
    codes: CodesKind = CodesKind.COMPLETOS
    phone: PhoneKind = PhoneKind.MOVEL
    name: NameKind = NameKind.MAIUSCULO
    ativo: bool = True
    recusado: bool = False


CASE_BY_NAME: dict[str, Case] = {
    "comum": Case(),
    # What is owed
    "varias_vencidas": Case(schedules.several_overdue),
    "mesmo_vencimento": Case(schedules.same_due_date),
    "paga_entre_pendentes": Case(schedules.paid_among_pending),
    "quitada_entre_pendentes": Case(schedules.settled_among_pending),
    "so_paga_entre_pendentes": Case(schedules.only_paid_among_pending),
    "em_dia": Case(schedules.nothing_overdue),
    "so_a_vencer": Case(schedules.only_future),
    "sem_fatura_aberta": Case(schedules.nothing_open),
    "sem_fatura": Case(schedules.no_invoice),
    "esquecida": Case(schedules.forgotten),
    "sessenta_abertas": Case(schedules.sixty_open),
    "divida_antiga": Case(schedules.old_debt),
    "vence_hoje": Case(schedules.due_today),
    "venceu_ontem": Case(schedules.due_yesterday),
    "venceu_fim_de_semana": Case(schedules.due_on_weekend),
    "venceu_feriado": Case(schedules.due_on_holiday),
    "valor_zero": Case(schedules.zero_amount),
    "so_valor_zero": Case(schedules.only_zero_amount),
    "valor_negativo": Case(schedules.negative_amount),
    "valor_inteiro": Case(schedules.whole_amount),
    "valor_alto": Case(schedules.large_amount),
    "ex_cliente": Case(schedules.several_overdue, ativo=False),
    "resposta_erro": Case(recusado=True),
    # What it can be paid with
    "sem_codigos": Case(codes=CodesKind.NENHUM),
    "codigos_vazios": Case(codes=CodesKind.VAZIOS),
    "so_codigo_barras": Case(codes=CodesKind.SO_BARRAS),
    "so_pix": Case(codes=CodesKind.SO_PIX),
    "so_link": Case(codes=CodesKind.SO_LINK),
    "sem_pix": Case(codes=CodesKind.SEM_PIX),
    "debito_automatico": Case(codes=CodesKind.DEBITO_AUTOMATICO),
    "debito_sem_pix": Case(codes=CodesKind.DEBITO_SEM_PIX),
    "arrecadacao": Case(codes=CodesKind.ARRECADACAO),
    "boleto_reemitido": Case(codes=CodesKind.REEMITIDO),
    "boleto_sem_valor": Case(codes=CodesKind.BOLETO_SEM_VALOR),
    "pix_sem_valor": Case(codes=CodesKind.PIX_SEM_VALOR),
    "valores_divergentes": Case(codes=CodesKind.VALORES_DIVERGENTES),
    "dv_errado": Case(codes=CodesKind.DV_ERRADO),
    "dv_errado_barras_certas": Case(codes=CodesKind.DV_ERRADO_BARRAS_CERTAS),
    "pix_crc_errado": Case(codes=CodesKind.PIX_CRC_ERRADO),
    "pix_tlv_quebrado": Case(codes=CodesKind.PIX_TLV_QUEBRADO),
    # How it is called
    "nome_formula": Case(name=NameKind.FORMULA),
    "nome_arroba": Case(name=NameKind.ARROBA),
    "nome_quebra_de_linha": Case(name=NameKind.QUEBRA_DE_LINHA),
    "nome_tabulacao": Case(name=NameKind.TABULACAO),
    "nome_brancos": Case(name=NameKind.BRANCOS),
    "nome_longo": Case(name=NameKind.LONGO),
    "nome_minusculo": Case(name=NameKind.MINUSCULO),
    "nome_acentos": Case(name=NameKind.ACENTOS),
    "nome_aspas": Case(name=NameKind.ASPAS),
    "nome_empresa": Case(name=NameKind.EMPRESA),
    "nome_vazio": Case(name=NameKind.VAZIO),
    # How it is reached
    "fone_mascara": Case(phone=PhoneKind.MASCARA),
    "fone_mais_55": Case(phone=PhoneKind.MAIS_55),
    "fone_0055": Case(phone=PhoneKind.ZERO_ZERO_55),
    "fone_com_zero": Case(phone=PhoneKind.COM_ZERO),
    "fone_sem_nono_digito": Case(phone=PhoneKind.SEM_NONO_DIGITO),
    "fone_so_fixo": Case(phone=PhoneKind.SO_FIXO),
    "fone_fixo_e_movel": Case(phone=PhoneKind.FIXO_E_MOVEL),
    "fone_lixo": Case(phone=PhoneKind.LIXO),
    "fone_lixo_e_movel": Case(phone=PhoneKind.LIXO_E_MOVEL),
    "fone_dois_numeros": Case(phone=PhoneKind.DOIS_NUMEROS),
    "fone_repetido": Case(phone=PhoneKind.REPETIDO),
    "fone_repetido_de_novo": Case(phone=PhoneKind.REPETIDO),
    "sem_fone": Case(phone=PhoneKind.NENHUM),
}

CASES: dict[str, int] = {name: FIRST_CODE + at for at, name in enumerate(CASE_BY_NAME)}
"""The code of the customer that stands for each case."""

SCHEDULE_SHARES: dict[ScheduleMaker, int] = {
    schedules.nothing_overdue: 640,
    schedules.one_overdue: 160,
    schedules.several_overdue: 120,
    schedules.only_future: 20,
    schedules.nothing_open: 15,
    schedules.no_invoice: 5,
    schedules.forgotten: 10,
    schedules.same_due_date: 8,
    schedules.paid_among_pending: 6,
    schedules.settled_among_pending: 4,
    schedules.only_paid_among_pending: 2,
    schedules.zero_amount: 4,
    schedules.old_debt: 3,
    schedules.sixty_open: 1,
    schedules.due_on_weekend: 2,
}
CODES_SHARES: dict[CodesKind, int] = {
    CodesKind.COMPLETOS: 775,
    CodesKind.SEM_PIX: 60,
    CodesKind.REEMITIDO: 50,
    CodesKind.SO_BARRAS: 30,
    CodesKind.DEBITO_AUTOMATICO: 20,
    CodesKind.SO_PIX: 15,
    CodesKind.DEBITO_SEM_PIX: 10,
    CodesKind.SO_LINK: 10,
    CodesKind.NENHUM: 10,
    CodesKind.ARRECADACAO: 5,
    CodesKind.DV_ERRADO: 5,
    CodesKind.PIX_CRC_ERRADO: 5,
    CodesKind.PIX_TLV_QUEBRADO: 3,
    CodesKind.VALORES_DIVERGENTES: 2,
}
PHONE_SHARES: dict[PhoneKind, int] = {
    PhoneKind.MOVEL: 600,
    PhoneKind.MASCARA: 150,
    PhoneKind.FIXO_E_MOVEL: 60,
    PhoneKind.MAIS_55: 40,
    PhoneKind.SEM_NONO_DIGITO: 30,
    PhoneKind.SO_FIXO: 30,
    PhoneKind.NENHUM: 30,
    PhoneKind.COM_ZERO: 20,
    PhoneKind.LIXO: 10,
    PhoneKind.LIXO_E_MOVEL: 10,
    PhoneKind.DOIS_NUMEROS: 10,
    PhoneKind.ZERO_ZERO_55: 5,
    PhoneKind.REPETIDO: 5,
}
NAME_SHARES: dict[NameKind, int] = {
    NameKind.MAIUSCULO: 700,
    NameKind.COMUM: 150,
    NameKind.EMPRESA: 110,
    NameKind.MINUSCULO: 20,
    NameKind.BRANCOS: 8,
    NameKind.ASPAS: 4,
    NameKind.TABULACAO: 2,
    NameKind.QUEBRA_DE_LINHA: 2,
    NameKind.FORMULA: 2,
    NameKind.LONGO: 1,
    NameKind.VAZIO: 1,
}
EX_CUSTOMER_SHARE = 40
"""Ex-customers in a thousand."""

_Kind = TypeVar("_Kind")


def draw(shares: dict[_Kind, int], rng: Random) -> _Kind:
    """Draws one of the keys, as often as its share says."""
    return rng.choices(list(shares), list(shares.values()))[0]
