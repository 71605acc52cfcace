"""Requests for supplement for machines: asked once and complete, taken in at the centre."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from motcua.api.door import Session
from motcua.api.dossiers import NO, Kind, Number, done, rights_in
from motcua.api.dossiers_schemas import NoteSent, Standing, SupplementSent
from motcua.base import clock
from motcua.dossiers import actions
from motcua.dossiers.rules import Wanted

router = Router(tags=["dossiers"], auth=Session())


@router.post("/dossiers/{number}/request-supplement", response={200: Standing, **NO})
def request_supplement(request: HttpRequest, number: Number, sent: SupplementSent) -> Any:
    """Ask the applicant for everything that is missing or wrong; the clock stops."""
    by, at = rights_in(request), clock.now()
    wanted = [Wanted(one.name, one.wrong, one.mend, one.paper) for one in sent.wanted]
    return done(
        number,
        by,
        lambda: actions.request_supplement(
            number, task=sent.task, wanted=wanted, by=by, at=at, note=sent.note
        ),
        kind=Kind.SUPPLEMENT_REQUESTED,
        payload__task=sent.task,
    )


@router.post("/dossiers/{number}/receive-supplement", response={200: Standing, **NO})
def receive_supplement(request: HttpRequest, number: Number, sent: NoteSent) -> Any:
    """Take in what was asked for; the clock starts anew or goes on."""
    by, at = rights_in(request), clock.now()
    return done(
        number,
        by,
        lambda: actions.receive_supplement(number, by=by, at=at, note=sent.note),
        kind=Kind.SUPPLEMENT_RECEIVED,
    )
