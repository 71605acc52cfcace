"""Wires the product together: settings, addresses, the console script."""
