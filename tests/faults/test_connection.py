"""No way to the API, or none that can be trusted: the job pauses, and nothing is sent or burned."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from faturas.config import Settings
from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.sandbox.faults import Faults, RateLimit
from faturas.sandbox.server import Sandbox
from faturas.store.ledger import Ledger
from faturas.timing import Timing
from faturas.work.connections import Apis, settings_of
from tests.factories.apis import apis_of, company
from tests.faults.job import CODES, Job, Outcomes
from tests.waiting import wait_for

IMPATIENT = Timing(longest_wait_s=0.05)
"""Tries follow each other quickly."""


def new_job(ledger: Ledger, apis: Apis, **busca: Any) -> Job:
    return Job(ledger, apis, IMPATIENT, **busca)


def assert_paused(job: Job, cause: str) -> None:
    ended = job.run()
    assert ended.estado is Estado.PAUSADA
    assert cause in ended.causa
    assert (ended.pendentes, job.outcomes()) == (len(CODES), {}), "no row is burned"


class TestNoConnection:
    def test_nobody_listens(self, ledger: Ledger, sandbox: Sandbox) -> None:
        apis = apis_of(sandbox)
        sandbox.stop()
        assert_paused(new_job(ledger, apis), "Sem conexão com a API")

    def test_the_name_is_unknown(self, ledger: Ledger, sandbox: Sandbox) -> None:
        settings = settings_of(sandbox).model_copy(update={"url": "https://nao-existe.invalid"})
        apis = Apis(Settings(apis={"teste": settings}))
        assert_paused(new_job(ledger, apis), "Sem conexão com a API")

    def test_it_goes_in_the_middle(self, ledger: Ledger, sandbox: Sandbox) -> None:
        sandbox.faults = Faults(limit=RateLimit(per_s=0.001, burst=6, retry_after_s=1))
        job = new_job(ledger, apis_of(sandbox), threads=2)
        job.start()
        wait_for(job.outcomes)
        found = job.outcomes()
        sandbox.stop()
        ended = job.ended()
        assert ended.estado is Estado.PAUSADA
        assert "Sem conexão com a API" in ended.causa
        assert ended.contagens[Situacao.ERRO] == 0
        assert found.items() <= job.outcomes().items()


class TestCertificate:
    @pytest.fixture
    def authority(self) -> trustme.CA:
        return trustme.CA()

    @pytest.fixture
    def trusted(
        self, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The office knows the authority."""
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))

    def served(self, certificate: trustme.LeafCert, folder: Path) -> Sandbox:
        certificate.private_key_pem.write_to_path(str(folder / "chave.pem"))
        for pem in certificate.cert_chain_pems:
            pem.write_to_path(str(folder / "certificado.pem"), append=True)
        return Sandbox(
            company(), certificado=folder / "certificado.pem", chave=folder / "chave.pem"
        )

    @pytest.mark.usefixtures("trusted")
    def test_a_good_one_of_an_authority_named_by_the_environment(
        self, ledger: Ledger, authority: trustme.CA, tmp_path: Path, calm: Outcomes
    ) -> None:
        with self.served(authority.issue_cert("127.0.0.1"), tmp_path) as sandbox:
            job = new_job(ledger, apis_of(sandbox))
            assert job.run().estado is Estado.CONCLUIDA
        assert job.outcomes() == calm

    def test_of_an_unknown_authority(
        self, ledger: Ledger, authority: trustme.CA, tmp_path: Path
    ) -> None:
        self.assert_refused(ledger, authority.issue_cert("127.0.0.1"), tmp_path)

    @pytest.mark.usefixtures("trusted")
    def test_of_another_host(self, ledger: Ledger, authority: trustme.CA, tmp_path: Path) -> None:
        self.assert_refused(ledger, authority.issue_cert("outra-empresa.example"), tmp_path)

    @pytest.mark.usefixtures("trusted")
    def test_that_has_expired(self, ledger: Ledger, authority: trustme.CA, tmp_path: Path) -> None:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        expired = authority.issue_cert("127.0.0.1", not_after=yesterday)
        self.assert_refused(ledger, expired, tmp_path)

    def assert_refused(self, ledger: Ledger, certificate: trustme.LeafCert, folder: Path) -> None:
        with self.served(certificate, folder) as sandbox:
            assert_paused(new_job(ledger, apis_of(sandbox)), "certificado de segurança")
            assert sandbox.counters.requests.total() == 0, "no password has left"
