"""Whatever is done to the trail behind the platform's back is found, and named."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import ChainFault, chain_faults, record, seal_entries
from luodi_web.people.domain.audit_words import fault_words, verb_labels, verb_word
from luodi_web.people.enums import PeopleVerb
from luodi_web.people.models import AuditEntry, AuditHead
from tests.web.factories import make_unit, make_user

pytestmark = pytest.mark.django_db

TABLE = "people_auditentry"


def sql(statement: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def trail() -> list[AuditEntry]:
    """Five sealed entries and one that waits."""
    unit = make_unit("省科技厅")
    user = make_user("zhang", unit=unit)
    by = Actor(user=user, name="张示例", unit=unit, post_name="经办", address="192.0.2.7")
    entries = [
        record(by, PeopleVerb.USER_CHANGED, user, before={"n": number}, after={"n": number + 1})
        for number in range(5)
    ]
    seal_entries()
    entries.append(record(by, PeopleVerb.SIGNED_OUT, user))
    return entries


def test_chain_is_whole_as_written(trail):
    assert list(chain_faults()) == []
    assert list(AuditEntry.objects.order_by("pk").values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, None]


def test_chain_is_whole_after_more_is_sealed(trail):
    sealed = seal_entries()

    assert sealed == 1
    assert list(chain_faults()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("user_name", "李示例"),
        ("post_name", ""),
        ("unit_name", "别的单位"),
        ("address", "192.0.2.8"),
        ("verb", "people.granted"),
        ("object_name", "别的对象"),
        ("before", '{"n": 99}'),
        ("after", "null"),
        ("at", "2020-01-01 00:00:00+00:00"),
    ],
)
def test_change_of_any_column_is_found(trail, column, value):
    sql(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, trail[2].pk)

    assert list(chain_faults()) == [ChainFault(3, "changed", trail[2].pk)]


def test_change_with_the_digest_made_up_is_found(trail):
    sql(f"UPDATE {TABLE} SET user_name = %s, digest = %s WHERE id = %s", "李示例", "0" * 64, trail[2].pk)

    # The next entry's digest no longer follows from the one before.
    assert [fault.sequence for fault in chain_faults()] == [3, 4]


def test_deleted_entries_are_found_as_a_gap(trail):
    sql(f"DELETE FROM {TABLE} WHERE id IN (%s, %s)", trail[1].pk, trail[2].pk)

    assert list(chain_faults()) == [ChainFault(2, "missing", last=3)]


def test_cut_off_end_is_found(trail):
    sql(f"DELETE FROM {TABLE} WHERE id >= %s", trail[3].pk)

    assert list(chain_faults()) == [ChainFault(4, "missing", last=5)]


def test_emptied_trail_is_found(trail):
    sql(f"DELETE FROM {TABLE}")

    assert list(chain_faults()) == [ChainFault(1, "missing", last=5)]


def test_entry_put_in_unsealed_is_found_before_and_after_sealing(trail):
    copied = "at, user_name, post_name, unit_name, verb, object_type, object_id, object_name"
    sql(
        f"INSERT INTO {TABLE} ({copied}, proof, digest) "
        f"SELECT {copied}, proof, '' FROM {TABLE} WHERE id = %s",
        trail[0].pk,
    )
    put_in = AuditEntry.objects.latest("pk")

    before = list(chain_faults())
    seal_entries()
    after = list(chain_faults())

    # The copy has no user: its proof is another entry's.
    assert before == [ChainFault(0, "foreign", put_in.pk)]
    assert after == [ChainFault(7, "changed", put_in.pk)]


def test_entries_put_in_with_a_place_are_found(trail):
    copied = "at, user_name, post_name, unit_name, verb, object_type, object_id, object_name"
    sql(
        f"INSERT INTO {TABLE} ({copied}, proof, digest, sequence) "
        f"SELECT {copied}, proof, digest, 6 FROM {TABLE} WHERE id = %s",
        trail[4].pk,
    )
    put_in = AuditEntry.objects.latest("pk")

    assert list(chain_faults()) == [ChainFault(6, "changed", put_in.pk), ChainFault(0, "head")]


def test_head_moved_back_together_with_the_end_is_found(trail):
    sql(f"DELETE FROM {TABLE} WHERE id >= %s", trail[3].pk)
    third = AuditEntry.objects.get(sequence=3)
    sql("UPDATE people_audithead SET sequence = 3, digest = %s", third.digest)

    assert list(chain_faults()) == [ChainFault(0, "head")]


def test_whole_database_taken_back_is_found_by_the_note_beside_it(
    trail, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.AUDIT_ANCHOR = tmp_path / "audit.head"
    old = AuditHead.objects.get()
    record(Actor.system("测试"), PeopleVerb.EXPORTED)
    with django_capture_on_commit_callbacks(execute=True):
        seal_entries()
    assert list(chain_faults()) == []

    # Someone who kept a signed head from earlier puts it back and drops what came after.
    sql(f"DELETE FROM {TABLE} WHERE sequence > 5")
    sql(
        "UPDATE people_audithead SET sequence = %s, digest = %s, signature = %s", 5, old.digest, old.signature
    )

    assert list(chain_faults()) == [ChainFault(6, "missing", last=7)]


def test_another_key_does_not_verify(trail, settings):
    settings.AUDIT_KEY = "another key"

    faults = list(chain_faults())

    assert [fault.reason for fault in faults] == ["changed"] * 5 + ["head", "foreign"]


def test_values_come_back_from_the_database_as_they_were_signed():
    """Fractions, moments, zero bytes and halves of characters, as PostgreSQL and SQLite each keep them."""
    awkward = {
        "float": 1e16,
        "tiny": 0.1,
        "negative zero": -0.0,
        "not a number": float("nan"),
        "decimal": Decimal("3.10"),
        "moment": datetime(2026, 11, 22, 14, 3, 5, 123456, tzinfo=UTC),
        "zero byte": "a\x00b",
        "half": "\ud83d",
        "nested": [{"深": [1, None, True, 2**70]}],
    }
    entry = record(Actor.system("\x00测试"), PeopleVerb.IMPORTED, before=awkward, after={})

    entry.refresh_from_db()
    seal_entries()

    assert entry.after == {}
    assert entry.before["zero byte"] == "a\ufffdb"
    assert entry.before["float"] == "1e+16"
    assert list(chain_faults()) == []


def test_entry_cannot_be_changed_or_deleted_by_the_model(trail):
    with pytest.raises(TypeError):
        trail[0].save()
    with pytest.raises(TypeError):
        trail[0].delete()


def test_verify_command_passes_on_a_whole_chain(trail, capsys):
    call_command("audit", "verify")

    assert "核验通过：已封存 5 条，待封存 1 条" in capsys.readouterr().out


def test_verify_command_fails_and_names_what_was_changed(trail, capsys):
    sql(f"UPDATE {TABLE} SET user_name = %s WHERE id = %s", "李示例", trail[2].pk)
    sql(f"DELETE FROM {TABLE} WHERE id = %s", trail[4].pk)

    with pytest.raises(SystemExit) as exit_:
        call_command("audit", "verify")

    said = capsys.readouterr().err
    assert exit_.value.code == 1
    assert said.splitlines() == [
        f"第 3 条（记录号 {trail[2].pk}）被改动过。",
        "第 5 条缺失。",
        "核验未通过：共 2 处。",
    ]


def test_words_of_a_gap():
    assert fault_words(ChainFault(2, "missing", last=9)) == "第 2 至 9 条缺失。"


def test_every_verb_has_words_of_its_own():
    labels = {verb: str(label) for verb, label in verb_labels().items()}

    assert set(PeopleVerb.values) <= set(labels)
    assert {app for verb in labels for app in [verb.split(".")[0]]} >= {"people", "policies", "supervision"}
    assert verb_word("nobody.knows") == "其他操作"
