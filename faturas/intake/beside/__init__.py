"""What a workbook says beside its values: hidden rows, errors, formulas, shown zeros.

python-calamine reads values fast and tells none of these. Each format has one module with a
function ``find`` that looks for them in a second pass over the chosen sheet: it searches the raw
part and takes apart only the few rows in which something may be found. All of it runs in the
child process of ``sheet_to_csv``.
"""
