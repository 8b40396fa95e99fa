"""What it means that an API refuses a request, for one customer and for everybody."""

from collections.abc import Mapping
from typing import Any

from faturas.billing.transport.words import told
from faturas.errors import FatalApiError

_LOOK_AT_CUSTOMER = "Confira o cadastro dele no sistema de cobrança."
_OF_ONE = {
    403: f"A API negou a permissão para a consulta deste cliente (erro 403). {_LOOK_AT_CUSTOMER}",
    404: f"A API não encontrou a consulta deste cliente (erro 404). {_LOOK_AT_CUSTOMER}",
}
_OF_ALL = {
    403: "A API negou a permissão para esta consulta (erro 403). "
    "Confira as permissões do usuário de integração.",
    404: "O endereço da consulta não existe na API (erro 404). "
    "Confira a chave url da configuração.",
}


def refusal(status: int, content: Mapping[str, Any] | None) -> FatalApiError:
    """The error of a refused request; ``content`` is the JSON object that came with it, if any.

    Whether it is one customer's or everybody's only the others' answers can show.
    """
    words = told(content or {})
    why = f" (erro {status}): {words}." if words else f" (erro {status})."
    return FatalApiError(
        _OF_ONE.get(status, f"A API recusou a consulta deste cliente{why}"),
        api_answered=False,
        of_all=_OF_ALL.get(status, f"A API recusou a consulta{why}"),
    )
