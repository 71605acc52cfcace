"""Printed forms: one typst template a form, one way to make a PDF of it."""
