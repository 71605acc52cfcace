"""Words of no trade: the clock, refusals, numbering, text, sealed values, registers in memory."""
