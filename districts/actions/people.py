"""Accounts: made, switched off and on, given a temporary password. Nothing is deleted."""

import secrets

from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused

# Without those that are taken for one another when read out or copied by hand.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


def temporary_password():
    """Four groups of four letters and figures: about 78 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(GROUP)) for _group in range(GROUPS))


@transaction.atomic
def make_account(form):
    """(the new account, its temporary password); the password is stored nowhere but as its hash."""
    password = temporary_password()
    form.instance.set_password(password)
    form.save_guarded()
    return form.instance, password


@transaction.atomic
def give_password(person, *, by):
    """A temporary password in place of the old one, which ends every session of the account."""
    person = locked(person)
    if person.pk == by.pk:
        raise Refused(_("Mật khẩu của chính mình thì đổi ở trang Đổi mật khẩu."))
    if not person.is_active:
        raise Refused(_("Tài khoản đang ngừng sử dụng. Cho dùng lại rồi cấp mật khẩu."))
    password = temporary_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    # The hash stands in no log; that there is a new one does.
    LogEntry.objects.log_create(
        person, force_log=True, action=LogEntry.Action.UPDATE, changes={"password": ["", ""]}, actor=by
    )
    return password


@transaction.atomic
def switch_off(person, *, by):
    """Signs the account out everywhere with its next request; its posts stay as they are."""
    person = locked(person)
    if person.pk == by.pk:
        raise Refused(_("Đồng chí không tự ngừng tài khoản của mình; nhờ quản trị khác."))
    if not person.is_active:
        raise Refused(_("Tài khoản này đã ngừng sử dụng."))
    person.is_active = False
    person.save(update_fields=["is_active"])


@transaction.atomic
def switch_on(person):
    person = locked(person)
    if person.is_active:
        raise Refused(_("Tài khoản này đang dùng."))
    person.is_active = True
    person.save(update_fields=["is_active"])


def locked(person):
    return get_user_model().objects.select_for_update().get(pk=person.pk)
