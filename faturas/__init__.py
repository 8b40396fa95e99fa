"""Makes a campaign's contact file from a list of customers: Processador de Faturas Vencidas."""
