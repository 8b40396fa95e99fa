"""Checks one boleto, PIX code or phone by its rules, without asking any system."""

from datetime import date

from faturas.app.actor import Actor
from faturas.domain.payment.boleto import Boleto, read_boleto
from faturas.domain.payment.pix import Pix, read_pix
from faturas.domain.phone import Telefone, check_phone


def boleto(actor: Actor, texto: str, referencia: date) -> Boleto:
    """Return what a linha digitável or bar code says, and if it can be valid on ``referencia``."""
    return read_boleto(texto, referencia)


def pix(actor: Actor, texto: str) -> Pix:
    """Return what a PIX code says, and whether it can be valid."""
    return read_pix(texto)


def telefone(actor: Actor, texto: str) -> Telefone:
    """Return whether a phone can be called from anywhere, and how it is written then."""
    return check_phone(texto)
