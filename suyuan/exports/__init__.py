"""导出 — what leaves the platform as a file: one module per output format.

template     a duty's fillable workbook        marked       a filing with its wrong cells marked
receipt_pdf  the receipt as a printed page
"""
