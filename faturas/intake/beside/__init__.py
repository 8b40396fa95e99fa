"""Finds what a sheet holds beside its values: hidden rows, errors, formulas, shown zeros.

python-calamine reads values fast and says nothing of these. Each format has one module with a
function ``find``, which looks for them in a second pass over the chosen sheet: it searches the raw
bytes, and parses only the few rows in which something may be found. All of it runs in the child
process of ``sheet_to_csv``.
"""
