"""Makes the Portuguese of findings (``sentence``), and of all those of one notice (``detail``)."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from faturas.domain.findings import Cause, Code, Finding, Repair
from faturas.domain.money import format_brl
from faturas.domain.notices import Aviso
from faturas.domain.ptbr import number

SENTENCES: dict[Code, str] = {
    Cause.BOLETO_VAZIO: "não há código: o campo está vazio",
    Cause.BOLETO_COMO_NUMERO: (
        "a planilha guardou o código como número e perdeu dígitos; "
        "copie-o de novo, numa coluna de texto"
    ),
    Cause.BOLETO_COM_LETRAS: (
        "há letras ou símbolos no código, que deve ter só números; copie-o de novo"
    ),
    Cause.BOLETO_TAMANHO: (
        "o código tem {} dígitos: a linha digitável tem 47 (boleto) ou "
        "48 (conta de convênio) e o código de barras tem 44"
    ),
    Cause.BOLETO_MOEDA: "o 4º dígito, que diz a moeda, deve ser 9 (real)",
    Cause.BOLETO_DV_CAMPO: "o dígito verificador do {}º campo não confere",
    Cause.BOLETO_DV_BLOCO: "o dígito verificador do {}º bloco não confere",
    Cause.BOLETO_DV_GERAL: "o dígito verificador geral não confere",
    Cause.CONVENIO_COM_47: (
        "o código começa com 8, como as contas de convênio, mas tem 47 dígitos em vez de 48"
    ),
    Cause.CONVENIO_SEM_8: (
        "com 48 dígitos, o código é de uma conta de convênio e deve começar com 8"
    ),
    Cause.CONVENIO_ID_VALOR: "o 3º dígito, que diz como ler o valor, deve ser 6, 7, 8 ou 9",
    Cause.CONVENIO_SEGMENTO: "o 2º dígito é {}, que não está na lista da FEBRABAN",
    Cause.PIX_VAZIO: "não há código Pix: o campo está vazio",
    Cause.PIX_SEM_CAMPO_NA_POSICAO: (
        "a estrutura do código está quebrada{0:dentro}: na posição {1} deveria "
        "começar um campo; copie o código de novo, inteiro"
    ),
    Cause.PIX_CAMPO_CORTADO: (
        "a estrutura do código está quebrada{0:dentro}: o campo {1} anuncia {2} "
        "caracteres e só há {3}; copie o código de novo, inteiro"
    ),
    Cause.PIX_CAMPO_REPETIDO: "o campo {1} aparece mais de uma vez{0:dentro}",
    Cause.PIX_CAMPO_FALTA: "falta o campo {0} ({0:campo})",
    Cause.PIX_CAMPO_INVALIDO: "o campo {0} ({0:campo}) {0:regra}",
    Cause.PIX_CARACTERE: "há uma quebra de linha ou um caractere invisível no meio do código",
    Cause.PIX_SEM_FIM: (
        "o código não termina com o campo 63 (CRC), sinal de que foi cortado ou emendado; "
        "copie-o de novo, inteiro"
    ),
    Cause.PIX_CRC: (
        "o CRC, no fim do código, não confere: algum caractere foi trocado, perdido ou incluído"
    ),
    Cause.PIX_COMECO: "o código não começa pelo campo 00 (versão)",
    Cause.PIX_SEM_CONTA: "o código não traz uma conta Pix (br.gov.bcb.pix) nos campos 26 a 51",
    Cause.PIX_CHAVE_E_URL: "o código traz chave e URL ao mesmo tempo, e só uma delas pode valer",
    Cause.PIX_SEM_CHAVE: "o código não traz a chave Pix nem a URL da cobrança",
    Cause.PIX_VALOR: "o campo 54 (valor) deve ter só algarismos e um ponto antes dos centavos",
    Cause.PIX_NAO_PAGA: "não serve para pagar esta fatura",
    Cause.VENCIMENTOS: "a fatura vence em {:dia} e o boleto em {:dia}",
    Cause.VALORES_DOS_CODIGOS: "o boleto cobra {:reais} e o PIX {:reais}",
    Cause.VALOR_DO_CODIGO: "a fatura é de {:reais} e o código cobra {:reais}",
    Cause.PIX_COBRA_OUTRO: "o PIX não cobra os {:reais} da fatura",
    Cause.LINK_SEM_HTTPS: "não é https",
    Cause.LINK_COM_USUARIO: "tem usuário ou senha antes do site",
    Cause.LINK_CARACTERE: "tem um caractere que não pode haver num link, ou um site que não existe",
    Cause.LINK_TAMANHO: "tem {:milhar} caracteres e cabem {:milhar}",
    Cause.LINK_SITE: "{}",
    Cause.NOME_TAMANHO: "tem {:milhar} caracteres",
    Cause.TELEFONE_SEM: "sem telefone",
    Cause.TELEFONE_SEM_NUMERO: "não há número de telefone",
    Cause.TELEFONE_TEXTO_LONGO: "texto longo demais para um telefone",
    Cause.TELEFONE_CARACTERE_PERDIDO: (
        "há um caractere perdido junto do número; recupere o telefone"
    ),
    Cause.TELEFONE_EMAIL: "parece um e-mail ou um grupo, não um telefone",
    Cause.TELEFONE_DECIMAL: "é um número com casas decimais, não um telefone",
    Cause.TELEFONE_CIENTIFICO: (
        "a planilha guardou o número em notação científica e perdeu dígitos; "
        "recupere o telefone na lista original"
    ),
    Cause.TELEFONE_LETRAS: "há letras no meio do número",
    Cause.TELEFONE_DOCUMENTO: "é um CPF/CNPJ, não um telefone",
    Cause.TELEFONE_TALVEZ_DOCUMENTO: "pode ser um CPF/CNPJ ou um telefone; confirme o número",
    Cause.TELEFONE_VARIOS: "há mais de um número na célula; deixe um só na lista",
    Cause.TELEFONE_NAO_MOVEL: "não é de celular",
    Cause.TELEFONE_OUTRO_PAIS: "é um número de outro país: começa com + e não tem o 55",
    Cause.TELEFONE_TALVEZ_OUTRO_PAIS: "começa com 00 sem o 55: pode ser de outro país",
    Cause.TELEFONE_RADIO: (
        "parece um antigo número de rádio (Nextel), serviço que acabou; peça outro"
    ),
    Cause.TELEFONE_55_REPETIDO: "o código 55 está repetido e o resto não é um celular completo",
    Cause.TELEFONE_55_OU_DDD: (
        "o 55 pode ser o código do país, sem DDD, ou o DDD; confirme o número"
    ),
    Cause.TELEFONE_PREENCHIMENTO: (
        "é um número de preenchimento (dígitos repetidos ou em sequência)"
    ),
    Cause.TELEFONE_TALVEZ_PREENCHIMENTO: (
        "parece um número de preenchimento (dígitos repetidos ou em sequência)"
    ),
    Cause.TELEFONE_ZERO_SEM_NONO: (
        "tem um zero na frente e não tem o nono dígito; confirme o DDD e o número"
    ),
    Cause.TELEFONE_TALVEZ_CURTO: "parece faltar um dígito; confirme o DDD e o número",
    Cause.TELEFONE_ATENDIMENTO: (
        "é um número de atendimento (0800, 4004 e semelhantes), não de uma pessoa"
    ),
    Cause.TELEFONE_CURTO: "faltam dígitos: um telefone tem DDD e mais 8 ou 9 dígitos",
    Cause.TELEFONE_SEM_DDD: ("falta o DDD: escreva o número com os dois dígitos do DDD na frente"),
    Cause.TELEFONE_COMPRIDO: "tem dígitos demais para um telefone brasileiro",
    Cause.TELEFONE_DDD: "o DDD {} não existe",
    Cause.TELEFONE_11_SEM_9: "tem 11 dígitos, mas um celular começa com 9 depois do DDD",
    Cause.TELEFONE_COMECO: ("o número depois do DDD não começa com um dígito de telefone (2 a 9)"),
    Repair.NOME_CORTADO: "vai cortado, com até {:milhar}",
    Repair.TELEFONE_DO_WHATSAPP: "complemento do WhatsApp retirado",
    Repair.TELEFONE_SEM_DOCUMENTO: "CPF/CNPJ na mesma célula foi retirado",
    Repair.TELEFONE_REESCRITO: ("número que a planilha tinha convertido foi reescrito por inteiro"),
    Repair.TELEFONE_SEM_TEXTO: "texto em volta do número foi retirado",
    Repair.TELEFONE_SEM_55: "código 55 repetido foi retirado",
    Repair.TELEFONE_COM_NONO: "nono dígito incluído",
    Repair.TELEFONE_FICOU_CELULAR: "havia mais de um número na célula; ficou o celular",
    Repair.TELEFONE_FICOU_FIXO: "havia mais de um número na célula; ficou o telefone fixo",
}
"""Of every code its sentence; ``{}`` stands for what was seen, ``_WAYS`` says how it is written."""

_LEADS = {Aviso.LINHA_DAS_BARRAS: "a que veio não serve: "}
"""What stands before the findings of a notice, where its label does not lead to them."""
PIX_FIELDS = {
    "00": ("versão", "deve ser 01"),
    "52": ("ramo do recebedor", "deve ter 4 algarismos"),
    "53": ("moeda", "deve ser 986 (real)"),
    "58": ("país", "deve ser BR, em maiúsculas"),
    "59": ("nome do recebedor", "deve ter de 1 a 25 caracteres"),
    "60": ("cidade", "deve ter de 1 a 15 caracteres"),
}
"""Of every mandatory field of a PIX code its name and its rule."""


_WAYS: dict[str, Callable[[str], str]] = {
    "": str,
    "reais": lambda seen: format_brl(Decimal(seen)),
    "dia": lambda seen: f"{date.fromisoformat(seen):%d/%m/%Y}",
    "milhar": lambda seen: number(int(seen)),
    "campo": lambda seen: PIX_FIELDS[seen][0],
    "regra": lambda seen: PIX_FIELDS[seen][1],
    "dentro": lambda seen: f" dentro do campo {seen}" if seen else "",
}
"""How a sentence may ask to write what was seen: ``{:reais}`` and so on."""


class _Seen(str):
    """What was seen, within a sentence."""

    __slots__ = ()

    def __format__(self, way: str) -> str:
        return _WAYS[way](self)


def sentence(finding: Finding) -> str:
    """What a person reads of one finding."""
    text = SENTENCES[finding.code]
    return text.format(*map(_Seen, finding.seen)) if finding.seen else text


def sentences(findings: Iterable[Finding]) -> tuple[str, ...]:
    """One sentence for each finding."""
    return tuple(map(sentence, findings))


def joined(findings: Iterable[Finding]) -> str:
    """One text of all findings; ``""`` without any."""
    return "; ".join(map(sentence, findings))


def detail(aviso: Aviso, findings: Iterable[Finding]) -> str:
    """What a person reads behind the label of a notice; ``""`` where the label says all."""
    return _LEADS.get(aviso, "") + joined(findings)
