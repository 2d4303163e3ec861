"""Posts in units, and who holds them."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.enums import PeopleVerb
from luodi_web.people.models import Post, PostHolding, Unit, User


def save_post(post: Post | None, unit: Unit, name: str, duty: str, by: Actor) -> Post:
    """A post of the unit, made or changed."""
    with transaction.atomic():
        if post is None:
            post = Post.objects.create(unit=unit, name=name, duty=duty)
            before, after = None, {"name": name, "duty": duty}
        else:
            before, after = changes(post, {"name": name, "duty": duty})
            if not after:
                return post
            post.name, post.duty = name, duty
            post.save()
        record(by, PeopleVerb.POST_CHANGED, post, before=before, after={"unit": unit.name, **after})
    return post


def hold_post(post: Post, user: User, starts_on: date, by: Actor, ends_on: date | None = None) -> PostHolding:
    """The person in the post from a day on. Raises ValidationError if they hold it then already."""
    if ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": _("任职止不能早于任职起。")})
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        same = PostHolding.objects.filter(post=post, user=user)
        if ends_on:
            same = same.filter(starts_on__lte=ends_on)
        if same.exclude(ends_on__lt=starts_on).exists():
            raise ValidationError(_("这一时段内已任该岗位。"))
        holding = PostHolding.objects.create(post=post, user=user, starts_on=starts_on, ends_on=ends_on)
        record(
            by,
            PeopleVerb.POST_CHANGED,
            post,
            after={
                "unit": post.unit.name,
                "user": user.name,
                "post": post.name,
                "starts_on": starts_on,
                "ends_on": ends_on,
            },
        )
    return holding


def end_holding(holding: PostHolding, last_day: date, by: Actor) -> None:
    """The last day in the post, that day included; a day before the first means it never began."""
    with transaction.atomic():
        holding = PostHolding.objects.select_for_update().get(pk=holding.pk)
        earliest = holding.starts_on - timedelta(days=1)
        if last_day < earliest:
            raise ValidationError(_("任职止不能早于任职起。"))
        before = {"user": holding.user.name, "ends_on": holding.ends_on}
        holding.ends_on = last_day
        holding.save(update_fields=["ends_on"])
        record(by, PeopleVerb.POST_CHANGED, holding.post, before=before, after={"ends_on": last_day})
