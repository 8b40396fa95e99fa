"""Payment codes, boleto and PIX: decode, check, convert, build. Pure rules, no I/O and no clock."""
