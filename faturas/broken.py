"""Says what to do when a part of the program cannot even be loaded."""

from faturas.unexpected import code_of, place_of


def library_missing(error: Exception) -> str:
    """Return which library has to be installed; ``""`` where something else is wrong."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return ""
    if error.name.partition(".")[0] == "faturas":
        return ""
    return f"Falta a biblioteca {error.name}. Instale com pip install -r requirements.txt"


def broken_sentence(error: Exception) -> str:
    """Return a sentence with the error's code and place; its own words may hold anything."""
    return (
        f"O programa não pôde ser carregado (código {code_of(error)}, em {place_of(error)}). "
        "Instale-o de novo ou envie esta mensagem a quem cuida dele."
    )
