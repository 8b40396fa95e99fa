"""Runs the made-up provider from the command line until Ctrl-C: ``python -m faturas.sandbox``."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import NoReturn

from faturas.clock import today
from faturas.sandbox.cases import CASES
from faturas.sandbox.company import Company
from faturas.sandbox.faults import Faults, Mishap, RateLimit, RetryAfter
from faturas.sandbox.routes import COUNTERS_PATH, Credentials
from faturas.sandbox.server import Sandbox

_CREDENTIALS = Credentials(
    client_id="1",
    client_secret="segredo-demo",  # noqa: S106 - opens only the made-up company
    username="demo@provedor-demonstracao.example",
    password="demo",  # noqa: S106 - opens only the made-up company
)
_USAGE_ERROR = 2
"""The exit status for wrong options, as argparse's own."""


class _Parser(argparse.ArgumentParser):
    """Parses the arguments, with its own words in Portuguese."""

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "uso:", 1)

    def error(self, message: str) -> NoReturn:
        self.exit(_USAGE_ERROR, f"Erro: {message}. Veja as opções com --ajuda.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until Ctrl-C; returns the exit status."""
    parser = _parser()
    options = _parse(parser, arguments)
    try:
        faults = _faults(options)
    except ValueError:
        parser.error("as frações de respostas com defeito somam mais de 1")
    sandbox = Sandbox(
        Company(options.semente, options.clientes, options.hoje),
        faults=faults,
        credentials=_CREDENTIALS,
        porta=options.porta,
    )
    try:
        sandbox.start()
    except OSError as problem:
        parser.error(f"não foi possível abrir a porta {options.porta} ({problem.strerror})")
    try:
        _say(_welcome(sandbox))
        sandbox.wait()
    except KeyboardInterrupt:
        _say("Provedor fictício encerrado.")
    finally:
        sandbox.stop()
    return 0


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m faturas.sandbox",
        usage="python -m faturas.sandbox [opções]",
        description="Um provedor de internet fictício, com a API do HubSoft, para testes e "
        "demonstração. Nenhum telefone alcança alguém e nenhum código cobra de verdade.",
        add_help=False,
        allow_abbrev=False,
        exit_on_error=False,
    )
    company = parser.add_argument_group("empresa e servidor")
    add = company.add_argument
    add("--porta", type=_whole(0, 65535), default=8900, metavar="N", help="padrão: 8900")
    add("--clientes", type=_whole(1), default=500, metavar="N", help="padrão: 500")
    add("--semente", type=_whole(0), default=1, metavar="N", help="outra semente, outra empresa")
    add("--hoje", type=_date, default=today(), metavar="AAAA-MM-DD", help="padrão: hoje")
    add("-h", "--ajuda", action="help", help="mostra esta ajuda e sai")

    pace = parser.add_argument_group("ritmo")
    add = pace.add_argument
    add("--latencia-ms", type=_whole(0), default=0, metavar="MS", help="espera de cada resposta")
    add("--variacao-ms", type=_whole(0), default=0, metavar="MS", help="para mais e para menos")
    add("--limite-por-s", type=_positive, metavar="N", help="acima disso, responde 429")
    add("--rajada", type=_whole(1), default=10, metavar="N", help="folga do limite; padrão: 10")
    add("--sem-retry-after", action="store_true", help="o 429 não diz quando voltar")

    faults = parser.add_argument_group("defeitos (frações de 0 a 1)")
    add = faults.add_argument
    for option, what in (
        ("--erros", "respostas 500"),
        ("--quedas", "conexões derrubadas"),
        ("--html", "página de manutenção com status 200"),
        ("--json-quebrado", "JSON pela metade"),
        ("--erros-negocio", 'HTTP 200 com status "error"'),
    ):
        add(option, type=_share, default=0.0, metavar="FRAÇÃO", help=what)
    names = ", ".join(Mishap)
    add(
        "--defeito",
        type=_mishap,
        action="append",
        default=[],
        metavar="NOME=FRAÇÃO",
        help=f"qualquer outro, quantas vezes quiser; os nomes são {names}",
    )
    add(
        "--faturas-prometidas",
        type=_whole(0),
        default=0,
        metavar="N",
        help="a lista geral anuncia N faturas a mais do que tem",
    )
    add("--revogar-a-cada", type=_whole(1), metavar="N", help="revoga o token a cada N consultas")
    add("--recusar-login", action="store_true", help="nenhum login é aceito")
    add("--fora-do-ar", action="store_true", help="toda resposta é 503")
    return parser


def _parse(parser: _Parser, arguments: Sequence[str] | None) -> argparse.Namespace:
    try:
        options, unknown = parser.parse_known_args(arguments)
    except argparse.ArgumentError as wrong:
        # argparse says in English that a value is missing; our types' own messages are Portuguese.
        why = "falta o valor" if wrong.message.startswith("expected") else wrong.message
        parser.error(f"{wrong.argument_name}: {why}")
    if unknown:
        parser.error(f"não existe {' '.join(unknown)}")
    return options


def _faults(options: argparse.Namespace) -> Faults:
    limit = None
    if options.limite_por_s is not None:
        retry_after = RetryAfter.NONE if options.sem_retry_after else RetryAfter.SECONDS
        limit = RateLimit(options.limite_por_s, options.rajada, retry_after=retry_after)
    usual = {
        Mishap.ERROR_500: options.erros,
        Mishap.RESET: options.quedas,
        Mishap.HTML: options.html,
        Mishap.BROKEN_JSON: options.json_quebrado,
        Mishap.STATUS_ERROR: options.erros_negocio,
    }
    return Faults(
        **{str(mishap): share for mishap, share in (usual | dict(options.defeito)).items()},
        latency_s=options.latencia_ms / 1000,
        jitter_s=options.variacao_ms / 1000,
        limit=limit,
        promised_rows=options.faturas_prometidas,
        revoke_every=options.revogar_a_cada,
        refuse_logins=options.recusar_login,
        outage=options.fora_do_ar,
    )


def _welcome(sandbox: Sandbox) -> str:
    company, credentials = sandbox.company, sandbox.credentials
    codigos = company.codigos
    cases = ", ".join(f"{codigo} {name}" for name, codigo in CASES.items() if codigo in codigos)
    return f"""\
Provedor fictício em {sandbox.url}, com {len(codigos)} clientes ({codigos[0]} a {codigos[-1]}).
Hoje é {company.hoje:%d/%m/%Y}. Contadores em {sandbox.url}{COUNTERS_PATH}. Ctrl-C encerra.

Para usá-lo, copie para .streamlit/secrets.toml:

[apis.provedor_ficticio]
nome = "Provedor fictício"
sistema = "hubsoft"
url = "{sandbox.url}"
client_id = "{credentials.client_id}"
client_secret = "{credentials.client_secret}"
username = "{credentials.username}"
password = "{credentials.password}"

Casos especiais: {cases}."""


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _whole(lowest: int, highest: int | None = None) -> Callable[[str], int]:
    upper = f" e no máximo {highest}" if highest is not None else ""

    def whole(text: str) -> int:
        if not text.isdecimal() or int(text) < lowest or (highest and int(text) > highest):
            raise argparse.ArgumentTypeError(
                f"deve ser um número inteiro, no mínimo {lowest}{upper}"
            )
        return int(text)

    return whole


def _number(text: str, problem: str, is_right: Callable[[float], bool]) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        raise argparse.ArgumentTypeError(problem) from None
    if not is_right(number):
        raise argparse.ArgumentTypeError(problem)
    return number


def _share(text: str) -> float:
    return _number(text, "deve ser uma fração de 0 a 1, como 0.05", lambda share: 0 <= share <= 1)


def _mishap(text: str) -> tuple[Mishap, float]:
    name, _, share = text.partition("=")
    if name not in list(Mishap):
        raise argparse.ArgumentTypeError(f"deve ser NOME=FRAÇÃO, com um de {', '.join(Mishap)}")
    return Mishap(name), _share(share)


def _positive(text: str) -> float:
    return _number(text, "deve ser um número maior que zero", lambda number: 0 < number < 1e9)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("deve ser uma data como 2026-03-31") from None


if __name__ == "__main__":
    sys.exit(main())
