"""Keeps what a sweep has read (``Sweeps``), until its job is done.

Only invoices of customers on the list are kept, and used for ``FRESH_FOR`` at most.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from faturas.billing.contract import BulkRow, Cliente, Period
from faturas.domain.outcome import Row, Situacao
from faturas.search.strategy import ChosenStrategy
from faturas.search.sweep.answers import FRESH_FOR
from faturas.search.sweep.leitura import Fase, Leitura
from faturas.search.sweep.sweep import Sweep
from faturas.search.sweep.windows import Window
from faturas.search.swept import Swept
from faturas.search.tasks import Lote
from faturas.store import mapping, sound_rows
from faturas.store.engine import Database, NewRow
from faturas.store.jobs import find, heartbeat_now, owned
from faturas.store.queue import still_in_turn
from faturas.store.schema import linhas, tarefas, varredura_faturas, varredura_janelas
from faturas.store.swept_text import (
    ILLEGIBLE,
    REGISTRATION,
    Read,
    as_swept,
    read,
    registration_to_text,
    to_text,
)


class Sweeps:
    """Keeps the sweep of one job, for the process that runs it as ``owner``; see ``SweepStore``."""

    def __init__(self, database: Database, job_id: str, owner: str) -> None:
        self._database = database
        self._job_id = job_id
        self._owner = owner
        with database.read() as connection:
            self._numero: int = find(connection, job_id)["numero"]
        self._asked: ColumnElement[bool] = and_(
            linhas.c.tarefa == self._numero,
            linhas.c.pendente == 1,
            linhas.c.situacao == Situacao.NAO_TENTADO,
        )
        self._seen = (
            select(varredura_faturas.c.codigo)
            .where(
                varredura_faturas.c.tarefa == self._numero,
                varredura_faturas.c.codigo == linhas.c.codigo,
            )
            .exists()
        )

    def note(self, strategy: ChosenStrategy, leitura: Leitura | None = None) -> None:
        """Keep with the job its strategy and why, and how far the reading has come."""
        with self._database.write() as connection:
            still_in_turn(connection, self._job_id, self._owner)
            connection.execute(
                update(tarefas)
                .where(tarefas.c.numero == self._numero)
                .values(
                    estrategia=strategy.estrategia,
                    porque=strategy.porque,
                    **mapping.leitura(leitura),
                    **heartbeat_now(connection),
                )
            )

    def resumes(self) -> bool:
        now = datetime.now(UTC)
        with self._database.write() as connection:
            owned(connection, self._job_id, self._owner)
            self._forget_unfinished(connection)
            if not self._is_sound(connection):
                forget(connection, self._numero)
                return False
            read_at = self._read_at(connection)
            # One of tomorrow is of unknown age: the clock has been set back since.
            fresh = read_at is not None and now - FRESH_FOR <= read_at[0] and read_at[1] <= now
            if not fresh:
                forget(connection, self._numero)
            return fresh

    def _is_sound(self, connection: Connection) -> bool:
        """Whether all that was kept is as it was written: a lost invoice would hide a debt."""
        windows = select(varredura_janelas).where(varredura_janelas.c.tarefa == self._numero)
        try:
            for record in connection.execute(windows).mappings():
                _janela(record)
                mapping.moment(record["lida_em"])
        except mapping.BROKEN:
            return False
        return all(
            read(*found) is not None
            for found in connection.execute(
                select(*_INVOICE).where(
                    varredura_faturas.c.tarefa == self._numero,
                    varredura_faturas.c.dados.not_in((ILLEGIBLE,)),
                )
            )
        )

    def _forget_unfinished(self, connection: Connection) -> None:
        """Forget windows not read to their end: of unknown age, perhaps cut otherwise by now."""
        unfinished = and_(
            varredura_janelas.c.tarefa == self._numero, varredura_janelas.c.lida_em.is_(None)
        )
        connection.execute(
            delete(varredura_faturas).where(
                varredura_faturas.c.tarefa == self._numero,
                varredura_faturas.c.janela.in_(
                    select(varredura_janelas.c.numero).where(unfinished)
                ),
            )
        )
        connection.execute(delete(varredura_janelas).where(unfinished))

    def finished(self) -> Mapping[Window, int]:
        of_job = select(varredura_janelas).where(
            varredura_janelas.c.tarefa == self._numero, varredura_janelas.c.lida_em.is_not(None)
        )
        with self._database.read() as connection:
            found = connection.execute(of_job).mappings()
            return {_janela(record): record["total"] for record in found}

    def keep(self, janela: Window, rows: Sequence[BulkRow]) -> None:
        paid = janela.quitadas
        texts = [(row.codigo, row.id_fatura, to_text(row, as_paid=paid)) for row in rows]
        self._keep(janela, texts, as_paid=paid)

    def keep_registrations(self, clientes: Sequence[Cliente], twice: Collection[str] = ()) -> None:
        texts = [
            (
                each.codigo,
                REGISTRATION,
                ILLEGIBLE if each.codigo in twice else registration_to_text(each),
            )
            for each in clientes
        ]
        self._keep(_REGISTER, texts)

    def _keep(
        self, janela: Window, texts: Sequence[tuple[str, str, str | None]], *, as_paid: bool = False
    ) -> None:
        if not texts:
            return
        with self._database.write() as connection:
            owned(connection, self._job_id, self._owner)
            numero = self._window(connection, janela)
            connection.execute(
                self._database.upsert(varredura_faturas, partial(_agreed, as_paid=as_paid)),
                [
                    {
                        "tarefa": self._numero,
                        "codigo": codigo,
                        "id_fatura": id_fatura,
                        "janela": numero,
                        "dados": dados,
                    }
                    for codigo, id_fatura, dados in texts
                ],
            )

    def finish(self, janela: Window, total: int, lida_em: datetime) -> None:
        with self._database.write() as connection:
            owned(connection, self._job_id, self._owner)
            connection.execute(
                update(varredura_janelas)
                .where(varredura_janelas.c.numero == self._window(connection, janela))
                .values(total=total, lida_em=mapping.stamp(lida_em))
            )

    def drop(self, janela: Window) -> None:
        with self._database.write() as connection:
            owned(connection, self._job_id, self._owner)
            numero = connection.execute(self._find(janela)).scalar_one_or_none()
            if numero is not None:
                connection.execute(
                    delete(varredura_faturas).where(
                        varredura_faturas.c.tarefa == self._numero,
                        varredura_faturas.c.janela == numero,
                    )
                )
                connection.execute(
                    delete(varredura_janelas).where(varredura_janelas.c.numero == numero)
                )

    def forget(self) -> None:
        with self._database.write() as connection:
            owned(connection, self._job_id, self._owner)
            forget(connection, self._numero)

    def codes(self, *, shown: bool = False) -> Iterator[str]:
        which = and_(self._asked, self._seen) if shown else self._asked
        with self._database.read() as connection:
            yield from connection.execute(select(linhas.c.codigo).where(which)).scalars()

    def unseen(self) -> int:
        with self._database.read() as connection:
            statement = select(func.count()).select_from(linhas).where(self._asked, ~self._seen)
            return connection.execute(statement).scalar_one()

    def sample(self, number: int, hoje: date) -> list[Row]:
        turns = self._turns().subquery()
        in_turn = select(turns).where(turns.c.turn <= number).order_by(turns.c.turn, turns.c.oldest)
        due: list[int] = []
        others: list[int] = []
        with self._database.read() as connection:
            for ordem, oldest, _ in connection.execute(in_turn):
                is_due = oldest is not None and oldest <= hoje.isoformat()
                (due if is_due else others).append(ordem)
            chosen = due[: number * 3 // 4] + others[: number - number * 3 // 4]
            found = connection.execute(
                select(linhas).where(linhas.c.tarefa == self._numero, linhas.c.ordem.in_(chosen))
            )
            return list(sound_rows.rows(found))

    def _turns(self) -> Select[int, str, int]:
        """Select, of each row seen, its oldest window with an open invoice and its place in that.

        The window is given by its first day."""
        opened = (
            select(varredura_faturas.c.codigo, func.min(varredura_janelas.c.inicio).label("oldest"))
            .join(varredura_janelas, varredura_janelas.c.numero == varredura_faturas.c.janela)
            .where(varredura_faturas.c.tarefa == self._numero, varredura_janelas.c.quitadas == 0)
            .group_by(varredura_faturas.c.codigo)
            .subquery()
        )
        # Multiplied by 2^32 over the golden ratio, orders that follow each other lie far apart.
        shuffled = (linhas.c.ordem * 2_654_435_769) % 2**32
        place = func.row_number().over(partition_by=opened.c.oldest, order_by=shuffled)
        return (
            select(linhas.c.ordem, opened.c.oldest, place.label("turn"))
            .outerjoin(opened, opened.c.codigo == linhas.c.codigo)
            .where(self._asked, self._seen)
        )

    def known(self, codigos: Sequence[str]) -> dict[str, Swept]:
        of_these = and_(
            varredura_faturas.c.tarefa == self._numero, varredura_faturas.c.codigo.in_(codigos)
        )
        invoices: defaultdict[str, list[Read | None]] = defaultdict(list)
        with self._database.read() as connection:
            read_at = self._read_at(connection)
            for codigo, id_fatura, dados in connection.execute(select(*_INVOICE).where(of_these)):
                known = invoices[codigo]
                if dados is not None:
                    known.append(read(codigo, id_fatura, dados))
        if read_at is None:
            return {}
        swept = {
            codigo: as_swept([each for each in found if each], read_at[0])
            for codigo, found in invoices.items()
            if None not in found
        }
        return {codigo: each for codigo, each in swept.items() if each is not None}

    def _read_at(self, connection: Connection) -> tuple[datetime, datetime] | None:
        """Return when the first and the last of the windows were read, if any has been."""
        read_at = varredura_janelas.c.lida_em
        of_job = varredura_janelas.c.tarefa == self._numero
        ends = select(func.min(read_at), func.max(read_at)).where(of_job)
        oldest, newest = map(mapping.moment, connection.execute(ends).one())
        return (oldest, newest) if oldest and newest else None

    def _find(self, janela: Window) -> Select[int]:
        return select(varredura_janelas.c.numero).where(
            varredura_janelas.c.tarefa == self._numero,
            varredura_janelas.c.quitadas == janela.quitadas,
            varredura_janelas.c.inicio == janela.periodo.inicio.isoformat(),
            varredura_janelas.c.fim == janela.periodo.fim.isoformat(),
        )

    def _window(self, connection: Connection, janela: Window) -> int:
        numero = connection.execute(self._find(janela)).scalar_one_or_none()
        if numero is not None:
            return numero
        connection.execute(
            insert(varredura_janelas).values(
                tarefa=self._numero,
                quitadas=int(janela.quitadas),
                inicio=janela.periodo.inicio.isoformat(),
                fim=janela.periodo.fim.isoformat(),
            )
        )
        return connection.execute(self._find(janela)).scalar_one()


def run_noted(sweep: Sweep, store: Sweeps, tell_phase: Callable[[Fase], None]) -> Generator[Lote]:
    """Run a sweep; note its strategy whenever that is another one, and its reading at the end."""
    noted = None
    for lote in sweep.run():
        if sweep.leitura is not None:
            tell_phase(sweep.leitura.fase)
        if sweep.strategy is not None and sweep.strategy != noted:
            noted = sweep.strategy
            store.note(noted, sweep.leitura)
        yield lote
    if sweep.strategy is not None and (sweep.strategy != noted or sweep.leitura is not None):
        store.note(sweep.strategy, sweep.leitura)


def forget(connection: Connection, numero: int) -> None:
    """Drop what was swept for a job, inside somebody's transaction."""
    for table in (varredura_faturas, varredura_janelas):
        connection.execute(delete(table).where(table.c.tarefa == numero))


_REGISTER = Window(Period(date.min, date.min), quitadas=True)
"""Stands for the register, which has no days, and shows like paid invoices that a customer exists.
It is never read to its end: a run that goes on asks for the registrations anew."""
_INVOICE = (varredura_faturas.c.codigo, varredura_faturas.c.id_fatura, varredura_faturas.c.dados)


def _agreed(new: NewRow, *, as_paid: bool) -> dict[str, ColumnElement[Any]]:
    """Return what to keep of an invoice that is there already: a different one is illegible.

    A paid one replaces nothing.
    """
    known, added = varredura_faturas.c.dados, new.dados
    agrees = or_(added.is_(None), added != ILLEGIBLE) if as_paid else known == added
    return {"dados": case((agrees, known), else_=ILLEGIBLE)}


def _janela(record: mapping.Record) -> Window:
    periodo = Period(date.fromisoformat(record["inicio"]), date.fromisoformat(record["fim"]))
    return Window(periodo, bool(record["quitadas"]))
