"""A HubSoft connection whose server answers what a test says."""

import pytest
import requests_mock as rm

from faturas.billing.systems.hubsoft import HubSoft
from faturas.billing.transport.retry import Attempts
from tests.billing.systems.hubsoft_answers import LOGIN, settings
from tests.factories.look_ups import new_attempts


@pytest.fixture
def hubsoft() -> HubSoft:
    return HubSoft(settings(), threads=4, timeout_s=5)


@pytest.fixture
def attempts() -> Attempts:
    return new_attempts(3)


@pytest.fixture
def server(requests_mock: rm.Mocker) -> rm.Mocker:
    requests_mock.post(LOGIN, json={"access_token": "t1", "expires_in": 2592000})
    return requests_mock
