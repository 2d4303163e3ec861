"""Running numbers of official documents."""

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from luodi_web.common.domain.numbering import next_number


@pytest.mark.django_db
def test_numbers_run_on_in_their_series_and_year():
    given = [next_number("督办函", 2026), next_number("督办函", 2026), next_number("提醒函", 2026)]

    assert given == [1, 2, 1]
    assert next_number("督办函", 2027) == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_whose_document_was_not_written_is_given_again():
    with pytest.raises(RuntimeError), transaction.atomic():
        assert next_number("督办函", 2026) == 1
        raise RuntimeError

    with transaction.atomic():
        assert next_number("督办函", 2026) == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_needs_the_transaction_of_its_document():
    with pytest.raises(TransactionManagementError):
        next_number("督办函", 2026)
