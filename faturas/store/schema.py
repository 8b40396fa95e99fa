"""Describes the ledger's tables.

``migrations`` makes a ledger of an earlier version into one of these. Amounts are integers in
centavos, dates ISO text, moments UTC ISO text: exact, sortable, readable with any tool.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 5
"""The newest version: the id of the last revision in ``migrations``."""

_Wide = BigInteger().with_variant(Integer(), "sqlite")
"""A number that outgrows 32 bits: ids, centavos and check sums; SQLite has but one width."""

metadata = MetaData()

tarefas = Table(
    "tarefas",
    metadata,
    Column("numero", _Wide, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("criada_em", Text, nullable=False),
    Column("arquivo", Text, nullable=False),
    Column("impressao", Text, nullable=False),
    Column("api", Text, nullable=False),
    Column("referencia", Text, nullable=False),
    Column("busca", Text, nullable=False),
    Column("estado", Text, nullable=False),
    Column("causa", Text, nullable=False, server_default=""),
    Column("pedido", Text, nullable=False, server_default=""),
    Column("dono", Text, nullable=False, server_default=""),
    Column("processo", Text, nullable=False, server_default=""),
    Column("batimento", Text, nullable=False, server_default=""),
    Column("pulso_s", Float, nullable=False, server_default="0"),
    Column("na_fila_em", Text, nullable=False, server_default=""),
    Column("terminada_em", Text),
    Column("rodada_em", Text),
    Column("rodada_pendentes", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False),
    Column("pendentes", Integer, nullable=False),
    Column("n_vencida", Integer, nullable=False, server_default="0"),
    Column("n_sem_vencida", Integer, nullable=False, server_default="0"),
    Column("n_nao_encontrado", Integer, nullable=False, server_default="0"),
    Column("n_erro", Integer, nullable=False, server_default="0"),
    Column("n_invalido", Integer, nullable=False, server_default="0"),
    Column("n_duplicado", Integer, nullable=False, server_default="0"),
    Column("n_nao_tentado", Integer, nullable=False, server_default="0"),
    Column("conferida_em", Text),
    Column("n_conferida_igual", Integer, nullable=False, server_default="0"),
    Column("n_conferida_atualizada", Integer, nullable=False, server_default="0"),
    Column("n_conferida_paga", Integer, nullable=False, server_default="0"),
    Column("n_conferida_falhou", Integer, nullable=False, server_default="0"),
    Column("estrategia", Text, nullable=False, server_default=""),
    Column("porque", Text, nullable=False, server_default=""),
    Column("empresa", Text, nullable=False, server_default=""),
    Column("paginas_lidas", Integer, nullable=False, server_default="0"),
    Column("paginas_previstas", Integer, nullable=False, server_default="0"),
    Column("faturas_vistas", Integer, nullable=False, server_default="0"),
    Column("soma", _Wide),
)

linhas = Table(
    "linhas",
    metadata,
    Column(
        "tarefa", ForeignKey("tarefas.numero", ondelete="CASCADE"), primary_key=True, nullable=False
    ),
    Column("ordem", Integer, primary_key=True, nullable=False),
    Column("linha", Integer, nullable=False),
    Column("codigo", Text, nullable=False),
    Column("telefone_lista", Text, nullable=False),
    Column("nome_lista", Text, nullable=False),
    Column("pendente", Integer, nullable=False),
    Column("situacao", Text, nullable=False),
    Column("motivo", Text, nullable=False, server_default=""),
    Column("tentativas", Integer, nullable=False, server_default="0"),
    Column("consultada_em", Text),
    Column("id_fatura", Text),
    Column("nome", Text),
    Column("valor_centavos", _Wide),
    Column("valor_codigo_centavos", _Wide),
    Column("vencimento", Text),
    Column("linha_digitavel", Text),
    Column("pix", Text),
    Column("link", Text),
    Column("telefone", Text),
    Column("telefone_fixo", Text),
    Column("avisos", Integer, nullable=False, server_default="0"),
    Column("resposta", Text),
    Column("razoes", Text),
    Column("outras", Integer, nullable=False, server_default="0"),
    Column("outras_centavos", _Wide, nullable=False, server_default="0"),
    Column("impedimentos", Integer, nullable=False, server_default="0"),
    Column("procura", Text),
    Column("soma", _Wide),
    sqlite_with_rowid=False,
)

historico = Table(
    "historico",
    metadata,
    Column("tarefa", ForeignKey("tarefas.numero", ondelete="CASCADE"), nullable=False),
    Column("ordem", Integer, nullable=False),
    Column("consultada_em", Text),
    Column("situacao", Text, nullable=False),
    Column("motivo", Text, nullable=False),
)

varredura_janelas = Table(
    "varredura_janelas",
    metadata,
    Column("numero", _Wide, primary_key=True),
    Column("tarefa", ForeignKey("tarefas.numero", ondelete="CASCADE"), nullable=False),
    Column("quitadas", Integer, nullable=False),
    Column("inicio", Text, nullable=False),
    Column("fim", Text, nullable=False),
    Column("total", Integer),
    Column("lida_em", Text),
    UniqueConstraint("tarefa", "quitadas", "inicio", "fim"),
)
"""What a sweep reads as one piece; ``lida_em``, when that began, is there once it has ended."""

varredura_faturas = Table(
    "varredura_faturas",
    metadata,
    Column(
        "tarefa", ForeignKey("tarefas.numero", ondelete="CASCADE"), primary_key=True, nullable=False
    ),
    Column("codigo", Text, primary_key=True, nullable=False),
    Column("id_fatura", Text, primary_key=True, nullable=False),
    Column("janela", _Wide, nullable=False),
    Column("dados", Text),
    sqlite_with_rowid=False,
)
"""What a sweep has shown of the list's customers; ``dados`` has of a paid invoice at most
the customer's name, or is NULL."""

ritmos = Table(
    "ritmos",
    metadata,
    Column("api", Text, primary_key=True, nullable=False),
    Column("aprendido", Text, nullable=False),
    Column("em", Text, nullable=False),
)
"""What pace each API bore, for the next job."""

alembic_version = Table(
    "alembic_version", metadata, Column("version_num", String(32), primary_key=True, nullable=False)
)
"""Alembic's own table: the last revision that the ledger has been through."""

Index("historico_por_linha", historico.c.tarefa, historico.c.ordem)
Index("linhas_por_situacao", linhas.c.tarefa, linhas.c.situacao, linhas.c.ordem)
