"""Says how a file was read and which column is which, and lets both be corrected."""

from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from faturas.app import lists
from faturas.app.values import (
    DELIMITER_NAMES,
    ENCODINGS,
    FIND_OUT,
    ColumnGuess,
    Columns,
    Formato,
    Papel,
    ReadOptions,
    Table,
    hidden_rows,
    understood,
    why_not_the_code,
)
from faturas.errors import InputError
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.markup import bullets, paragraph
from faturas.ui.layout.messages import literal, problem
from faturas.ui.views.processar.uploaded import (
    ListFile,
    Reading,
    held_list,
    table_in_hand,
    table_of,
)

_AUTOMATIC = "Automático"
_NO_COLUMN = -1
_OPTIONS = ("codificacao", "delimitador", "planilha", "linha_cabecalho", "com_ocultas")


def options_of(file: ListFile) -> ReadOptions:
    """Return what the person has said of this file so far."""
    said = {name: st.session_state.get(_key(file, name)) for name in _OPTIONS}
    return replace(FIND_OUT, **{name: value for name, value in said.items() if value is not None})


def read(page: PageContext, file: ListFile, options: ReadOptions) -> Table | None:
    """Return the table; where there is none, say the reason and a way back."""
    try:
        return table_of(page, file, options)
    except InputError as error:
        problem("Esta lista não pôde ser lida", str(error))
    if options != FIND_OUT:
        st.button(
            "Voltar à leitura automática",
            key="leitura-automatica",
            icon=":material/undo:",
            on_click=_forget_options,
            args=(file,),
        )
    return None


def choose_columns(page: PageContext, file: ListFile, table: Table) -> Columns | None:
    """Say how the file was read, let all of it be changed, and ask what is not certain.

    ``None`` while a choice is missing.
    """
    guess = lists.guess_columns(page.actor, table)
    doubtful = len(guess.codigo) != 1 or len(guess.telefone) > 1 or len(guess.nome) > 1
    said = st.container(gap="small")
    columns = None
    if doubtful:
        st.warning(
            " ".join(_doubts(table, guess)),
            title="Falta dizer quais são as colunas",
            icon=":material/help:",
        )
        columns = _columns(page, table)
    with st.expander("Não é isso? Ajuste a leitura", icon=":material/build:"):
        _reading(file, table)
        if not doubtful:
            columns = _columns(page, table)
    with said:
        paragraph(understood(table, columns))
        if table.entendido.avisos:
            bullets(table.entendido.avisos)
        _hidden_rows(file, table)
    return columns


def held_reading(page: PageContext, api: str) -> Reading | None:
    """Return how the list is read at this moment, drawn or not; ``None``: not read like this."""
    file = held_list(page, api)
    if file is None:
        return None
    options = options_of(file)
    table = table_in_hand(file, options)
    columns = _held_columns(page, table) if table else None
    return Reading(file.id, file.nome, options, columns) if columns else None


def _hidden_rows(file: ListFile, table: Table) -> None:
    """Say how many rows the clerk may not have seen, with the switch that includes them."""
    if said := hidden_rows(table):
        st.warning(said, title="Linhas ocultas na planilha", icon=":material/visibility_off:")
        st.toggle("Incluir linhas ocultas", key=_key(file, "com_ocultas"))


def _doubts(table: Table, guess: ColumnGuess) -> Iterator[str]:
    """Say what is not certain, column by column."""
    if not guess.codigo:
        yield "Nenhuma coluna parece ser o código do cliente. Escolha uma."
        yield literal(why_not_the_code(table))
    for papel, indexes in (
        (Papel.CODIGO, guess.codigo),
        (Papel.TELEFONE, guess.telefone),
        (Papel.NOME, guess.nome),
    ):
        if len(indexes) > 1:
            how_many = "Duas" if len(indexes) == 2 else str(len(indexes))
            names = [f"“{literal(table.colunas[index])}”" for index in indexes]
            listed = f"{', '.join(names[:-1])} e {names[-1]}"
            yield f"{how_many} colunas parecem ser o {papel}: {listed}. Escolha uma."


def _reading(file: ListFile, table: Table) -> None:
    entendido = table.entendido
    with st.grid(3, min_column_width=200, gap="small"):
        if entendido.codificacao:
            st.selectbox(
                "Codificação",
                [None, *ENCODINGS],
                format_func=lambda name: ENCODINGS[name] if name else _AUTOMATIC,
                key=_key(file, "codificacao"),
            )
        if entendido.formato is Formato.CSV:
            st.selectbox(
                "Separador das colunas",
                [None, *DELIMITER_NAMES],
                format_func=lambda char: (
                    _AUTOMATIC if char is None else DELIMITER_NAMES[char].capitalize()
                ),
                key=_key(file, "delimitador"),
            )
        elif entendido.planilhas:
            st.selectbox(
                "Aba da planilha",
                [None, *entendido.planilhas],
                format_func=lambda name: name or _AUTOMATIC,
                key=_key(file, "planilha"),
            )
        st.number_input(
            "Linha do cabeçalho",
            min_value=0,
            value=None,
            step=1,
            placeholder=_AUTOMATIC,
            key=_key(file, "linha_cabecalho"),
            help="0 quando a lista começa sem títulos.",
        )


def _columns(page: PageContext, table: Table) -> Columns | None:
    """Draw the three columns; ``None`` while one is missing or stands for two things."""
    guessed = _guessed(page, table)
    with st.grid(3, min_column_width=200, gap="small"):
        chosen = [_column(table, papel, guess) for papel, guess in guessed.items()]
    columns = _held_columns(page, table)
    if columns is None and None not in chosen:
        st.warning("A mesma coluna foi escolhida duas vezes. Escolha outra, ou “não há”.")
    return columns


def _held_columns(page: PageContext, table: Table) -> Columns | None:
    """Return the three columns as chosen; ``None`` while one is missing or means two things."""
    codigo, telefone, nome = (
        st.session_state.get(_column_key(table, papel), guess)
        for papel, guess in _guessed(page, table).items()
    )
    if codigo is None or telefone is None or nome is None:
        return None
    used = [index for index in (codigo, telefone, nome) if index != _NO_COLUMN]
    if len(set(used)) < len(used):
        return None
    return Columns(
        codigo,
        None if telefone == _NO_COLUMN else telefone,
        None if nome == _NO_COLUMN else nome,
    )


def _guessed(page: PageContext, table: Table) -> dict[Papel, int | None]:
    """Return each column by its title; ``_NO_COLUMN``: none does, ``None``: ask."""
    guess = lists.guess_columns(page.actor, table)
    telefone, nome = (_others(found, guess.codigo) for found in (guess.telefone, guess.nome))
    return {
        Papel.CODIGO: _only(guess.codigo),
        Papel.TELEFONE: _only(telefone) if telefone else _NO_COLUMN,
        Papel.NOME: _only(nome) if nome else _NO_COLUMN,
    }


def _others(guess: tuple[int, ...], codigo: tuple[int, ...]) -> tuple[int, ...]:
    """Return columns that may be this one; not the one that surely holds the code."""
    return tuple(index for index in guess if (index,) != codigo)


def _only(guess: tuple[int, ...]) -> int | None:
    return guess[0] if len(guess) == 1 else None


def _column(table: Table, papel: Papel, guess: int | None) -> int | None:
    """Draw the choice of a column; return it, ``_NO_COLUMN`` for none, ``None`` while not said."""
    options = list(range(len(table.colunas)))
    if papel is not Papel.CODIGO:
        options.insert(0, _NO_COLUMN)
    return st.selectbox(
        f"Coluna do {papel}",
        options,
        index=None if guess is None else options.index(guess),
        format_func=lambda index: "Não há" if index == _NO_COLUMN else table.colunas[index],
        placeholder="Escolha a coluna",
        key=_column_key(table, papel),
    )


def _column_key(table: Table, papel: Papel) -> str:
    return f"coluna-{papel.name}-{hash((table.colunas, table.entendido.planilha))}"


def _key(file: ListFile, name: str) -> str:
    return f"leitura-{name}-{file.id}"


def _forget_options(file: ListFile) -> None:
    for name in _OPTIONS:
        st.session_state.pop(_key(file, name), None)
