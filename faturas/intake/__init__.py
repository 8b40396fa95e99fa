"""Reads a customer list: file bytes → table of text (``spreadsheet``) → ``customers``.

What every module builds on stands in the import contract "The intake …" of ``pyproject.toml``.
"""
