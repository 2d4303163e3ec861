"""Taking a bulletin through review, countersigning and issue."""

from __future__ import annotations

from luodi_web.supervision.domain.bulletin_steps import agree, issue_bulletin, submit_bulletin
from luodi_web.supervision.enums import SignVerdict
from luodi_web.supervision.models import Bulletin, BulletinSign
from tests.web.factories import actor


def waiting(bulletin: Bulletin, step: str) -> BulletinSign:
    return bulletin.signs.select_related("bulletin", "unit").get(step=step, verdict=SignVerdict.WAITING)


def send_round(scene, bulletin: Bulletin, countersigners=()) -> Bulletin:
    bulletin.refresh_from_db()
    return submit_bulletin(
        bulletin, revision=bulletin.revision, countersigners=countersigners, by=actor(scene.writer)
    )


def issued(scene, bulletin: Bulletin | None = None) -> Bulletin:
    """A bulletin all the way to its issue; a monthly one to two cities and a county unless given."""
    bulletin = scene.save(bulletin or scene.begin())
    bulletin = send_round(scene, bulletin)
    agree(waiting(bulletin, "review"), revision=bulletin.revision, by=actor(scene.reviewer))
    return issue_bulletin(waiting(bulletin, "issue"), revision=bulletin.revision, by=actor(scene.leader))
