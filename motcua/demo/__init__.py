"""Living demo data: a real centre of 2021 and a fictional province of today, made through the real actions."""
