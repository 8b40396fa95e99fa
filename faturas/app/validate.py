"""Checks one boleto, PIX code or phone by its rules, without asking any system."""

from datetime import date

from faturas.app.actor import Actor
from faturas.domain.payment.boleto import Boleto, read_boleto
from faturas.domain.payment.pix import Pix, read_pix
from faturas.domain.phone import Telefone, check_phone


def boleto(actor: Actor, texto: str, referencia: date) -> Boleto:
    """What a linha digitável or a bar code says, and whether it can be valid on ``referencia``."""
    return read_boleto(texto, referencia)


def pix(actor: Actor, texto: str) -> Pix:
    """What a PIX code says, and whether it can be valid."""
    return read_pix(texto)


def telefone(actor: Actor, texto: str) -> Telefone:
    """Whether a phone can be called from anywhere, and how it is written then."""
    return check_phone(texto)
