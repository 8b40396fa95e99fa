"""Which boleto an invoice's line and bar code stand for, and what to say of it."""

from datetime import date

from rapidfuzz.distance import Levenshtein

from faturas.conferencia import Aviso, Razao
from faturas.invoice import Fatura
from faturas.payment.boleto import Boleto, read_boleto

_LEAST_LINE_DIGITS = 36
"""A line with fewer says nothing of which boleto it was."""
_MOST_SLIPS = 5
"""So many digits of a line may be wrong or missing, and it still is a bad copy of the boleto. Two
boletos of one company differ in more: number, due date, amount, and every DV."""


def chosen_boleto(fatura: Fatura, referencia: date) -> tuple[Boleto | None, list[Razao]]:
    """The boleto to send, if one is proved, and what the clerk should know of it.

    The line speaks, for it is what people type. A valid bar code stands in where no line came, and
    for a bad line if it proves what that was meant to be: it charges just this invoice (amount,
    and due date if it has one), or the line is a bad copy of it, or too little of a line to be
    one. Line and bar code of different boletos prove nothing, and neither goes out.
    """
    line, bars = fatura.linha_digitavel, read_boleto(fatura.codigo_barras, referencia)
    if not line and not fatura.codigo_barras:
        return None, [Razao(Aviso.SEM_LINHA)]
    read = read_boleto(line, referencia) if line else bars
    if read.valido:
        if bars.valido and bars.codigo_barras != read.codigo_barras:
            return None, [Razao(Aviso.BARRAS_DIFERENTES), Razao(Aviso.SEM_LINHA)]
        return read, _of_valid(read, fatura)
    why = "; ".join(read.motivos)
    if not bars.valido:
        return None, [Razao(Aviso.LINHA_INVALIDA, why), Razao(Aviso.SEM_LINHA)]
    if not (_charges(bars, fatura) or _is_bad_copy(line, bars)):
        return None, [
            Razao(Aviso.LINHA_INVALIDA, why),
            Razao(Aviso.BARRAS_DIFERENTES),
            Razao(Aviso.SEM_LINHA),
        ]
    derived = Razao(Aviso.LINHA_DAS_BARRAS, f"a que veio não serve: {why}")
    return bars, [derived, *_of_valid(bars, fatura)]


def _charges(bars: Boleto, fatura: Fatura) -> bool:
    """Whether a bar code charges what the invoice does, due on the same day if it says any."""
    return bars.valor == fatura.valor and bars.vencimento in (None, fatura.vencimento)


def _is_bad_copy(line: str, bars: Boleto) -> bool:
    """Whether a bad line is that boleto's, damaged or cut off, or too little to be another's."""
    digits = "".join(char for char in line if "0" <= char <= "9")
    if len(digits) < _LEAST_LINE_DIGITS:
        return True
    return any(
        Levenshtein.distance(digits, part, score_cutoff=_MOST_SLIPS) <= _MOST_SLIPS
        for whole in (bars.linha_digitavel, bars.codigo_barras)
        if whole
        for part in (whole, whole[: len(digits)])
    )


def _of_valid(boleto: Boleto, fatura: Fatura) -> list[Razao]:
    razoes = []
    if boleto.vencimento is not None and boleto.vencimento != fatura.vencimento:
        why = (
            f"a fatura vence em {fatura.vencimento:%d/%m/%Y} e o boleto em "
            f"{boleto.vencimento:%d/%m/%Y}"
        )
        razoes.append(Razao(Aviso.VENCIMENTO_DIFERENTE, why))
    if boleto.valor is None:
        razoes.append(Razao(Aviso.BOLETO_SEM_VALOR))
    if segmento := boleto.segmento_desconhecido:
        why = f"o 2º dígito é {segmento}, que não está na lista da FEBRABAN"
        razoes.append(Razao(Aviso.SEGMENTO_DESCONHECIDO, why))
    return razoes
