"""Refuses a text that is a known kind of file other than a list: names it, and says what to do.

A list that is read as something else, or something else that is read as a list, would give codes
that are none.
"""

import re

from faturas.errors import InputError

_EXPORT = "Exporte a lista do sistema como CSV ou XLSX e envie esse arquivo."
_SAVE_AS = "Abra-o no Excel, salve como .xlsx ou CSV e envie o arquivo salvo."
_MAIL = "uma mensagem de e-mail"
_ATTACHED = "Se a lista está anexada à mensagem, salve o anexo e envie o anexo."

_FLAGS = re.IGNORECASE | re.MULTILINE
# Header lines of HTTP that no mail has.
_HTTP_ALONE = (
    r"server|set-cookie|cache-control|x-powered-by|transfer-encoding|pragma|expires|etag|vary"
    r"|connection|content-length|last-modified"
)
# A header line of a mail or of HTTP. "Data:" is left out: many lists have it, and the period that
# they are of (De: … Para: …), above their titles.
_HEADER_LINE = re.compile(
    r"^\*{0,2}(?:from|to|cc|bcc|subject|sent|date|mime-version|return-path|received|delivered-to"
    r"|message-id|reply-to|content-[a-z-]+|x-[a-z0-9-]+|dkim-signature|arc-[a-z-]+"
    rf"|authentication-results|{_HTTP_ALONE}|de|para|cco|assunto|enviad[oa] em|responder a|anexos?)"
    r":\*{0,2}[ \t]*\S",
    _FLAGS,
)
_FORWARDED = re.compile(
    r"^-{3,} ?(?:mensagem (?:original|encaminhada)|original message|forwarded message) ?-{3,}\s*$",
    _FLAGS,
)
_HTTP_STATUS = re.compile(r"\s*HTTP/\d(?:\.\d)? \d{3}\b", re.IGNORECASE)
_HTTP_LINE = re.compile(rf"^(?:{_HTTP_ALONE}): ?\S", _FLAGS)
_LEAST_HEADER_LINES = 3
"""Header lines from which on a text counts as a mail or an answer of HTTP; fewer may be a list's
own words above its titles."""
_MAIL_CHARS = 8192
"""Characters at the beginning of a text among which such lines are looked for."""
_MHTML = re.compile(
    r"multipart/related|^from: <(saved|salvo|gravado)|^snapshot-content-location:", _FLAGS
)
_SHEET_OF_2003 = "urn:schemas-microsoft-com:office:spreadsheet"

# What each kind of file begins with, its name, and what to do; the first that fits counts.
_KINDS = tuple(
    (re.compile(pattern, _FLAGS | flags), what, do)
    for pattern, flags, what, do in (
        (r"\A.{0,1024}?^%PDF-", re.DOTALL, "um PDF", _EXPORT),
        # The line that begins each message of a mailbox (mbox): sender, weekday, month, day, time.
        (r"\A\s*From \S+ +[a-z]{3} [a-z]{3} +\d+ +\d\d:\d\d", 0, _MAIL, _ATTACHED),
        (r"\A\s*BEGIN:VCARD", 0, "uma agenda de contatos (vCard)", _EXPORT),
        (r"\A\s*BEGIN:VCALENDAR", 0, "um calendário (iCalendar)", _EXPORT),
        (r"\A\s*(OFXHEADER|<OFX>|<\?OFX)", 0, "um extrato bancário (OFX)", _EXPORT),
        (r"\A\s*!(Type|Account|Option):", 0, "um extrato bancário (QIF)", _EXPORT),
        (
            # A list may begin with the titles id;plano or ID;Parceiro.
            r"\A(?-i:ID;P.*[\r\n]+(?:(?:NN|NU|NE|[BCFOPW]);[A-Z]|E[\r\n]))",
            0,
            "uma planilha antiga (SYLK, .slk)",
            _SAVE_AS,
        ),
        (r"\A\s*TABLE\r?\n0,1\r?\n", 0, "uma planilha antiga (DIF)", _SAVE_AS),
        (r"\A\s*\{\\rtf", 0, "um documento de texto (RTF)", _EXPORT),
        (r"\A%!PS", 0, "um documento para impressão (PostScript)", _EXPORT),
        (r"\A\s*-----BEGIN [A-Z ]+-----", 0, "um certificado ou uma chave", _EXPORT),
        (r"\A\s*\[(InternetShortcut|Desktop Entry)\]", 0, "um atalho", _EXPORT),
        (r"\A\s*(-- (MySQL|PostgreSQL)|/\*!)", 0, "um arquivo de banco de dados (SQL)", _EXPORT),
        (
            # Blanks within a line only: \s would look through all following lines from each one.
            r"^[ \t]*(INSERT[ \t]+INTO|(CREATE|DROP)[ \t]+TABLE)[ \t]+\S",
            0,
            "um arquivo de banco de dados (SQL)",
            _EXPORT,
        ),
        (r"\A0[12](REMESSA|RETORNO)\d\d", 0, "um arquivo do banco (CNAB)", _EXPORT),
        (
            r"\A\d[^;,|\t\r\n]{235,449}\r?\n\d[^;,|\t\r\n]{235,449}\r?$",
            0,
            "um arquivo do banco (CNAB)",
            _EXPORT,
        ),
        (
            r"""\A\s*(\{\s*(["'}]|$)|\[\s*([\[{"'\]]|-?\d+\s*[,\]]|$|(true|false|null)\b))""",
            0,
            "um arquivo de dados (JSON)",
            _EXPORT,
        ),
        (
            r"\A\s*<.{0,4096}?(<(\w+:)?(nfeproc|nfe|cteproc|cte|enviNFe|infNFe)[\s>]|portalfiscal)",
            re.DOTALL,
            "uma nota fiscal eletrônica (XML)",
            _EXPORT,
        ),
        (r"\A\s*<\?xml\b", 0, "um arquivo de dados (XML)", _EXPORT),
        (
            r"\A\s*<[a-z_][\w.:-]*[\s/>].*?(</|/>)",
            re.DOTALL,
            "um arquivo de dados (XML)",
            _EXPORT,
        ),
    )
)


def refuse_containers(head: str) -> None:
    """Raises ``InputError`` for a text that may hold a table of HTML and is no web page.

    Mails, saved pages (MHTML), answers of a server with their headers, and Excel's XML of 2003.
    ``head`` is the beginning of the text.
    """
    if _SHEET_OF_2003 in head or 'progid="Excel.Sheet"' in head:
        raise _refusal("uma planilha XML do Excel 2003", _SAVE_AS)
    top = head[:_MAIL_CHARS]
    has_headers = len(_HEADER_LINE.findall(top)) >= _LEAST_HEADER_LINES
    if has_headers and _MHTML.search(top):
        raise _refusal("uma página da internet salva (MHTML)", _SAVE_AS)
    if _HTTP_STATUS.match(top) or (has_headers and _HTTP_LINE.search(top)):
        raise _refusal("a resposta de um servidor, com os cabeçalhos (HTTP)", _EXPORT)
    if has_headers or _FORWARDED.search(top):
        raise _refusal(_MAIL, _ATTACHED)


def refuse_other_kinds(head: str) -> None:
    """Raises ``InputError`` where ``head``, the beginning of a text, is that of no list.

    Whether it is a web page has to be known before: one would be taken for XML here.
    """
    for pattern, what, do in _KINDS:
        if pattern.search(head):
            raise _refusal(what, do)


def _refusal(what: str, do: str) -> InputError:
    return InputError(f"O arquivo é {what}, não uma lista de clientes. {do}")
