"""The server of the made-up system: a few customers, and what can go wrong with each answer."""

import json
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

from faturas.domain.documents import document_digits
from tests.billing.companies import Trouble

TOKEN = "segredo/do+ficticio"
OWES, OWES_NOTHING, UNKNOWN = "C-17", "C-18", "C-99"
PEOPLE = {"C-17": "ANA", "C-18": "BIA", "C-19": "CAIO"}
CPFS = {"C-17": "052.998.224-21", "C-18": "529.982.247-25", "C-19": "111.444.777-35"}
INVOICES = {
    f"fat_{letter}": {"cliente": cliente, "valor": valor, "vence_em": vence_em}
    for letter, cliente, valor, vence_em in (
        ("b7", "C-17", 59.9, "2026-10-10"),
        ("a2", "C-17", 61.5, "2026-09-10"),
        ("k9", "C-19", 10.01, "2026-08-01"),
        ("z0", "C-19", 11.01, "2026-09-01"),
    )
}
QUESTIONS = {
    f"/{path}"
    for path in (
        *("faturas/abertas", "faturas/pagamento", "faturas/todas"),
        *("clientes/ver", "clientes/varios", "clientes/todos"),
    )
}
"""All that may be asked, each with POST."""

Json = dict[str, Any]


def answer(path: str, form: Mapping[str, str]) -> Json:
    """What the system says when all is well; ``cpf_cnpj`` finds a customer by the mask's digits."""
    cliente = form.get("cliente", "")
    if cpf := form.get("cpf_cnpj", ""):
        cliente = next(iter(_known([cpf])), "")
    if path in _LISTS:
        return {"ok": True, **_LISTS[path](form)}
    if path == "/faturas/pagamento":
        return {"ok": True, "linha": "001" * 15, "pix": "0002", "link": "https://x.example/1"}
    if cliente not in PEOPLE:
        return {"ok": False, "erro": "nao_existe"}
    if path == "/clientes/ver":
        return {"ok": True, **_registration(cliente)}
    mine = {each: row for each, row in INVOICES.items() if row["cliente"] == cliente}
    nome = PEOPLE[cliente]
    return {
        "ok": True,
        "faturas": [{"id": each, "nome": nome, **row} for each, row in mine.items()],
    }


def _everybodys_invoices(form: Mapping[str, str]) -> Json:
    """One page, in the way that is asked for: each goes on by something else."""
    size = int(form["quantas"])
    if "pagina" in form:
        number = int(form["pagina"])
        page = sorted(INVOICES)[(number - 1) * size : number * size]
        more = number * size < len(INVOICES)
        told: Json = {"proxima": str(number + 1) if more else None, "total": len(INVOICES)}
    elif "a_partir_de" in form:
        at = int(form["a_partir_de"])
        page = sorted(INVOICES)[at : at + size]
        told = {"proxima": str(at + size) if len(page) == size else None}
    else:
        page = sorted(each for each in INVOICES if each > form["depois_de"])[:size]
        told = {"proxima": page[-1] if len(page) == size else None}
    return {"faturas": [{"id": each, **INVOICES[each]} for each in page], **told}


def _some_customers(form: Mapping[str, str]) -> Json:
    asked = form.get("cliente", "").split(",")
    known = [each for each in asked if each in PEOPLE]
    known += _known(form.get("cpf_cnpj", "").split(","))
    return {"clientes": list(map(_registration, known))}


def _known(cpfs: Iterable[str]) -> list[str]:
    """Who has these, in digits."""
    by_digits = {document_digits(cpf): cliente for cliente, cpf in CPFS.items()}
    return [by_digits[each] for each in cpfs if each in by_digits]


def _all_customers(form: Mapping[str, str]) -> Json:
    number, size = int(form["pagina"]), int(form["quantos"])
    everybody = list(map(_registration, PEOPLE))
    more = len(everybody) > number * size
    page = everybody[(number - 1) * size : number * size]
    proxima = str(number + 1) if more else None
    return {"clientes": page, "proxima": proxima, "total": len(everybody)}


def _registration(cliente: str) -> Json:
    return {
        "cliente": cliente,
        "cpf": CPFS[cliente],
        "nome": PEOPLE[cliente],
        "fones": ["85900112233"],
    }


_LISTS = {
    "/faturas/todas": _everybodys_invoices,
    "/clientes/varios": _some_customers,
    "/clientes/todos": _all_customers,
}


class Server:
    """The system over real HTTP; ``writes`` counts what is no question."""

    def __init__(self) -> None:
        self.trouble = Trouble.NONE
        self.writes = 0
        self._times = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.serve(self, dict(parse_qsl(body, keep_blank_values=True)))

            def __getattr__(self, name: str) -> Callable[[], None]:
                """Any other verb: what is no question is counted, too."""
                if not name.startswith("do_"):
                    raise AttributeError(name)
                return lambda: outer.serve(self, {})

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def beset(self, trouble: Trouble) -> None:
        """Let this befall the answers from now on, the passing ones once."""
        self.trouble, self._times = trouble, 0

    def serve(self, to: BaseHTTPRequestHandler, form: Mapping[str, str]) -> None:
        """Answer one request."""
        self.writes += (to.command, to.path) not in {("POST", each) for each in QUESTIONS}
        self._times += 1
        known = to.headers["X-Token"] == TOKEN and self.trouble is not Trouble.REFUSED_CREDENTIAL
        content = answer(to.path, form)
        match self.trouble:
            case _ if not known:
                self._send(to, {"ok": False}, 401)
            case Trouble.THROTTLED if self._times == 1:
                self._send(to, {"ok": False}, 429, {"Retry-After": "1"})
            case Trouble.STUMBLES if self._times == 1:
                self._send(to, {"ok": False}, 502)
            case Trouble.HTML:
                self._send(to, "<html>Manutenção</html>")
            case Trouble.CUT:
                self._send(to, content, cut=True)
            case Trouble.STRANGER:
                strangers = {**form, "cliente": "C-19", "cpf_cnpj": document_digits(CPFS["C-19"])}
                self._send(to, answer(to.path, strangers))
            case Trouble.ECHO:
                self._send(to, {"ok": False, "mensagem": f"X-Token {to.headers['X-Token']}"})
            case _:
                self._send(to, content)

    def _send(
        self,
        to: BaseHTTPRequestHandler,
        content: Json | str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        *,
        cut: bool = False,
    ) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        body = text.encode()
        to.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            to.send_header(name, value)
        to.end_headers()
        to.wfile.write(body[: len(body) // 2] if cut else body)
        to.close_connection = cut
