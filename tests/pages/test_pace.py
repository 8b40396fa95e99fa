"""What the page says of a running job's pace."""

from faturas.search.pace.values import PaceSnapshot, Phase
from faturas.ui.parts import pace


def said_of(in_flight: int, throttled: int = 0, failed: int = 0, *, settled: bool = True) -> str:
    return pace.sentence(
        PaceSnapshot(
            phase=Phase.FREE,
            rate_per_s=2.0,
            allowed_per_s=10.0,
            waiting_until_s=None,
            in_flight=in_flight,
            throttled=throttled,
            failed=failed,
        ),
        settled=settled,
    )


def test_numbers_while_the_api_keeps_up() -> None:
    said = said_of(in_flight=4, throttled=1, failed=2)
    assert "consultas por segundo" in said
    assert said.endswith("1 recusa por limite · 2 novas tentativas")


def test_words_instead_of_the_rate_when_the_api_is_slow() -> None:
    said = said_of(in_flight=16)
    assert said.startswith("o sistema de cobrança está lento")
    assert "por segundo" not in said


def test_a_start_is_no_proof_that_the_api_is_slow() -> None:
    assert "lento" not in said_of(in_flight=16, settled=False)
