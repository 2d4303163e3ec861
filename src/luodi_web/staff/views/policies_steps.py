"""What the screens of review and facts share: acts on the revision a person saw, refused in words, undone."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from luodi_web.policies.domain.steps import (
    ReviewClosedError,
    StaleRevisionError,
    Track,
    Undone,
    undo_step,
)
from luodi_web.policies.forms.review import SeenForm
from luodi_web.policies.models import PolicyVersion

Words = str | Promise
# What an act changed on the page, as its screen needs to know it; None: anything may have changed.
Changed = TypeVar("Changed")
Result = TypeVar("Result")


class StepScreen(ABC, Generic[Changed]):
    """A text gone through item by item. seen_form: what every act sends, at the least.

    someone, meanwhile: who is named, and what is said, when another person was quicker. closed, gone: what
    is said when nothing can be decided any more, and when the item is no longer there (``missing``).
    """

    track: Track
    seen_form: type[SeenForm]
    someone: Words
    meanwhile: Words
    closed: Words
    gone: Words
    missing: type[ObjectDoesNotExist]

    @abstractmethod
    def version(self, request: HttpRequest, pk: int) -> PolicyVersion:
        """The version, if the person may decide in it; else Http404."""

    def is_ready(self, version: PolicyVersion) -> bool:
        """Whether there is anything to decide on yet."""
        return True

    @abstractmethod
    def address(self, version: PolicyVersion, form: SeenForm) -> str:
        """The page that the act was sent from."""

    @abstractmethod
    def parts(
        self,
        request: HttpRequest,
        version: PolicyVersion,
        form: SeenForm,
        changed: Changed | None,
        status: int,
    ) -> HttpResponse:
        """The parts of the page that an act changed."""

    @abstractmethod
    def returned(
        self, version: PolicyVersion, form: SeenForm, undone: Undone
    ) -> tuple[str, str, Changed | None]:
        """Where an undoing leads back to: the item's id on the page; the address if it is on another page,
        else ""; what changed."""

    def act(
        self,
        request: HttpRequest,
        pk: int,
        form: SeenForm,
        do: Callable[[PolicyVersion, int], Changed | None],
    ) -> HttpResponse:
        """Do one act and answer with what it changed on the page; with the whole page if it was refused."""
        version = self.version(request, pk)
        changed, refused = self._done(request, version, form, do)
        return refused or self.answer(request, version, form, changed=changed)

    def _done(
        self,
        request: HttpRequest,
        version: PolicyVersion,
        form: SeenForm,
        do: Callable[[PolicyVersion, int], Result],
    ) -> tuple[Result | None, HttpResponse | None]:
        """What the act gives; or the answer that refuses it."""
        if not self.is_ready(version):
            raise Http404
        if not form.is_valid():
            words = next(str(error) for errors in form.errors.values() for error in errors)
            return None, self.answer(request, version, form, words=words, status=422)
        try:
            return do(version, form.cleaned_data["revision"]), None
        except (StaleRevisionError, ReviewClosedError, self.missing) as error:
            return None, self.answer(request, version, form, words=self._refusal(error), status=409)
        except ValidationError as error:
            return None, self.answer(request, version, form, words=" ".join(error.messages), status=422)

    def who(self, stale: StaleRevisionError) -> str:
        """The name of whoever was quicker."""
        return stale.step.by.name if stale.step and stale.step.by else str(self.someone)

    def _refusal(self, error: Exception) -> str:
        if isinstance(error, StaleRevisionError):
            return str(self.meanwhile) % {"name": self.who(error)}
        return str(self.closed if isinstance(error, ReviewClosedError) else self.gone)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the last step back; the page returns to the item that it was about."""
        version, form = self.version(request, pk), self.seen_form(request.POST)
        undone, refused = self._done(
            request,
            version,
            form,
            lambda seen, revision: undo_step(self.track, seen, revision, by=request.actor),
        )
        if refused is not None:
            return refused
        if undone is None or not undone.places or not request.htmx:
            return self.answer(request, version, form)
        mark, elsewhere, changed = self.returned(self.version(request, pk), form, undone)
        if elsewhere:
            return HttpResponse(headers={"HX-Redirect": elsewhere})
        return self.answer(request, version, form, changed=changed, events={"step-undone": {"mark": mark}})

    def answer(
        self,
        request: HttpRequest,
        version: PolicyVersion,
        form: SeenForm,
        *,
        changed: Changed | None = None,
        words: str = "",
        status: int = 200,
        events: Mapping[str, dict[str, Any]] | None = None,
    ) -> HttpResponse:
        """The changed parts, with events for scripts and words as a message; without htmx, the page."""
        if not request.htmx:
            if words:
                messages.error(request, words)
            return redirect(self.address(version, form))
        response = self.parts(request, self.version(request, version.pk), form, changed, status)
        told: dict[str, Any] = {
            **(events or {}),
            **({"ld-toast": {"text": words, "tone": "error"}} if words else {}),
        }
        if told:
            # The button that was pressed may be gone once the parts are swapped.
            aimed = {name: {**detail, "target": "body"} for name, detail in told.items()}
            response["HX-Trigger"] = json.dumps(aimed)
        return response


def number_in(text: str | None) -> int | None:
    """A whole number of an address; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def page_keys(accept: str, reject: str, correct: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The keys of a screen for its help: the same on each, in its own words; then what it has besides."""
    return [
        ("J", _("下一个（或 ↓）")),
        ("K", _("上一个（或 ↑）")),
        ("A", _("%(accept)s（或回车）") % {"accept": accept}),
        ("X", reject),
        ("E", correct),
        ("Z", _("撤销上一步，回到那一处")),
        *more,
    ]


def policy_trail(version: PolicyVersion, here: str) -> list[dict[str, str]]:
    """The way to a screen of a version's text."""
    return [
        {"label": _("政策"), "url": reverse("staff:policies")},
        {"label": version.policy.title, "url": reverse("staff:policy", args=[version.policy_id])},
        {"label": here},
    ]
