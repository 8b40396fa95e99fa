"""Maps the ledger's columns to the program's values and back; nothing here touches the database."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import RowMapping

from faturas.domain.estado import Estado, Pedido
from faturas.domain.fatura import SEM_OUTRAS, Fatura, Outras
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.impediments import Impedimento
from faturas.domain.notices import NENHUM, Aviso
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.domain.ptbr import fold
from faturas.domain.refresh import Mudanca
from faturas.intake.customers import Customer, SituacaoEntrada
from faturas.search.settings import BuscaSettings
from faturas.search.strategy import ChosenStrategy, Estrategia
from faturas.search.sweep.leitura import Fase, Leitura
from faturas.store import reasons_text, seals
from faturas.store.engine import Beat
from faturas.store.lease import Lease
from faturas.store.tarefa import Tarefa

Record = RowMapping | dict[str, Any]

OUTCOME_COLUMNS = (
    "pendente",
    "situacao",
    "motivo",
    "tentativas",
    "consultada_em",
    "id_fatura",
    "nome",
    "valor_centavos",
    "valor_codigo_centavos",
    "vencimento",
    "linha_digitavel",
    "pix",
    "link",
    "telefone",
    "telefone_fixo",
    "avisos",
    "resposta",
    "razoes",
    "outras",
    "outras_centavos",
    "impedimentos",
    "procura",
    "soma",
)
"""What a look-up decides of a row; everything else came with the list."""

BROKEN = (ValueError, TypeError, KeyError, ArithmeticError)
"""What reading a value raises that damage has changed."""
_ENTRADA = {
    SituacaoEntrada.PRONTO: Situacao.NAO_TENTADO,
    SituacaoEntrada.INVALIDO: Situacao.INVALIDO,
    SituacaoEntrada.DUPLICADO: Situacao.DUPLICADO,
}

# The members that each row has, by the stored value: 45 ns instead of the 330 of the class itself.
# Few values are in use; what is none raises as the class does.
_aviso, _impedimento, _situacao = cache(Aviso), cache(Impedimento), cache(Situacao)


def stamp(moment: datetime) -> str:
    """A moment as stored: UTC, sortable as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str | None) -> datetime | None:
    """A stored moment, aware; raises ``ValueError`` for what ``stamp`` has not written."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a stored moment has an offset")
    return found


def new_rows(customers: Sequence[Customer], numero: int, first: int) -> list[dict[str, Any]]:
    """The columns of fresh rows of the job ``numero``, in the order of the input from ``first``."""
    rows: list[dict[str, Any]] = [
        {
            "tarefa": numero,
            "ordem": ordem,
            "linha": customer.linha,
            "codigo": customer.codigo,
            "telefone_lista": customer.telefone,
            "nome_lista": customer.nome,
            "pendente": int(customer.situacao is SituacaoEntrada.PRONTO),
            "situacao": _ENTRADA[customer.situacao],
            "motivo": customer.motivo,
        }
        for ordem, customer in enumerate(customers, first)
    ]
    for row in rows:
        row["soma"] = seals.row_seal(row)
    return rows


def pedido(record: Record) -> Pedido | None:
    """What somebody has asked of whoever runs the job."""
    return Pedido(record["pedido"]) if record["pedido"] else None


def heartbeat(now: Beat) -> dict[str, Any]:
    """The columns of an owner's sign of life."""
    return {"batimento": stamp(now.at), "pulso_s": now.pulse_s}


def lease(record: Record) -> Lease:
    """Who holds a job; raises ``ValueError`` for a moment that the program has not written."""
    felt_at = moment(record["batimento"])
    last = Beat(felt_at, record["pulso_s"]) if felt_at else None
    return Lease(record["dono"], record["processo"], last)


def tarefa(record: Record, silent_s: float | None) -> Tarefa:
    """A job; without an owner that is alive it reads as interrupted, whatever was stored last.

    ``silent_s`` is for how long a live owner has been silent, None where there is none; see
    ``lease.silent_s``. Raises ``ValueError`` and its like where damage has changed the record.
    """
    estado = Estado(record["estado"])
    if estado.viva and silent_s is None:
        estado = Estado.INTERROMPIDA
    criada_em = moment(record["criada_em"])
    assert criada_em is not None  # noqa: S101 - the column is NOT NULL
    return Tarefa(
        id=record["id"],
        criada_em=criada_em,
        arquivo=record["arquivo"],
        api=record["api"],
        empresa=record["empresa"],
        referencia=date.fromisoformat(record["referencia"]),
        busca=BuscaSettings.model_validate_json(record["busca"]),
        estado=estado,
        causa=record["causa"],
        pedido=pedido(record),
        total=record["total"],
        pendentes=record["pendentes"],
        contagens={situacao: record[f"n_{situacao}"] for situacao in Situacao},
        terminada_em=moment(record["terminada_em"]),
        batimento=moment(record["batimento"]),
        na_fila_em=moment(record["na_fila_em"]),
        sem_sinal_s=silent_s,
        rodada_em=moment(record["rodada_em"]),
        rodada_pendentes=record["rodada_pendentes"],
        refreshed_at=moment(record["conferida_em"]),
        refresh_counts={mudanca: record[f"n_conferida_{mudanca}"] for mudanca in Mudanca},
        strategy=(
            ChosenStrategy(Estrategia(record["estrategia"]), record["porque"])
            if record["estrategia"]
            else None
        ),
        leitura=_leitura(record),
    )


def leitura(now: Leitura | None) -> dict[str, Any]:
    """The columns of a reading; none where there is none."""
    if now is None:
        return {}
    return {
        "paginas_lidas": now.lidas,
        "paginas_previstas": now.previstas,
        "faturas_vistas": now.vistas,
    }


def _leitura(record: Record) -> Leitura:
    """A reading as kept: of its phase no more is known than whether pages are to come."""
    lidas, previstas = record["paginas_lidas"], record["paginas_previstas"]
    fase = Fase.LENDO if lidas < previstas or not previstas else Fase.AMOSTRA
    return Leitura(lidas, previstas, record["faturas_vistas"], fase)


def outcome(row: Row, result: Outcome, numero: int, consultada_em: datetime) -> dict[str, Any]:
    """The bound values of one row's update."""
    values: dict[str, Any] = dict.fromkeys(OUTCOME_COLUMNS)
    values |= {
        "a_tarefa": numero,
        "a_ordem": row.ordem,
        "pendente": 0,
        "situacao": result.situacao,
        "motivo": result.motivo,
        "tentativas": row.outcome.tentativas + result.tentativas,
        "consultada_em": stamp(consultada_em),
        "nome": result.nome or None,
        "avisos": int(result.avisos),
        "outras": 0,
        "outras_centavos": 0,
        "impedimentos": 0,
    }
    if result.conferida is not None:
        values |= _found(result.conferida)
        values["procura"] = search_text(row.codigo, result.conferida.nome)
    values["soma"] = seals.row_seal({**values, **_of_the_list(row, numero)})
    return values


def search_text(codigo: str, nome: str) -> str:
    """What a search in the contacts looks through: code and name, a line each, as it compares."""
    return f"{fold(codigo)}\n{fold(nome)}"


def _of_the_list(row: Row, numero: int) -> dict[str, Any]:
    """What came with the list, as it was read."""
    return {
        "tarefa": numero,
        "ordem": row.ordem,
        "linha": row.linha,
        "codigo": row.codigo,
        "telefone_lista": row.telefone,
        "nome_lista": row.nome,
    }


def earlier(row: Row, numero: int) -> dict[str, Any]:
    """What a row was before it was asked for again, for the history."""
    return {
        "tarefa": numero,
        "ordem": row.ordem,
        "consultada_em": stamp(row.consultada_em) if row.consultada_em else None,
        "situacao": row.outcome.situacao,
        "motivo": row.outcome.motivo,
    }


def _found(conferida: FaturaConferida) -> dict[str, Any]:
    fatura = conferida.fatura
    return {
        "id_fatura": fatura.id_fatura,
        "nome": conferida.nome,
        "valor_centavos": centavos(fatura.valor),
        "valor_codigo_centavos": (
            None if conferida.valor_codigo is None else centavos(conferida.valor_codigo)
        ),
        "vencimento": fatura.vencimento.isoformat(),
        "linha_digitavel": conferida.linha_digitavel,
        "pix": conferida.pix,
        "link": conferida.link,
        "telefone": conferida.telefone,
        "telefone_fixo": conferida.telefone_fixo,
        "avisos": int(conferida.avisos),
        "resposta": json.dumps(
            {
                "nome": fatura.nome,
                "linha_digitavel": fatura.linha_digitavel,
                "codigo_barras": fatura.codigo_barras,
                "pix": fatura.pix,
                "link": fatura.link,
                "telefones": conferida.telefones_api,
            },
            ensure_ascii=False,
        ),
        "razoes": reasons_text.write(conferida.razoes),
        "outras": conferida.outras.numero,
        "outras_centavos": centavos(conferida.outras.soma),
        "impedimentos": int(conferida.impedimentos),
    }


def row(record: Record) -> Row:
    """One input row with its outcome; raises like ``tarefa``, see ``sound_rows``."""
    conferida = None if record["id_fatura"] is None else _conferida(record)
    return Row(
        ordem=record["ordem"],
        linha=record["linha"],
        codigo=record["codigo"],
        telefone=record["telefone_lista"],
        nome=record["nome_lista"],
        outcome=Outcome(
            situacao=_situacao(record["situacao"]),
            motivo=record["motivo"],
            tentativas=record["tentativas"],
            conferida=conferida,
            nome="" if conferida else record["nome"] or "",
            avisos=NENHUM if conferida else _aviso(record["avisos"]),
        ),
        consultada_em=moment(record["consultada_em"]),
    )


def _conferida(record: Record) -> FaturaConferida:
    answer = json.loads(record["resposta"])
    charged = record["valor_codigo_centavos"]
    return FaturaConferida(
        fatura=Fatura(
            id_fatura=record["id_fatura"],
            codigo_cliente=record["codigo"],
            nome=answer["nome"],
            valor=reais(record["valor_centavos"]),
            vencimento=date.fromisoformat(record["vencimento"]),
            paga=False,
            linha_digitavel=answer["linha_digitavel"],
            codigo_barras=answer["codigo_barras"],
            pix=answer["pix"],
            link=answer["link"],
        ),
        nome=record["nome"],
        valor_codigo=None if charged is None else reais(charged),
        linha_digitavel=record["linha_digitavel"],
        pix=record["pix"],
        link=record["link"],
        telefones_api=tuple(answer["telefones"]),
        telefone=record["telefone"],
        telefone_fixo=record["telefone_fixo"],
        avisos=_aviso(record["avisos"]),
        impedimentos=_impedimento(record["impedimentos"]),
        razoes=reasons_text.read(record["razoes"]),
        outras=_outras(record["outras"], record["outras_centavos"]),
    )


def _outras(numero: int, soma_centavos: int) -> Outras:
    if numero == soma_centavos == 0:  # most rows
        return SEM_OUTRAS
    return Outras(numero, reais(soma_centavos))


def centavos(valor: Decimal) -> int:
    """An amount in reais as stored."""
    return int(valor.scaleb(2))


def reais(centavos: int) -> Decimal:
    """A stored amount, in reais."""
    return Decimal(centavos).scaleb(-2)
