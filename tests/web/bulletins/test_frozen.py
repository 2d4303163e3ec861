"""What is issued stays as it is: against the model, against bulk writes, against raw SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from luodi_web.supervision.domain.bulletin_steps import mark_read
from luodi_web.supervision.models import (
    Bulletin,
    BulletinAddressee,
    BulletinReceipt,
    BulletinSign,
    Paper,
)
from tests.web.bulletins.conftest import make_scene
from tests.web.bulletins.issuing import issued, send_round
from tests.web.factories import actor

REFUSED = (TypeError, IntegrityError)


@pytest.fixture
def bulletin(scene):
    return issued(scene)


def as_it_is() -> dict[str, list[dict[str, Any]]]:
    models: tuple[type[Model], ...] = (Bulletin, BulletinAddressee, BulletinSign, Bulletin.writers.through)
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def new_sign(bulletin: Bulletin, unit: Any) -> BulletinSign:
    return BulletinSign(bulletin=bulletin, round=9, step="countersign", unit=unit)


# Every way that Django has of writing rows, and SQL for those it has not.
WAYS: dict[str, Callable[[Bulletin, Any], Any]] = {
    "save": lambda b, s: Bulletin.objects.get(pk=b.pk).save(),
    "save some fields": lambda b, s: Bulletin.objects.get(pk=b.pk).save(update_fields=["title"]),
    "save without asking": lambda b, s: Bulletin(pk=b.pk, title="改").save_base(
        raw=True, force_update=True, update_fields=["title"]
    ),
    "update": lambda b, s: Bulletin.objects.filter(pk=b.pk).update(title="改"),
    "update by the base manager": lambda b, s: Bulletin._base_manager.filter(pk=b.pk).update(title="改"),
    "bulk_update": lambda b, s: Bulletin.objects.bulk_update([Bulletin(pk=b.pk, data={})], ["data"]),
    "upsert": lambda b, s: Bulletin.objects.bulk_create(
        [Bulletin.objects.get(pk=b.pk)], update_conflicts=True, update_fields=["title"], unique_fields=["id"]
    ),
    "update through a relation": lambda b, s: s.department.bulletins.update(title="改"),
    "delete": lambda b, s: Bulletin.objects.get(pk=b.pk).delete(),
    "delete by queryset": lambda b, s: Bulletin.objects.all().delete(),
    "delete by the base manager": lambda b, s: Bulletin._base_manager.all().delete(),
    "raw delete": lambda b, s: Bulletin.objects.all()._raw_delete("default"),
    "SQL on the data": lambda b, s: sql("UPDATE supervision_bulletin SET data = '{}' WHERE id = %s", b.pk),
    "SQL back to a draft": lambda b, s: sql("UPDATE supervision_bulletin SET state = 'draft'"),
    "addressee saved": lambda b, s: b.addressees.first().save(),
    "addressee deleted": lambda b, s: b.addressees.first().delete(),
    "addressee added": lambda b, s: b.addressees.create(unit=s.huangshi, order=9),
    "addressees added in bulk": lambda b, s: BulletinAddressee.objects.bulk_create(
        [BulletinAddressee(bulletin=b, unit=s.huangshi, order=9)]
    ),
    "addressees updated": lambda b, s: b.addressees.update(is_copy=True),
    "addressees deleted": lambda b, s: b.addressees.all().delete(),
    "sign saved": lambda b, s: b.signs.first().save(),
    "sign deleted": lambda b, s: b.signs.first().delete(),
    "sign added": lambda b, s: BulletinSign.objects.bulk_create([new_sign(b, s.wuhan)]),
    "signs updated": lambda b, s: BulletinSign._base_manager.filter(bulletin=b).update(note="改"),
    "writer added": lambda b, s: b.writers.add(s.city),
    "writers taken off": lambda b, s: b.writers.clear(),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_issued_bulletin_is_changed_by_no_way(scene, bulletin, way):
    before = as_it_is()

    with pytest.raises(REFUSED), transaction.atomic():
        WAYS[way](bulletin, scene)

    assert as_it_is() == before


def test_parts_of_a_draft_cannot_be_moved_to_an_issued_bulletin(scene, bulletin):
    draft = scene.save(scene.begin())

    with pytest.raises(REFUSED), transaction.atomic():
        BulletinAddressee._base_manager.filter(bulletin=draft).update(bulletin=bulletin)

    assert draft.addressees.count() == 3


def test_a_draft_and_one_sent_round_are_still_written_and_deleted(scene, bulletin):
    draft = scene.save(scene.begin(), title="改过的")
    sent = send_round(scene, scene.save(scene.begin()))

    Bulletin.objects.filter(pk=sent.pk).update(title="也改过")
    draft.addressees.all().delete()
    draft.signs.all().delete()
    draft.writers.clear()
    draft.delete()

    assert list(Bulletin.objects.order_by("pk").values_list("title", flat=True)) == [bulletin.title, "也改过"]


def test_units_still_say_that_they_read_it(scene, bulletin):
    receipt = BulletinReceipt.objects.filter(bulletin=bulletin, unit=scene.wuhan)

    assert mark_read(receipt, by=actor(scene.city)) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda paper: Paper.objects.filter(pk=paper.pk).update(digest="0"),
        lambda paper: paper.save(),
        lambda paper: paper.delete(),
        lambda paper: sql("DELETE FROM supervision_paper"),
    ],
)
def test_a_paper_is_never_written_again(bulletin, change):
    kept = {"data": bulletin.docx, "docx": bulletin.docx, "digest": "1" * 64}
    paper = Paper.objects.create(**kept, made_at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        change(paper)

    assert Paper.objects.get().digest == "1" * 64


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(2))
def test_the_guards_hold_outside_of_a_tests_transaction(_time):
    scene = make_scene()
    found = issued(scene)

    with pytest.raises(IntegrityError):
        sql("UPDATE supervision_bulletin SET title = '改' WHERE id = %s", found.pk)

    assert Bulletin.objects.get().title == found.title
