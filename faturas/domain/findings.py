"""Says as data what a check has found (``Finding``): a code, and what was seen.

``sentences`` makes the Portuguese of it, when somebody reads it. ``Cause`` and ``Repair`` are
stored in the ledger; their values never change their meaning, nor how many things they go with.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Cause(StrEnum):
    """What a check has seen: what is wrong, doubtful, or to be known."""

    BOLETO_VAZIO = "boleto_vazio"
    BOLETO_COMO_NUMERO = "boleto_como_numero"
    BOLETO_COM_LETRAS = "boleto_com_letras"
    BOLETO_TAMANHO = "boleto_tamanho"
    BOLETO_MOEDA = "boleto_moeda"
    BOLETO_DV_CAMPO = "boleto_dv_campo"
    BOLETO_DV_BLOCO = "boleto_dv_bloco"
    BOLETO_DV_GERAL = "boleto_dv_geral"
    CONVENIO_COM_47 = "convenio_com_47"
    CONVENIO_SEM_8 = "convenio_sem_8"
    CONVENIO_ID_VALOR = "convenio_id_valor"
    CONVENIO_SEGMENTO = "convenio_segmento"

    PIX_VAZIO = "pix_vazio"
    PIX_SEM_CAMPO_NA_POSICAO = "pix_sem_campo_na_posicao"
    PIX_CAMPO_CORTADO = "pix_campo_cortado"
    PIX_CAMPO_REPETIDO = "pix_campo_repetido"
    PIX_CAMPO_FALTA = "pix_campo_falta"
    PIX_CAMPO_INVALIDO = "pix_campo_invalido"
    PIX_CARACTERE = "pix_caractere"
    PIX_SEM_FIM = "pix_sem_fim"
    PIX_CRC = "pix_crc"
    PIX_COMECO = "pix_comeco"
    PIX_SEM_CONTA = "pix_sem_conta"
    PIX_CHAVE_E_URL = "pix_chave_e_url"
    PIX_SEM_CHAVE = "pix_sem_chave"
    PIX_VALOR = "pix_valor"
    PIX_NAO_PAGA = "pix_nao_paga"

    VENCIMENTOS = "vencimentos"
    VALORES_DOS_CODIGOS = "valores_dos_codigos"
    VALOR_DO_CODIGO = "valor_do_codigo"
    PIX_COBRA_OUTRO = "pix_cobra_outro"

    LINK_SEM_HTTPS = "link_sem_https"
    LINK_COM_USUARIO = "link_com_usuario"
    LINK_CARACTERE = "link_caractere"
    LINK_TAMANHO = "link_tamanho"
    LINK_SITE = "link_site"
    NOME_TAMANHO = "nome_tamanho"

    TELEFONE_SEM = "telefone_sem"
    TELEFONE_SEM_NUMERO = "telefone_sem_numero"
    TELEFONE_TEXTO_LONGO = "telefone_texto_longo"
    TELEFONE_CARACTERE_PERDIDO = "telefone_caractere_perdido"
    TELEFONE_EMAIL = "telefone_email"
    TELEFONE_DECIMAL = "telefone_decimal"
    TELEFONE_CIENTIFICO = "telefone_cientifico"
    TELEFONE_LETRAS = "telefone_letras"
    TELEFONE_DOCUMENTO = "telefone_documento"
    TELEFONE_TALVEZ_DOCUMENTO = "telefone_talvez_documento"
    TELEFONE_VARIOS = "telefone_varios"
    TELEFONE_NAO_MOVEL = "telefone_nao_movel"
    TELEFONE_OUTRO_PAIS = "telefone_outro_pais"
    TELEFONE_TALVEZ_OUTRO_PAIS = "telefone_talvez_outro_pais"
    TELEFONE_RADIO = "telefone_radio"
    TELEFONE_55_REPETIDO = "telefone_55_repetido"
    TELEFONE_55_OU_DDD = "telefone_55_ou_ddd"
    TELEFONE_PREENCHIMENTO = "telefone_preenchimento"
    TELEFONE_TALVEZ_PREENCHIMENTO = "telefone_talvez_preenchimento"
    TELEFONE_ZERO_SEM_NONO = "telefone_zero_sem_nono"
    TELEFONE_TALVEZ_CURTO = "telefone_talvez_curto"
    TELEFONE_ATENDIMENTO = "telefone_atendimento"
    TELEFONE_CURTO = "telefone_curto"
    TELEFONE_SEM_DDD = "telefone_sem_ddd"
    TELEFONE_COMPRIDO = "telefone_comprido"
    TELEFONE_DDD = "telefone_ddd"
    TELEFONE_11_SEM_9 = "telefone_11_sem_9"
    TELEFONE_COMECO = "telefone_comeco"


class Repair(StrEnum):
    """What a check has done about what it saw."""

    NOME_CORTADO = "nome_cortado"
    TELEFONE_DO_WHATSAPP = "telefone_do_whatsapp"
    TELEFONE_SEM_DOCUMENTO = "telefone_sem_documento"
    TELEFONE_REESCRITO = "telefone_reescrito"
    TELEFONE_SEM_TEXTO = "telefone_sem_texto"
    TELEFONE_SEM_55 = "telefone_sem_55"
    TELEFONE_COM_NONO = "telefone_com_nono"
    TELEFONE_FICOU_CELULAR = "telefone_ficou_celular"
    TELEFONE_FICOU_FIXO = "telefone_ficou_fixo"


Code = Cause | Repair
CODES: dict[str, Code] = {code.value: code for code in (*Cause, *Repair)}
"""Every code by its stored value."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: its code, and what was seen, as the code's sentence wants it.

    ``seen`` is exact and safe to show: an amount in reais as ``149.99``, a day as ``2026-11-28``,
    a number, a host, the id of a field; never a name, a phone, a document or a whole code.
    """

    code: Code
    seen: tuple[str, ...] = ()

    @classmethod
    def of(cls, code: Code, *seen: object) -> Self:
        """A finding, of values whose text says all of them."""
        return cls(code, tuple(map(str, seen)))
