"""The command ``validar``: one JSON object a line."""

import json

from tests.cli.conftest import Run


class TestValidar:
    def test_one_json_object_a_line(self, cli: Run) -> None:
        line = "00190.50095 40144.816069 06809.350314 3 37370000000100"
        ended = cli("validar", "boleto", line, "123", "--data-referencia", "2008-01-01")
        good, bad = map(json.loads, ended.out.splitlines())
        assert ended.status == 1
        assert (good["valido"], good["tipo"], good["valor"]) == (True, "cobranca", "1.00")
        assert good["vencimento"] == "2007-12-31"
        assert good["linha_digitavel"] == "00190500954014481606906809350314337370000000100"
        assert bad["valido"] is False
        assert bad["motivos"]

    def test_values_from_standard_input(self, cli: Run) -> None:
        ended = cli("validar", "telefone", "-", stdin="(85) 98888-7777\nabc\n")
        good, bad = map(json.loads, ended.out.splitlines())
        assert ended.status == 1
        assert good == {
            "entrada": "(85) 98888-7777",
            "situacao": "ok",
            "e164": "+5585988887777",
            "tipo": "movel",
            "motivo": "",
        }
        assert (bad["situacao"], bad["e164"]) == ("recusado", None)

    def test_odd_text_stays_on_its_line(self, cli: Run) -> None:
        odd = "85\u20289\x85\x9b\x1b[31m\u202e\tção"
        ended = cli("validar", "telefone", "-", stdin=f"{odd}\n\n")
        first, blank = ended.out.splitlines()
        assert json.loads(first)["entrada"] == odd
        assert json.loads(blank)["entrada"] == ""
        assert first.isprintable()
        assert "ção" in first

    def test_all_valid_is_0(self, cli: Run) -> None:
        assert cli("validar", "telefone", "5585988887777").status == 0
