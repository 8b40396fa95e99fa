"""Where an account has a quota, what a list costs of it is told before it is asked for."""

from dataclasses import replace
from pathlib import Path

import pytest

from faturas.billing.registry import SYSTEMS
from faturas.billing.transport.quota import Quota
from faturas.sandbox.cases import CASES
from tests.cli.conftest import REFERENCE, Run, write_list

QUOTA = Quota(requests=1_000, per_s=3600, keep=200, per_customer=3)


@pytest.mark.parametrize("quota", [None, QUOTA])
def test_it_is_told_only_where_there_is_one(
    cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, quota: Quota | None
) -> None:
    monkeypatch.setitem(SYSTEMS, "hubsoft", replace(SYSTEMS["hubsoft"], quota=quota))
    write_list(folder, [CASES["comum"], CASES["em_dia"]])
    ended = cli("arquivo", "clientes.csv", *REFERENCE)
    assert ended.status == 0
    assert ("Esta lista custa cerca de 6 consultas." in ended.err) is bool(quota)
