"""Reads a job's rows (``Rows``): filtered, counted, page by page, never all of them at once."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Result, Select, and_, false, func, or_, select

from faturas.domain.choices import Choices, QualValor
from faturas.domain.impediments import Impedimento, Verdict
from faturas.domain.names import DOUBTFUL_SHARE, LEAST_COMPARED, NamesCompared, can_compare
from faturas.domain.notices import NENHUM, Aviso
from faturas.domain.outcome import Row, Situacao
from faturas.domain.ptbr import fold
from faturas.errors import UnknownJob
from faturas.store import mapping, sound_rows
from faturas.store.engine import Database
from faturas.store.jobs import find
from faturas.store.schema import linhas, tarefas
from faturas.store.seals import rows_of, sound_in_sql
from faturas.store.soundness import Damage, check

_STREAM_ROWS = 1_000
"""Rows that are in memory at a time, of however many. Our choice: some megabytes."""


_MOST_SEARCHED = 1_000
"""Characters of a search text that can be found; no code and name have more. SQLite refuses to look
for some 50,000."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Holds which contacts to show; None and empty mean no limit; amounts in reais, ends included.

    ``texto`` is looked for in code and name, without accents or case. A row passes when it has
    one of ``avisos`` and one of ``verdicts``. ``retidas`` shows those, too, that the choices keep
    out of the file, whatever keeps them.
    """

    choices: Choices = field(default_factory=Choices)
    com_telefone: bool | None = None
    valor_minimo: Decimal | None = None
    valor_maximo: Decimal | None = None
    vencimento_desde: date | None = None
    vencimento_ate: date | None = None
    texto: str = ""
    verdicts: tuple[Verdict, ...] = ()
    avisos: Aviso = NENHUM
    retidas: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Holds the number of contacts that pass, and the sum of their amounts in reais."""

    contatos: int
    total: Decimal


_Reader = Callable[[Result[Any]], Iterator[Row]]


class Rows:
    """Reads the rows of one job, and changes none.

    A damaged row is in no contact file; among other rows it shows as ``erro``, with that reason.
    """

    def __init__(self, database: Database, job_id: str) -> None:
        self._database = database
        self._job_id = job_id
        self._of_job = rows_of(
            select(tarefas.c.numero).where(tarefas.c.id == job_id).scalar_subquery()
        )

    def all(self) -> Iterator[Row]:
        """Yield one for every row of the list, in its order; those the ledger lost come last."""
        return self._stream(
            select(linhas).where(self._of_job).order_by(linhas.c.ordem), self._with_lost
        )

    def check(self) -> Damage:
        """Read the whole job through; return what of it is not as the program has written it."""
        return check(self._database, self._job_id)

    def contacts(self, filtro: Filter) -> Iterator[Row]:
        """Yield the rows of the contacts that pass, in the order of the input.

        They are read from the table itself: an index, which may be damaged too, decides no file.
        """
        return self._stream(self._contacts_from_the_table(filtro))

    def contacts_page(self, filtro: Filter, *, offset: int, limit: int) -> list[Row]:
        """Return some of the contacts that pass, in the order of the input; by the index."""
        page = self._contacts(contacts_where(filtro)).offset(offset).limit(limit)
        return list(self._stream(page))

    def summary(self, filtro: Filter, *, sound: bool = False) -> Summary:
        """Return number and total of the contacts that pass; ``sound``: only of undamaged rows.

        Without it damaged ones are counted with the others, which is faster.
        """
        valor = _valor(filtro.choices)
        statement = select(func.count(), func.coalesce(func.sum(valor), 0)).where(
            *self._conditions(filtro), *((sound_in_sql(),) if sound else ())
        )
        with self._database.read() as connection:
            number, centavos = connection.execute(statement).one()
        return Summary(number, mapping.reais(centavos))

    def aviso_counts(self, filtro: Filter) -> dict[Aviso, int]:
        """Count the contacts that pass by aviso, in one pass; none left out at 0."""
        counts = [func.count().filter(_has(aviso)) for aviso in Aviso]
        statement = select(*counts).where(*self._conditions(filtro))
        with self._database.read() as connection:
            numbers = connection.execute(statement).one()
        return {aviso: number for aviso, number in zip(Aviso, numbers, strict=True) if number}

    def names_compared(self) -> NamesCompared:
        """Count the list's names compared with the system's, and those that are others.

        A customer who was found is compared, with an overdue invoice or without, where both names
        are those of somebody. Names that are alike are counted only until they outweigh the others.
        """
        different = _has(Aviso.NOME_DIFERENTE)
        found_out = (Situacao.VENCIDA, Situacao.SEM_VENCIDA)
        named = (self._of_job, linhas.c.nome_lista != "")
        answered = (*named, linhas.c.situacao.in_((*found_out, Situacao.NAO_ENCONTRADO)))
        compared = (
            *named,
            linhas.c.situacao.in_(found_out),
            linhas.c.nome != "",
            ~_has(Aviso.SEM_NOME),
        )
        pairs = select(linhas.c.nome_lista, linhas.c.nome).where(*compared, ~different)
        with self._database.read() as connection:
            others: int = connection.execute(
                select(func.count()).where(*compared, different)
            ).scalar_one()
            lista: int = connection.execute(select(func.count()).where(*answered)).scalar_one()
            found = connection.execution_options(yield_per=_STREAM_ROWS).execute(pairs)
            same = (True for lista, sistema in found if can_compare(lista, sistema))
            outweigh = max(LEAST_COMPARED, others * DOUBTFUL_SHARE + 1)
            total = others + sum(islice(same, outweigh))
            return NamesCompared(total, others, lista)

    def oldest_answer(self, filtro: Filter) -> datetime | None:
        """Return the moment of the oldest answer among the contacts that pass."""
        statement = select(func.min(linhas.c.consultada_em)).where(*self._conditions(filtro))
        with self._database.read() as connection:
            oldest = connection.execute(statement).scalar_one()
        try:
            return mapping.moment(oldest)
        except mapping.BROKEN:  # a damaged row's
            asked_at = (row.consultada_em for row in self.contacts(filtro))
            return min((at for at in asked_at if at is not None), default=None)

    def with_outcome(
        self, situacoes: Sequence[Situacao], *, offset: int = 0, limit: int | None = None
    ) -> Iterator[Row]:
        """Return rows of these outcomes, in the order of the input."""
        statement = (
            select(linhas)
            .where(self._of_job, linhas.c.situacao.in_(situacoes))
            .order_by(linhas.c.ordem)
            .offset(offset)
            .limit(limit)
        )
        return self._stream(statement, sound_rows.every_row)

    def last_problems(self, limit: int) -> list[Row]:
        """Return the rows that failed most recently."""
        statement = (
            select(linhas)
            .where(self._of_job, linhas.c.situacao == Situacao.ERRO)
            .order_by(linhas.c.consultada_em.desc(), linhas.c.ordem.desc())
            .limit(limit)
        )
        return list(self._stream(statement))

    def _contacts_from_the_table(self, filtro: Filter) -> Select[tuple[object, ...]]:
        return self._contacts(contacts_where(filtro, by_index=False))

    def _contacts(self, conditions: Sequence[ColumnElement[bool]]) -> Select[tuple[object, ...]]:
        return select(linhas).where(self._of_job, *conditions).order_by(linhas.c.ordem)

    def _conditions(self, filtro: Filter) -> list[ColumnElement[bool]]:
        return [self._of_job, *contacts_where(filtro)]

    def _with_lost(self, found: Result[Any]) -> Iterator[Row]:
        """Yield every row, and at the end one for each that is not there."""
        total = number = 0
        with self._database.read() as connection, contextlib.suppress(UnknownJob):
            total = find(connection, self._job_id)["total"]
        for row in sound_rows.every_row(found):
            number += 1
            yield row
        yield from map(sound_rows.lost_row, range(number, total))

    def _stream(
        self, statement: Select[tuple[object, ...]], read: _Reader = sound_rows.rows
    ) -> Iterator[Row]:
        with self._database.read() as connection:
            yield from read(connection.execution_options(yield_per=_STREAM_ROWS).execute(statement))


def contacts_where(filtro: Filter, *, by_index: bool = True) -> list[ColumnElement[bool]]:
    """Return the conditions for a row of any job to be a contact that passes.

    ``by_index`` lets the database use its index: quicker, and good enough for what is only shown.
    """
    choices = filtro.choices
    valor = _valor(choices)
    # SQLite uses no index for what is computed.
    situacao = linhas.c.situacao if by_index else linhas.c.situacao.concat("")
    conditions = [situacao == Situacao.VENCIDA]
    if not filtro.retidas:
        conditions.append(~_impeded(choices.mask))
    if filtro.com_telefone is not None:
        without = _impeded(choices.sem_telefone)
        conditions.append(~without if filtro.com_telefone else without)
    if filtro.valor_minimo is not None:
        conditions.append(valor >= mapping.centavos(filtro.valor_minimo))
    if filtro.valor_maximo is not None:
        conditions.append(valor <= mapping.centavos(filtro.valor_maximo))
    if filtro.vencimento_desde is not None:
        conditions.append(linhas.c.vencimento >= filtro.vencimento_desde.isoformat())
    if filtro.vencimento_ate is not None:
        conditions.append(linhas.c.vencimento <= filtro.vencimento_ate.isoformat())
    if wanted := fold(filtro.texto.strip()):
        findable = len(wanted) <= _MOST_SEARCHED and "\n" not in wanted
        found = linhas.c.procura.contains(wanted, autoescape=True) if findable else false()
        conditions.append(found)
    if filtro.verdicts:
        conditions.append(or_(*map(_verdict, filtro.verdicts)))
    if filtro.avisos:
        conditions.append(_has(filtro.avisos))
    return conditions


def _valor(choices: Choices) -> ColumnElement[int]:
    if choices.valor is QualValor.FATURA:
        return linhas.c.valor_centavos
    return func.coalesce(linhas.c.valor_codigo_centavos, linhas.c.valor_centavos)


def _impeded(mask: Impedimento) -> ColumnElement[bool]:
    """Whether a row has one of these impediments; as ``Choices.let_out`` has it."""
    return linhas.c.impedimentos.op("&")(int(mask)) != 0


def _has(avisos: Aviso) -> ColumnElement[bool]:
    return linhas.c.avisos.op("&")(int(avisos)) != 0


def _verdict(wanted: Verdict) -> ColumnElement[bool]:
    match wanted:
        case Verdict.OK:
            return linhas.c.avisos == 0
        case Verdict.AVISO:
            return and_(linhas.c.avisos != 0, ~_impeded(Impedimento.SEM_COBRANCA))
        case Verdict.BLOQUEADA:
            return _impeded(Impedimento.SEM_COBRANCA)
