"""pretalx' list of proposals, opened as it is told on stdin: run by pretalx' own Python, not by ours.

    python pretalx_list.py 20000

Its database is named by pretalx' own environment variables. Proposals have a speaker, a type and a state, as
its organisers' list shows them; half of what one asks of a list there is what is asked of the register here.
"""

import json
import os
import sys
import time

ACTS = {
    "open": "",
    "sort by title": "sort=title",
    "sort by title, last first": "sort=-title",
    "sort by state": "sort=state",
    "filter by state": "state=accepted",
    "page 20": "page=20",
    "search for a word": "q=workshop",
}


def make_event():
    """An event with its organiser, who is an administrator."""
    import datetime as dt

    from pretalx.event.models import Event, Organiser
    from pretalx.person.models import User

    user = User(email="bench@localhost.invalid", name="Bench", is_staff=True, is_administrator=True)
    user.set_password(os.urandom(12).hex())
    # No picture is fetched for somebody who does not exist.
    user.save(skip_gravatar_processing=True)
    organiser = Organiser.objects.create(name="Bench", slug="bench")
    day = dt.date(2026, 11, 1)
    event = Event.objects.create(
        name="Bench",
        slug="bench",
        organiser=organiser,
        email="bench@localhost.invalid",
        date_from=day,
        date_to=day + dt.timedelta(days=2),
        timezone="UTC",
        locale="en",
    )
    event.build_initial_data()
    return event, user


def fill(event, count):
    """Grow the event to so many proposals, each with a speaker."""
    from django_scopes import scope
    from pretalx.person.models import SpeakerProfile, User
    from pretalx.submission.models import Submission

    with scope(event=event):
        first = Submission.objects.count()
        kind = event.submission_types.first()
        states = ("submitted", "accepted", "rejected", "confirmed")
        words = ("workshop", "talk", "panel", "demo")
        numbers = range(first, count)
        users = User.objects.bulk_create(
            [User(email=f"s{n}@localhost.invalid", name=f"Speaker {n}", code=f"S{n:07}") for n in numbers],
            batch_size=2000,
        )
        SpeakerProfile.objects.bulk_create(
            [SpeakerProfile(user=u, event=event) for u in users], batch_size=2000
        )
        made = Submission.objects.bulk_create(
            [
                Submission(
                    event=event,
                    submission_type=kind,
                    title=f"A {words[n % 4]} about subject {n * 37 % 9973}",
                    code=f"P{n:07}",
                    state=states[n % 4],
                    abstract="What was done and what came of it.",
                    content_locale="en",
                )
                for n in numbers
            ],
            batch_size=2000,
        )
        through = Submission.speakers.through
        links = [through(submission=made_one, user=user) for made_one, user in zip(made, users, strict=True)]
        through.objects.bulk_create(links, batch_size=2000)


def serve(size):
    """Fill the database, then answer each line of stdin, an act, with the seconds it took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretalx.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django_scopes import scopes_disabled

    settings.ALLOWED_HOSTS = ["*"]
    # Its style sheets need a build of their own; a list's cost does not.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0, interactive=False)
    with scopes_disabled():
        event, user = make_event()
        fill(event, size)
    client = Client()
    client.force_login(user)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    say(json.dumps(list(ACTS)))
    for line in sys.stdin:
        url = f"/orga/event/{event.slug}/submissions/?{ACTS[line.strip()]}"
        began = time.perf_counter()
        response = client.get(url, HTTP_HOST="localhost")
        taken = time.perf_counter() - began
        if response.status_code != 200:
            raise RuntimeError(f"{url}: {response.status_code}")
        say(taken)


def say(words):
    # Its log writes to the same place: our lines are told by their first word.
    sys.stdout.write(f"bench: {words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
