"""What may befall an API, and what becomes of a job: a row of a table for each fault.

Three ends are possible. A passing fault changes nothing. What concerns one customer ends as that
row's ``erro``, with its reason. What may concern everybody pauses the job, and no row is burned.
"""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from starlette.responses import JSONResponse

from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.sandbox.contracts.hubsoft import CLIENTE_FINANCEIRO, LOGIN
from faturas.sandbox.exchange import Exchange
from faturas.sandbox.faults import Faults, Mishap, RateLimit, RetryAfter
from faturas.sandbox.mishaps import HAPPENS
from faturas.sandbox.server import Sandbox
from faturas.store.job_changes import JobChanges
from faturas.store.ledger import Ledger
from faturas.store.rows import Filter
from faturas.timing import Timing
from faturas.work.runner import Runner
from tests.factories.apis import apis_of, company
from tests.faults.job import CODES, Job, Outcomes

BAD = "1075"
ONE = partial(Faults, only_codes={BAD})
EVERYBODY = Faults
FIXO, ADAPTATIVO = {"ritmo": "fixo"}, {"ritmo": "adaptativo"}
STORM = RateLimit(per_s=100, burst=35)
SILENT_STORM = RateLimit(per_s=100, burst=35, retry_after=RetryAfter.NONE)
DEADLINE: dict[str, Any] = {"tempo_limite_s": 0.8}
IMPATIENT = Timing(longest_wait_s=0.05, longest_backoff_s=0.05, patience_s=4)
"""Tries follow each other quickly, and an outage is one after some seconds."""


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    with Sandbox(company()) as running:
        yield running


@pytest.fixture
def sandbox(served: Sandbox) -> Iterator[Sandbox]:
    yield served
    served.faults = Faults()


def new_job(ledger: Ledger, sandbox: Sandbox, **busca: Any) -> Job:
    return Job(ledger, apis_of(sandbox, IMPATIENT), IMPATIENT, **busca)


@pytest.mark.parametrize(
    ("faults", "busca"),
    [
        (Faults(error_500=0.1, reset=0.1, html=0.1, broken_json=0.1, cut_body=0.1), {}),
        (Faults(revoke_at=len(CODES) // 2, latency_s=0.03), {"threads": 16}),
        (Faults(wrong_type=1), {}),
        (Faults(redirect_path=1), {}),
        (Faults(numbered_lists=0.3, odd_payments=0.3, float_noise=0.2, entities=0.2), {}),
        (Faults(limit=STORM), FIXO),
        (Faults(limit=STORM), ADAPTATIVO),
        (Faults(limit=SILENT_STORM), FIXO),
        (Faults(limit=SILENT_STORM), ADAPTATIVO),
    ],
    ids=[
        "half of the answers broken",
        "401 in the middle, 16 threads",
        "wrong content type",
        "redirect within the server",
        "the right facts in other words",
        "storm of 429, fixo",
        "storm of 429, adaptativo",
        "storm of 429 without Retry-After, fixo",
        "storm of 429 without Retry-After, adaptativo",
    ],
)
def test_a_passing_fault_changes_nothing(
    ledger: Ledger, sandbox: Sandbox, calm: Outcomes, faults: Faults, busca: dict[str, Any]
) -> None:
    logins = sandbox.counters.logins
    sandbox.faults = faults
    job = new_job(ledger, sandbox, **{"tentativas": 15, **busca})
    assert job.run().estado is Estado.CONCLUIDA
    assert job.outcomes() == calm
    assert sandbox.counters.logins - logins == (2 if faults.revoke_at else 1)


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        (ONE(error_500=1), "A API respondeu com o erro 500 (depois de 2 tentativas)."),
        (ONE(reset=1), "A conexão com a API caiu no meio da resposta"),
        (ONE(cut_body=1), "A conexão com a API caiu no meio da resposta"),
        (ONE(html=1), "A API respondeu com uma página HTML no lugar dos dados"),
        (ONE(broken_json=1), "A API respondeu com algo que não é JSON"),
        (ONE(drip=1), "A API não respondeu dentro do tempo limite"),
        (ONE(huge=1), "A resposta da API passou de 20 MB e foi descartada"),
        (ONE(redirect_host=1), "outro endereço (outro-servidor.invalid), que não foi seguido"),
        (ONE(status_error=1), "A API recusou a consulta: Não foi possível"),
        (ONE(other_customer=1), "A API respondeu com a fatura de outro cliente"),
        (ONE(odd_envelope=1), "A API recusou a consulta: Falha interna."),
        (ONE(control_words=1), "A API recusou a consulta: Consulta negada agora."),
        (ONE(untold_payments=1), "Não dá para saber se uma fatura deste cliente está paga"),
        (ONE(not_found=1), "A API não encontrou a consulta deste cliente (erro 404)"),
        (ONE(null_fields=1), "a fatura de outro cliente (ou sem dizer de quem ela é)"),
    ],
    ids=lambda value: _names(value) if isinstance(value, Faults) else "",
)
def test_what_befalls_one_customer_is_that_rows_erro(
    ledger: Ledger, sandbox: Sandbox, calm: Outcomes, faults: Faults, reason: str
) -> None:
    sandbox.faults = faults
    job = new_job(ledger, sandbox, **(DEADLINE if faults.drip else {}))
    assert job.run().estado is Estado.CONCLUIDA
    outcomes = job.outcomes()
    assert outcomes[BAD].situacao is Situacao.ERRO
    assert reason in outcomes[BAD].motivo
    assert {**outcomes, BAD: calm[BAD]} == calm, "the others are as they are"
    sandbox.faults = Faults()
    assert JobChanges(ledger.database).retry_failures(job.id) == 1
    job.run()
    assert job.outcomes() == calm


@pytest.mark.parametrize(
    ("faults", "busca", "cause"),
    [
        (EVERYBODY(outage=True), {}, "erro 503"),
        (EVERYBODY(outage=True, only_routes={CLIENTE_FINANCEIRO}), FIXO, "erro 503"),
        (EVERYBODY(outage=True, only_routes={CLIENTE_FINANCEIRO}), ADAPTATIVO, "erro 503"),
        (EVERYBODY(outage=True, outage_retry_after_s=3600), {}, "60 minutos"),
        (EVERYBODY(error_500=1), {}, "erro 500"),
        (EVERYBODY(html=1), {}, "página HTML"),
        (EVERYBODY(broken_json=1), {}, "não é JSON"),
        (EVERYBODY(reset=1), {}, "caiu no meio"),
        (EVERYBODY(drip=1), {**DEADLINE, "tentativas": 1}, "dentro do tempo limite"),
        (EVERYBODY(redirect_host=1), {}, "outro endereço"),
        (EVERYBODY(not_found=1), {}, "erro 404). Confira a chave url"),
        (EVERYBODY(challenge=1), {"threads": 16}, "uma proteção (Cloudflare) que barrou"),
        (EVERYBODY(challenge=1, only_routes={LOGIN}), {}, "uma proteção (Cloudflare) que barrou"),
        (EVERYBODY(refuse_logins=True), {"threads": 16}, "recusou o login (erro 401)"),
        (EVERYBODY(refuse_logins=True, refusal_status=400), {}, "recusou o login (erro 400)"),
        (EVERYBODY(revoke_every=1), {"threads": 16}, "logo depois de um novo login"),
        (EVERYBODY(error_500=1, only_routes={LOGIN}), {}, "O login na API não funcionou"),
        (EVERYBODY(html=1, only_routes={LOGIN}), {}, "O login na API não funcionou"),
    ],
    ids=lambda value: _names(value) if isinstance(value, Faults) else "",
)
def test_what_befalls_everybody_pauses_the_job_and_burns_no_row(
    ledger: Ledger,
    sandbox: Sandbox,
    calm: Outcomes,
    faults: Faults,
    busca: dict[str, Any],
    cause: str,
) -> None:
    logins = sandbox.counters.requests[LOGIN]
    sandbox.faults = faults
    job = new_job(ledger, sandbox, **busca)
    ended = job.run()
    assert ended.estado is Estado.PAUSADA
    assert cause in ended.causa
    assert (ended.pendentes, job.outcomes()) == (len(CODES), {}), "no row is burned"
    if faults.refuse_logins or faults.revoke_every:
        assert sandbox.counters.requests[LOGIN] - logins <= 2
    sandbox.faults = Faults()
    # As another process, which has not been told to wait for an hour.
    job.runner = Runner(ledger, apis_of(sandbox, IMPATIENT), IMPATIENT)
    assert job.run().estado is Estado.CONCLUIDA
    assert job.outcomes() == calm


@pytest.mark.parametrize(
    "faults",
    [
        EVERYBODY(status_error=1),
        EVERYBODY(odd_envelope=1),
        EVERYBODY(other_customer=1),
        EVERYBODY(null_fields=1),
    ],
    ids=["status_error", "odd_envelope", "other_customer", "null_fields"],
)
def test_answers_about_each_customer_are_each_customers_erro(
    ledger: Ledger, sandbox: Sandbox, calm: Outcomes, faults: Faults
) -> None:
    sandbox.faults = faults
    job = new_job(ledger, sandbox)
    assert job.run().estado is Estado.CONCLUIDA
    for codigo, outcome in job.outcomes().items():
        assert outcome == calm[codigo] or (outcome.situacao is Situacao.ERRO and outcome.motivo)
    sandbox.faults = Faults()
    JobChanges(ledger.database).retry_failures(job.id)
    job.run()
    assert job.outcomes() == calm


def test_a_customer_of_whom_the_api_says_that_it_does_not_exist_is_not_found(
    ledger: Ledger, sandbox: Sandbox, calm: Outcomes
) -> None:
    sandbox.faults = ONE(no_customer=1)
    job = new_job(ledger, sandbox)
    assert job.run().estado is Estado.CONCLUIDA
    outcomes = job.outcomes()
    assert outcomes[BAD].situacao is Situacao.NAO_ENCONTRADO
    assert {**outcomes, BAD: calm[BAD]} == calm


def test_contacts_of_whom_the_api_says_so_when_asked_again_are_contacts_no_more(
    ledger: Ledger, sandbox: Sandbox, calm: Outcomes
) -> None:
    job = new_job(ledger, sandbox)
    job.run()
    contacts = {codigo for codigo, outcome in calm.items() if outcome.conferida}
    assert JobChanges(ledger.database).refresh(job.id, Filter()) == len(contacts)
    sandbox.faults = Faults(no_customer=1)
    assert job.run().estado is Estado.CONCLUIDA
    left = {codigo: outcome for codigo, outcome in job.outcomes().items() if codigo in contacts}
    assert {outcome.situacao for outcome in left.values()} == {Situacao.NAO_ENCONTRADO}
    assert all("saiu ao conferir de novo" in outcome.motivo for outcome in left.values())


def test_missing_fields_are_never_guessed(ledger: Ledger, sandbox: Sandbox, calm: Outcomes) -> None:
    sandbox.faults = Faults(missing_fields=1)
    job = new_job(ledger, sandbox)
    job.run()
    for codigo, outcome in job.outcomes().items():
        if outcome.conferida is None:
            assert outcome.situacao is Situacao.ERRO or outcome == calm[codigo]
            continue
        right = calm[codigo].conferida
        assert right is not None
        assert outcome.conferida.fatura.id_fatura == right.fatura.id_fatura
        assert outcome.conferida.fatura.valor == right.fatura.valor
        assert outcome.conferida.fatura.vencimento == right.fatura.vencimento


def test_fields_that_nobody_knows_change_nothing(
    ledger: Ledger, sandbox: Sandbox, calm: Outcomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(HAPPENS, Mishap.MISSING_FIELDS, _with_more_fields)
    sandbox.faults = Faults(missing_fields=1)
    job = new_job(ledger, sandbox)
    assert job.run().estado is Estado.CONCLUIDA
    assert job.outcomes() == calm


async def _with_more_fields(exchange: Exchange) -> None:
    def more(value: Any) -> Any:
        if isinstance(value, dict):
            known = {name: more(each) for name, each in value.items()}
            return {**known, "novo": {"a": [1]}, "valor_novo": 9.99, "": None}
        return [more(each) for each in value] if isinstance(value, list) else value

    answer = await exchange.answer()
    await exchange.reply(JSONResponse(more(json.loads(bytes(answer.body))), answer.status_code))


def _names(faults: Faults) -> str:
    """The dials that are not where they usually are."""
    usual = Faults()
    names = (name for name in Faults.__slots__ if getattr(faults, name) != getattr(usual, name))
    return " ".join(name for name in names if name != "only_codes")
