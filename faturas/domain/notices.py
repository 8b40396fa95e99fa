"""Names what was noticed of a customer or of an invoice (``Aviso``), one flag each."""

from enum import IntFlag


class Aviso(IntFlag):
    """Names what was noticed; the values are stored in the ledger and never change meaning."""

    SEM_CODIGO = 1
    LINHA_INVALIDA = 2
    PIX_INVALIDO = 4
    LINK_INVALIDO = 8
    VALOR_ATUALIZADO = 16
    VENCIMENTO_DIFERENTE = 32
    VALORES_DIFERENTES = 64
    PIX_SEM_VALOR = 128
    BOLETO_SEM_VALOR = 256
    SEM_LINHA = 512
    SEM_PIX = 1024
    SEM_LINK = 2048
    SEM_TELEFONE = 4096
    TELEFONE_CORRIGIDO = 8192
    TELEFONE_DA_LISTA_RECUSADO = 16384
    SO_TELEFONE_FIXO = 32768
    SEM_NOME = 65536
    NOME_AJUSTADO = 131072
    BARRAS_DIFERENTES = 262144
    TELEFONE_REPETIDO = 524288
    NAO_RECONFERIDA = 1048576
    NOME_DIFERENTE = 2097152
    LINHA_DAS_BARRAS = 4194304
    SEGMENTO_DESCONHECIDO = 8388608
    LINK_DE_FORA = 16777216
    NOME_LONGO = 33554432
    LINK_LONGO = 67108864

    @property
    def rotulo(self) -> str:
        """The words of one flag for a person."""
        return _ROTULOS[self]


NENHUM = Aviso(0)

_ROTULOS = {
    Aviso.SEM_CODIGO: "sem linha digitável, PIX nem link",
    Aviso.LINHA_INVALIDA: "linha digitável inválida",
    Aviso.PIX_INVALIDO: "PIX inválido",
    Aviso.LINK_INVALIDO: "link recusado",
    Aviso.VALOR_ATUALIZADO: "valor atualizado",
    Aviso.VENCIMENTO_DIFERENTE: "boleto com outro vencimento",
    Aviso.VALORES_DIFERENTES: "linha e PIX cobram valores diferentes",
    Aviso.PIX_SEM_VALOR: "PIX sem valor (o cliente digita)",
    Aviso.BOLETO_SEM_VALOR: "boleto sem valor (o cliente digita)",
    Aviso.SEM_LINHA: "sem linha digitável",
    Aviso.SEM_PIX: "sem PIX",
    Aviso.SEM_LINK: "sem link",
    Aviso.SEM_TELEFONE: "sem telefone",
    Aviso.TELEFONE_CORRIGIDO: "telefone corrigido",
    Aviso.TELEFONE_DA_LISTA_RECUSADO: "telefone da lista não serve",
    Aviso.SO_TELEFONE_FIXO: "só telefone fixo",
    Aviso.SEM_NOME: "sem nome no sistema",
    Aviso.NOME_AJUSTADO: "nome ajustado",
    Aviso.BARRAS_DIFERENTES: "linha digitável e código de barras são de boletos diferentes",
    Aviso.TELEFONE_REPETIDO: "telefone usado por mais de um cliente",
    Aviso.NAO_RECONFERIDA: "falhou ao conferir de novo; os dados são os da consulta anterior",
    Aviso.NOME_DIFERENTE: "nome da lista é outro",
    Aviso.LINHA_DAS_BARRAS: "linha digitável refeita a partir do código de barras",
    Aviso.SEGMENTO_DESCONHECIDO: "arrecadação de segmento desconhecido",
    Aviso.LINK_DE_FORA: "link de um site que não é da empresa",
    Aviso.NOME_LONGO: "nome longo demais",
    Aviso.LINK_LONGO: "link longo demais",
}
