"""Where an account has a quota, the page says what a list costs of it before it is started."""

from dataclasses import replace

import pytest

from faturas.billing.registry import SYSTEMS
from faturas.billing.transport.quota import Quota
from tests.pages.conftest import Configure, OpenPage
from tests.pages.screen import text
from tests.pages.test_processar import LIST, REAL, upload

QUOTA = Quota(requests=1_000, per_s=3600, keep=200, per_customer=3)


@pytest.mark.parametrize("quota", [None, QUOTA])
def test_it_is_told_only_where_there_is_one(
    open_page: OpenPage,
    configure: Configure,
    monkeypatch: pytest.MonkeyPatch,
    quota: Quota | None,
) -> None:
    monkeypatch.setitem(SYSTEMS, "hubsoft", replace(SYSTEMS["hubsoft"], quota=quota))
    configure(REAL)
    app = upload(open_page(), LIST)
    assert ("Esta lista custa cerca de 6 consultas." in text(app)) is bool(quota)
