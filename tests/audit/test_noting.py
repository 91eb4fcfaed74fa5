"""What staff do is written down for good, without what is nobody's to read."""

import logging
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse

from ai_model.models import Provider
from audit.models import StaffAct
from audit.noting import Act, Audited, note
from tests.ai_model.rows import make_provider
from tests.pages import PageClient
from tests.people import PASSWORD, make_email
from user.models import Identity, User

pytestmark = pytest.mark.django_db
KEY = "sk-violet-harbour"


@pytest.fixture
def chief() -> User:
    return User.objects.create_superuser(make_email(), PASSWORD)


@pytest.fixture
def staff(chief: User) -> PageClient:
    client = PageClient()
    client.force_login(chief)
    return client


def test_every_page_of_the_admin_is_audited() -> None:
    assert [name for name, page in admin.site._registry.items() if not isinstance(page, Audited)] == []


def test_a_change_tells_who_what_and_which_fields_but_no_value(
    staff: PageClient, chief: User, caplog: pytest.LogCaptureFixture
) -> None:
    provider = make_provider()
    form = {"dialect": "openai-chat", "base_url": provider.base_url, "max_concurrency": "8", "key": KEY}

    with caplog.at_level(logging.INFO, logger="audit"):
        staff.post(
            reverse("admin:ai_model_provider_change", args=[provider.pk]), form, headers={"X-Request-Id": "mine-1"}
        )

    act = StaffAct.objects.get(kind="ai_model.provider", key=str(provider.pk))
    assert (act.who, act.act, act.name, act.request_id) == (chief.pk, "changed", provider.name, "mine-1")
    assert "'key'" in str(act.details)
    assert KEY not in str(act.details)
    assert f"staff {chief.pk} changed ai_model.provider {provider.pk}" in caplog.text


def test_things_deleted_together_are_told_one_by_one(staff: PageClient) -> None:
    rows = [make_provider(), make_provider()]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}

    staff.post(reverse("admin:ai_model_provider_changelist"), chosen)

    assert not Provider.objects.filter(pk__in=[row.pk for row in rows]).exists()
    told = StaffAct.objects.filter(act="deleted", kind="ai_model.provider").values_list("name", flat=True)
    assert set(told) >= {row.name for row in rows}


def test_no_row_is_changed_or_deleted_even_by_hand() -> None:
    note(uuid4(), Act.TRIED)

    for attempt in (StaffAct.objects.filter(act="tried").delete, lambda: StaffAct.objects.update(who=None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_an_act_outlives_whoever_did_it(staff: PageClient, chief: User) -> None:
    provider = make_provider()
    staff.post(reverse("admin:ai_model_provider_delete", args=[provider.pk]), {"post": "yes"})

    User.objects.get(pk=chief.pk).delete()

    assert StaffAct.objects.filter(who=chief.pk, act="deleted", key=str(provider.pk)).exists()


def test_staff_who_come_in_and_those_who_try_to_are_told(chief: User) -> None:
    page = reverse("admin:login")

    PageClient().post(page, {"username": chief.email, "password": "wrong"})
    PageClient().post(page, {"username": chief.email, "password": PASSWORD})
    PageClient().post(page, {"username": PASSWORD, "password": PASSWORD})

    acts = StaffAct.objects.filter(key=str(chief.pk)).order_by("id")
    assert [(act.act, act.who) for act in acts] == [("failed", None), ("entered", chief.pk)]
    assert PASSWORD not in str(list(StaffAct.objects.values_list("name", "details", "key")))


def test_acts_are_read_in_the_admin_and_not_written_there(staff: PageClient) -> None:
    note(uuid4(), Act.TRIED)
    row = StaffAct.objects.all()[0]

    listed = staff.get(reverse("admin:audit_staffact_changelist"))
    posted = [
        staff.post(reverse("admin:audit_staffact_add"), {}).status_code,
        staff.post(reverse("admin:audit_staffact_change", args=[row.pk]), {"act": "added"}).status_code,
        staff.post(reverse("admin:audit_staffact_delete", args=[row.pk]), {"post": "yes"}).status_code,
    ]

    assert listed.status_code == 200
    assert posted == [403, 403, 403]


def test_a_password_of_ones_own_is_written_down_once_it_is_changed(staff: PageClient, chief: User) -> None:
    page, new = reverse("admin:password_change"), "amber-lighthouse-77"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    refused = staff.post(page, form | {"old_password": "wrong"})
    before = StaffAct.objects.filter(key=str(chief.pk), act="changed").count()
    changed = staff.post(page, form)

    assert (refused.status_code, before, changed.status_code) == (200, 0, 302)
    act = StaffAct.objects.get(key=str(chief.pk), act="changed")
    assert (act.who, act.details) == (chief.pk, ["password"])


def test_what_is_erased_with_a_person_stays_in_no_log(staff: PageClient) -> None:
    person = User.objects.create_user(make_email())
    known = Identity.objects.create(user=person, issuer="https://accounts.example", subject="Peaches-123")
    page = reverse("admin:user_user_change", args=[person.pk])
    form = {"email": person.email, "display_name": "", "is_active": "on"}
    form |= {"identities-TOTAL_FORMS": "1", "identities-INITIAL_FORMS": "1", "identities-0-id": str(known.pk)}
    form |= {"identities-0-user": str(person.pk), "identities-0-DELETE": "on"}
    form |= {f"{name}-{count}_FORMS": "0" for name in ("api_keys",) for count in ("TOTAL", "INITIAL")}

    staff.post(page, form)

    assert not Identity.objects.filter(pk=known.pk).exists()
    assert "Peaches-123" not in str(list(LogEntry.objects.values_list("object_repr", "change_message")))
    assert staff.get(reverse("admin:user_user_history", args=[person.pk])).status_code == 200
