"""Files handed in, each kept once under its hash; printed forms, one typst template a form."""
