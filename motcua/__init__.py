"""Motcua runs one-stop public service centres. The map, from top to bottom; imports only go down.

config          wires it together: settings, addresses, commands
demo            living sample data, made through the real actions
web             doors for people: portal, desk, cases, insight, setup, standing on ui
reports         statutory and management figures; reads everything, writes nothing
dossiers        the case: reception, steps, deadline, result, return
workflow        process definitions, their checker and diagram; knows no dossier
notifications   notices by e-mail and SMS: outbox, channels, templates
documents       printed forms
catalogue       administrative procedures, their versions, papers and time limits
people          citizens and businesses: the ones who apply
organisations   agencies, positions, who holds them
worktime        office hours, closed days, the arithmetic of deadlines
history         who did what to what, when
accounts        sign-in identities
base            words of no trade: clock, refusals, numbers, text
"""
