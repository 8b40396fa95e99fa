"""A billing system that does not exist, built as ``docs/novo-sistema.md`` says, and its server."""
