"""Makes ids of invoices texts; adds impediments, a text to search in, and the owner's process."""

from alembic import op
from sqlalchemy import inspect

from faturas.store.migrations.sums import NUMBERS, ROW_OF_4, sum_in_sql

revision = "5"
down_revision = "4"

_LINHAS = """CREATE TABLE linhas_5 (
    tarefa INTEGER NOT NULL,
    ordem INTEGER NOT NULL,
    linha INTEGER NOT NULL,
    codigo TEXT NOT NULL,
    telefone_lista TEXT NOT NULL,
    nome_lista TEXT NOT NULL,
    pendente INTEGER NOT NULL,
    situacao TEXT NOT NULL,
    motivo TEXT DEFAULT '' NOT NULL,
    tentativas INTEGER DEFAULT '0' NOT NULL,
    consultada_em TEXT,
    id_fatura TEXT,
    nome TEXT,
    valor_centavos INTEGER,
    valor_codigo_centavos INTEGER,
    vencimento TEXT,
    linha_digitavel TEXT,
    pix TEXT,
    link TEXT,
    telefone TEXT,
    telefone_fixo TEXT,
    avisos INTEGER DEFAULT '0' NOT NULL,
    resposta TEXT,
    razoes TEXT,
    outras INTEGER DEFAULT '0' NOT NULL,
    outras_centavos INTEGER DEFAULT '0' NOT NULL,
    impedimentos INTEGER DEFAULT '0' NOT NULL,
    procura TEXT,
    soma INTEGER,
    PRIMARY KEY (tarefa, ordem),
    FOREIGN KEY(tarefa) REFERENCES tarefas (numero) ON DELETE CASCADE
) WITHOUT ROWID"""

_LACKS = "COALESCE({}, '') = ''"
_LINHA, _PIX, _LINK, _NOME, _MOVEL, _FIXO = (
    f"({_LACKS.format(name)})"
    for name in ("linha_digitavel", "pix", "link", "nome", "telefone", "telefone_fixo")
)
_IMPEDIMENTOS = f"""CASE WHEN id_fatura IS NULL THEN 0 ELSE
    (({_LINHA} AND {_PIX} AND {_LINK}) OR avisos & 1 != 0)
    + 2 * ({_MOVEL} AND {_FIXO}) + 4 * ({_MOVEL} AND NOT {_FIXO})
    + 8 * {_NOME} + 16 * {_LINHA} + 32 * {_PIX} + 64 * {_LINK}
END"""
"""As ``domain.decision.impediments_of`` finds them; their numbers never change.

A value that damage has removed counts as lacking, and a contact that was blocked stays so.
"""
_PROCURA = """CASE WHEN id_fatura IS NULL THEN NULL ELSE
    dobrar(CAST(codigo AS BLOB)) || char(10) || dobrar(CAST(nome AS BLOB))
END"""
_ID = "CAST(id_fatura AS TEXT)"
_SUM_4 = sum_in_sql(ROW_OF_4, NUMBERS | {"id_fatura"})
_SUM_5 = sum_in_sql(
    (
        *(f"id_fatura={_ID}" if name == "id_fatura" else name for name in ROW_OF_4),
        f"impedimentos={_IMPEDIMENTOS}",
        f"procura={_PROCURA}",
    )
)
_FIRST = (
    "tarefa, ordem, linha, codigo, telefone_lista, nome_lista, pendente, situacao, motivo, "
    "tentativas, consultada_em"
)
_REST = (
    "nome, valor_centavos, valor_codigo_centavos, vencimento, linha_digitavel, pix, link, "
    "telefone, telefone_fixo, avisos, resposta, razoes, outras, outras_centavos"
)


def upgrade() -> None:
    """Copy every row; one whose check sum holds gets a new one, a damaged one stays damaged.

    A row so damaged that the table could not hold it is lost, and is shown as lost; one of no job
    is left out. No job has an owner, for no process may run one meanwhile. What a sweep has read is
    forgotten: it is good for half an hour, and is read again.
    """
    op.execute(_LINHAS)
    op.execute(
        f"INSERT OR IGNORE INTO linhas_5"  # noqa: S608 - our own words
        f" SELECT {_FIRST}, {_ID}, {_REST}, {_IMPEDIMENTOS}, {_PROCURA},"
        f" CASE WHEN soma = {_SUM_4} THEN {_SUM_5} ELSE soma END FROM linhas"
        " WHERE tarefa IN (SELECT numero FROM tarefas)"
    )
    for statement in (
        "ALTER TABLE tarefas ADD COLUMN processo TEXT NOT NULL DEFAULT ''",
        "UPDATE tarefas SET dono = ''",
        "DROP TABLE linhas",
        "ALTER TABLE linhas_5 RENAME TO linhas",
        "CREATE INDEX linhas_por_situacao ON linhas (tarefa, situacao, ordem)",
        "DELETE FROM varredura_janelas",
        "DROP TABLE varredura_faturas",
        """CREATE TABLE varredura_faturas (
            tarefa INTEGER NOT NULL REFERENCES tarefas (numero) ON DELETE CASCADE,
            codigo TEXT NOT NULL,
            id_fatura TEXT NOT NULL,
            janela INTEGER NOT NULL,
            dados TEXT,
            PRIMARY KEY (tarefa, codigo, id_fatura)
        ) WITHOUT ROWID""",
    ):
        op.execute(statement)
    _drop_what_nobody_reads()


def _drop_what_nobody_reads() -> None:
    """Drop columns that nobody reads.

    ``iniciada_em`` is named whenever a version up to 4 reads a job: one that has the ledger open
    still, and would write rows without the columns of today, fails before it writes.
    """
    columns = {column["name"] for column in inspect(op.get_bind()).get_columns("tarefas")}
    for name in columns & {"segundos_ativos", "iniciada_em"}:
        op.execute(f"ALTER TABLE tarefas DROP COLUMN {name}")
