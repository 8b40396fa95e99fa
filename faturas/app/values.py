"""Names the values from the packages below that pages and the command line work with.

They are data, labels and sentences: nothing here reads or writes anything.
"""

from faturas.campaign.contact import Contact, incomplete_sentence
from faturas.campaign.files.csv_file import Written
from faturas.campaign.files.place import path_as_text, printable
from faturas.campaign.profiles import CsvForm, FormaTelefone
from faturas.intake.columns import Papel
from faturas.intake.customers import (
    ColumnGuess,
    Columns,
    Customer,
    SituacaoEntrada,
    why_not_the_code,
)
from faturas.intake.decode import ENCODINGS
from faturas.intake.file_kind import Formato
from faturas.intake.sentences import DELIMITER_NAMES, hidden_rows, nothing_to_ask, understood
from faturas.intake.spreadsheet import FIND_OUT, ReadOptions, Table
from faturas.search.pace.fixed import Ritmo
from faturas.search.pace.values import PaceSnapshot
from faturas.search.settings import MOST_THREADS, BuscaSettings
from faturas.search.strategy import ChosenStrategy, Estrategia
from faturas.store.rows import Filter, Summary
from faturas.store.soundness import Damage
from faturas.store.tarefa import Tarefa
from faturas.store.twins import SameList
from faturas.work.run import LEFT

__all__ = [
    "DELIMITER_NAMES",
    "ENCODINGS",
    "FIND_OUT",
    "LEFT",
    "MOST_THREADS",
    "BuscaSettings",
    "ChosenStrategy",
    "ColumnGuess",
    "Columns",
    "Contact",
    "CsvForm",
    "Customer",
    "Damage",
    "Estrategia",
    "Filter",
    "FormaTelefone",
    "Formato",
    "PaceSnapshot",
    "Papel",
    "ReadOptions",
    "Ritmo",
    "SameList",
    "SituacaoEntrada",
    "Summary",
    "Table",
    "Tarefa",
    "Written",
    "hidden_rows",
    "incomplete_sentence",
    "nothing_to_ask",
    "path_as_text",
    "printable",
    "understood",
    "why_not_the_code",
]
