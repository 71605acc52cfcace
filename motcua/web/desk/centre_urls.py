"""Addresses of the centre's pages beside intake."""

from django.urls import path

from motcua.organisations.models import Position
from motcua.web.desk import arrivals, changes, custody, online, payments, promises, refusals, supplements
from motcua.web.ui.access import CASES, DESK, guarded

Role = Position.Role
RECEIVES = frozenset({Role.RECEPTION})
RUNS = frozenset({Role.DIRECTOR, Role.SUPERVISOR})

centre_patterns = [
    *guarded(
        # Whoever runs the centre sees what waits; what each may do, the law of the act decides.
        [
            path("desk/online", online.index, name="online"),
            path("desk/online/<str:number>", online.check, name="online-check"),
            path("desk/supplements", supplements.index, name="supplements"),
            path("desk/supplements/<str:number>", supplements.show, name="supplement"),
            path("desk/payments", payments.index, name="payments"),
            path("desk/payments/<str:number>", payments.show, name="payment"),
            path("desk/arrivals", arrivals.index, name="arrivals"),
            path("desk/dossiers/<str:number>/correct", changes.correct, name="correct"),
        ],
        may_enter=DESK | RUNS,
    ),
    *guarded(
        [
            path("desk/serve/refuse", refusals.refuse, name="refuse-at-counter"),
            path("desk/online/<str:number>/accept", online.accept, name="online-accept"),
            path("desk/online/<str:number>/refuse", online.refuse, name="online-refuse"),
            path("desk/online/<str:number>/supplement", online.supplement, name="online-supplement"),
            path("desk/supplements/<str:number>/receive", supplements.receive, name="supplement-receive"),
            path("desk/supplements/<str:number>/close", supplements.close, name="supplement-close"),
            path("desk/dossiers/<str:number>/procedure", changes.procedure, name="change-procedure"),
        ],
        may_enter=RECEIVES,
    ),
    *guarded(
        [
            path("desk/extensions", promises.extensions, name="extensions"),
            path("desk/extensions/<str:number>/grant", promises.grant, name="extension-grant"),
            path("desk/extensions/<str:number>/refuse", promises.refuse, name="extension-refuse"),
            path("desk/apologies", promises.apologies, name="apologies"),
            path("desk/apologies/<str:number>/waive", promises.waive, name="apology-waive"),
        ],
        may_enter=RUNS,
    ),
    *guarded(
        # Whoever has paper in hand, at the centre and in agencies; whose paper, the acts decide.
        [
            path("desk/custody", custody.index, name="custody"),
            path("desk/custody/scan", custody.scan, name="custody-scan"),
            path("desk/custody/found", custody.found, name="custody-found"),
            path("desk/custody/batches", custody.make, name="batches"),
            path("desk/custody/batches/<str:number>", custody.batch, name="batch"),
            path("desk/custody/batches/<str:number>/change", custody.change, name="batch-change"),
            path("desk/custody/batches/<str:number>/slip", custody.slip, name="batch-slip"),
            path("desk/custody/dossiers/<str:number>", custody.dossier, name="whereabouts"),
            path("desk/custody/dossiers/<str:number>/labels", custody.labels, name="labels"),
            path("desk/custody/dossiers/<str:number>/give-back", custody.give_back, name="give-back"),
        ],
        may_enter=CASES,
    ),
]
