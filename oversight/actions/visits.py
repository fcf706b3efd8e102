"""Acts on a visit that touch several records or files. `Refused` says in words why nothing was done."""

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.files import StoredFile, store
from cds_portal.forms import Conflict
from cds_portal.images import read_photo_upload
from cds_portal.lifecycle import Refused
from districts.models import AdministrativeUnit, Body
from oversight.domain.succession import with_former_rows
from oversight.models import Answer, Checklist, Photo, Visit

MOST_PHOTOS = 20
RESTORE_SALT = "visit-photo"
KEPT_OF_PHOTO = ("original_sha256", "caption", "width", "height", "taken_at", "latitude", "longitude")


def ensure_open(visit):
    """Refused when the minutes are signed or the session takes no visits; inside a transaction it locks."""
    stored = Visit.objects.select_for_update().filter(pk=visit.pk).first()
    ensure_open_now(stored or visit, session=visit.session)


def ensure_open_now(visit, *, session=None):
    session = session or visit.session
    if visit.is_frozen:
        raise Refused(
            _("Biên bản đã ký, nội dung chuyến đã khóa. Ghi điều cần nói thêm ở phần “Bổ sung sau biên bản”.")
        )
    if not session.is_open_for_fieldwork():
        raise Refused(
            _("Cuộc giám sát %(code)s %(status)s, không ghi hay sửa chuyến khảo sát được nữa.")
            % {"code": session.code, "status": session.get_status_display()}
        )


def is_open(visit):
    return not visit.is_frozen and visit.session.is_open_for_fieldwork()


def add_later(visit, *, text, by):
    if not visit.is_frozen:
        raise Refused(_("Biên bản chưa ký: sửa thẳng nội dung chuyến, chưa cần ghi bổ sung."))
    return visit.add_later(text=text, by=by)


def checklist_for(visit, site_type):
    """The sheet in use: a visit keeps the version it was filled on until its kind of site changes."""
    if not site_type:
        return None
    if visit.checklist_id and visit.checklist.site_type == site_type:
        return visit.checklist
    return Checklist.objects.current_for(site_type)


@transaction.atomic
def save_visit(*, form, answers, people, by):
    """Saves the visit with its answers and people; the three forms are bound and valid.

    False when somebody saved before: the form then shows both texts and nothing was written.
    """
    visit = form.instance
    ensure_open(visit)
    if form.is_new:
        visit.created_by = by
    if form.is_new or "unit" in form.changed_data or visit.body_id is None:
        visit.body = host_of(visit)
    visit.checklist = checklist_for(visit, visit.site_type)
    if not form.save_guarded():
        form.conflicts += other_conflicts(visit, answers, people)
        return False
    keep_answers(visit, answers.values())
    keep_people(visit, people.rows())
    return True


def other_conflicts(visit, answers, people):
    """What the form itself does not compare: position, answers and people, as stored and as typed."""
    stored = Visit.objects.get(pk=visit.pk)
    given = {answer.item_id: answer for answer in visit.answers.select_related("item")}
    rows = [Conflict(_("Vị trí"), position_words(stored), position_words(visit))]
    for item, value in answers.values():
        theirs = given.pop(item.pk, None)
        mine = Answer(item=item, value=value)
        rows.append(Conflict(item.label, str(theirs.shown) if theirs else "", str(mine.shown)))
    rows += [Conflict(answer.item.label, str(answer.shown), "") for answer in given.values()]
    rows.append(Conflict(_("Thành phần tham dự"), names(visit.attendances.all()), names(people.rows())))
    return [row for row in rows if row.theirs != row.mine]


def position_words(visit):
    return f"{visit.latitude:.6f}; {visit.longitude:.6f}" if visit.latitude is not None else ""


def names(attendances):
    return "; ".join(f"{row.get_side_display()}: {row}" for row in attendances)


def host_of(visit):
    """The body that was visited: the unit's People's Committee of that day, else the reviewed one above.

    A commune that came to another district, or got another name, has the same People's Committee as before.
    """
    bodies = Body.objects.in_force_on(visit.date).filter(kind=Body.Kind.PEOPLE_COMMITTEE)
    own = bodies.filter(unit__in=rows_of(visit.unit_id)).first()
    above = visit.unit.parent_id
    return own or bodies.filter(reviews__session=visit.session, unit__in=rows_of(above)).first()


def rows_of(unit_id):
    return with_former_rows(AdministrativeUnit.objects.filter(pk=unit_id))


def keep_answers(visit, values):
    visit.answers.exclude(item__in=[item for item, _value in values]).delete()
    stored = {answer.item_id: answer for answer in visit.answers.all()}
    for item, value in values:
        answer = stored.get(item.pk)
        if answer is None and value:
            Answer.objects.create(visit=visit, item=item, value=value)
        elif answer and not value and not answer.note:
            answer.delete()
        elif answer and answer.value != value:
            answer.value = value
            answer.save(update_fields=["value"])


def keep_people(visit, rows):
    """Replaces the rows only when they differ: the history should not fill with nothing."""
    named = ("side", "kind", "name", "position")
    stored = [[getattr(row, name) for name in named] for row in visit.attendances.order_by("order", "pk")]
    if stored == [[getattr(row, name) for name in named] for row in rows]:
        return
    visit.attendances.all().delete()
    for row in rows:
        row.visit = visit
        # One by one: the audit log does not see bulk_create.
        row.save()


def add_photo(visit, upload, *, by):
    """One photo, read and re-encoded. It is decoded outside the transaction: nobody waits for it."""
    ensure_open_now(visit)
    photo = read_photo_upload(upload)
    try:
        with transaction.atomic():
            ensure_open(visit)
            ensure_room(visit, photo, upload.name)
            file = store(photo.jpeg, name=upload.name, content_type="image/jpeg", by=by, folder="photos")
            return Photo.objects.create(
                visit=visit,
                file=file,
                original_sha256=photo.original_sha256,
                taken_at=photo.taken_at,
                latitude=photo.latitude,
                longitude=photo.longitude,
                width=photo.width,
                height=photo.height,
            )
    except IntegrityError as error:
        raise already_there(upload.name) from error


def ensure_room(visit, photo, name):
    if visit.photos.filter(original_sha256=photo.original_sha256).exists():
        raise already_there(name)
    if visit.photos.count() >= MOST_PHOTOS:
        raise Refused(
            _("Chuyến này đã đủ %(most)d ảnh, ảnh “%(name)s” chưa được nhận. Xóa bớt ảnh rồi gửi lại.")
            % {"most": MOST_PHOTOS, "name": name}
        )


def already_there(name):
    return Refused(_("Ảnh “%(name)s” đã có trong chuyến này, không cần gửi lại.") % {"name": name})


@transaction.atomic
def caption_photo(photo, text):
    """The caption is also what a person who cannot see the photo is told."""
    ensure_open(photo.visit)
    photo.caption = " ".join(text.split())[: Photo._meta.get_field("caption").max_length]
    photo.save(update_fields=["caption"])


@transaction.atomic
def remove_photo(photo):
    """Takes the photo out of the visit; returns the token with which it can be put back."""
    ensure_open(photo.visit)
    used = photo.findings.count()
    if used:
        raise Refused(
            _("Ảnh đang là minh chứng của %(used)d nhận định. Gỡ khỏi nhận định rồi mới xóa được.")
            % {"used": used}
        )
    kept = {name: text_of(getattr(photo, name)) for name in KEPT_OF_PHOTO}
    kept |= {"file": photo.file_id, "visit": str(photo.visit_id)}
    StoredFile.objects.filter(pk=photo.file_id).update(withdrawn_at=timezone.now())
    photo.delete()
    return signing.dumps(kept, salt=RESTORE_SALT, compress=True)


@transaction.atomic
def restore_photo(visit, token):
    """Puts back what `remove_photo` took, within the life of a session."""
    try:
        kept = signing.loads(token, salt=RESTORE_SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature as error:
        raise Refused(_("Không hoàn tác được: đường dẫn đã hết hạn.")) from error
    if kept.pop("visit") != str(visit.pk):
        raise Refused(_("Không hoàn tác được: ảnh không thuộc chuyến này."))
    ensure_open(visit)
    if visit.photos.filter(original_sha256=kept["original_sha256"]).exists():
        raise Refused(_("Ảnh này đã có trong chuyến."))
    if visit.photos.count() >= MOST_PHOTOS:
        raise Refused(_("Chuyến này đã đủ %(most)d ảnh, không đưa thêm được.") % {"most": MOST_PHOTOS})
    file = StoredFile.objects.get(pk=kept.pop("file"))
    StoredFile.objects.filter(pk=file.pk).update(withdrawn_at=None)
    photo = Photo(visit=visit, file=file, **kept)
    # Times and numbers travelled as text: validation brings them back as what they are.
    photo.clean_fields()
    photo.save()
    return photo


def text_of(value):
    return None if value is None else str(value)
