"""faturas.intake.text_kind: texts that are no lists are refused by name, with what to do."""

import pytest

from faturas.errors import InputError
from faturas.intake.file_kind import Formato
from faturas.intake.spreadsheet import read_table

MAIL = "From: a@exemplo.com\nTo: b@exemplo.com\nSubject: lista\nMIME-Version: 1.0\n\n"
MHTML = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\nX-Document-Type: Workbook\n'
)
TABLE = "<table><tr><td>codigo</td></tr><tr><td>1</td></tr></table>"
SHEET_2003 = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"clientes": [{"codigo_cliente": 1}]}', "JSON"),
        ('[\n  {"codigo": 1}\n]', "JSON"),
        ("[1001, 1002]", "JSON"),
        ('{"codigo": 1}\n{"codigo": 2}\n', "JSON"),
        ("\n%PDF-1.7\nabc", "PDF"),
        (f"{MAIL}codigo\n1\n", "e-mail"),
        (f"{MAIL}{TABLE}", "e-mail"),
        ("From a@b.c Mon Nov  1 10:00:00 2026\nSubject: x\n\n3001\n", "e-mail"),
        ("From MAILER-DAEMON Fri Jul 18 10:00 2026\nSubject: x\n\ncodigo;nome\n1;A\n", "e-mail"),
        (f"{MHTML}\n{TABLE}", "MHTML"),
        ("De: a@exemplo.com\nPara: b@exemplo.com\nAssunto: lista\n\ncodigo\n1\n", "e-mail"),
        ("*De:* Ana\n*Enviada em:* 1 de março\n*Para:* Bia\n\ncodigo\n1\n", "e-mail"),
        ("Segue\n---------- Mensagem encaminhada ---------\ncodigo\n1\n", "e-mail"),
        ("HTTP/1.1 200 OK\nContent-Type: text/csv\n\ncodigo\n1\n", "HTTP"),
        ("Server: nginx\nContent-Type: text/csv\nCache-Control: private\n\ncodigo\n1\n", "HTTP"),
        (f"HTTP/2 200\nContent-Type: text/html\n\n{TABLE}", "HTTP"),
        (SHEET_2003, "Excel 2003"),
        ('<?xml version="1.0"?><nfeProc><NFe></NFe></nfeProc>', "nota fiscal"),
        ('<?xml version="1.0"?><clientes></clientes>', "XML"),
        ("<clientes><c>1</c></clientes>", "XML"),
        ("BEGIN:VCARD\nFN:Ana\n", "vCard"),
        ("BEGIN:VCALENDAR\n", "iCalendar"),
        ("OFXHEADER:100\nDATA:OFXSGML\n", "OFX"),
        ("ID;PWXL;N;E\nC;Y1;X1;K1\n", "SYLK"),
        ("ID;PCALCOOO32\r\nP;PGeneral\r\n", "SYLK"),
        ("02RETORNO01COBRANCA" + " " * 380 + "\n1" + " " * 399, "CNAB"),
        ("237" + "0" * 237 + "\n237" + "1" * 237 + "\n", "CNAB"),
        ("INSERT INTO clientes VALUES (1);\n", "SQL"),
        ("<html><body><h1>Erro 404</h1></body></html>", "nenhuma tabela"),
        ("<!DOCTYPE html><html><frameset><frame src=a></frameset></html>", "nenhuma tabela"),
        (f"<form><input type=password>{TABLE.replace('codigo', 'Senha')}</form>", "login"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_another_kind_of_text_is_refused_by_name_with_what_to_do(
    text: str, what: str, encoding: str
) -> None:
    with pytest.raises(InputError, match=what) as caught:
        read_table(text.encode(encoding), "clientes.xls")
    assert "envie" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "codigo\n{1}\n",
        "codigo;nome\n1;<b>Ana</b>\n",
        "codigo;de\n1;Subject: x\n2;To: y\n",
        "[a]\n1\n",
        "id;plano;codigo_cliente;nome\n1;A;1001;ANA\n",
        "ID;Parceiro;Código;Nome\n1;A;1001;ANA\n",
        "De: 01/02/2026\nPara: 28/02/2026\nData: 01/03/2026\ncodigo;nome\n1;Ana\n",
        f"codigo_cliente;nome;obs\n1001;ANA;{TABLE}\n1002;BIA;b\n",
        f"a;b;c\n1001;ANA;b\n1002;BIA;<b>x</b>{TABLE}\n",
        f'codigo,obs\n1,"{TABLE}"\n2,b\n',
    ],
)
def test_a_list_with_strange_cells_is_a_list(text: str) -> None:
    table = read_table(text.encode(), "clientes.csv")
    assert table.entendido.formato is Formato.CSV
    assert table.total_linhas > 0


def test_very_many_blank_lines_are_searched_in_one_pass() -> None:
    text = "codigo\n1001\n" + "\n" * 200_000
    assert read_table(text.encode(), "lista.csv").total_linhas == 1
