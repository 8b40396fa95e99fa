"""Phones as people and spreadsheets write them, turned into numbers that WhatsApp can reach."""

from faturas.domain.phone.check import Escolha, check_phone, choose_phone
from faturas.domain.phone.telefone import SituacaoTelefone, Telefone, TipoTelefone

__all__ = [
    "Escolha",
    "SituacaoTelefone",
    "Telefone",
    "TipoTelefone",
    "check_phone",
    "choose_phone",
]
