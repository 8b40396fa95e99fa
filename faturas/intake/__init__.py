"""The customer list: file bytes → table of text (``spreadsheet``) → customers (``customers``)."""
