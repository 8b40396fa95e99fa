"""Reads a customer list: file bytes → table of text (``spreadsheet``) → ``customers``.

The order in which its modules build on each other stands in ``pyproject.toml`` (import contracts).
"""
