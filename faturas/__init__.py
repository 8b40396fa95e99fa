"""Processador de Faturas Vencidas: from a list of customers to the contact file of a campaign."""
