"""Gives a face what it reads of the configuration before it has a context.

Everything comes from ``faturas.config``.
"""

from faturas.config import (
    DEMONSTRACAO,
    LOGIN,
    LOGIN_TABLE,
    PROJECT_DIR,
    Settings,
    config_path,
    data_dir,
    is_config_named,
    load_settings,
    means_login,
    names_login,
    parse_settings,
    read_toml,
)

__all__ = [
    "DEMONSTRACAO",
    "LOGIN",
    "LOGIN_TABLE",
    "PROJECT_DIR",
    "Settings",
    "config_path",
    "data_dir",
    "is_config_named",
    "load_settings",
    "means_login",
    "names_login",
    "parse_settings",
    "read_toml",
]
