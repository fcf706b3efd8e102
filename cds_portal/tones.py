"""The look of a state: tone and icon by status value. The word itself is the model's own label."""

QUIET, INFO, WARN, BAD, OK = "quiet", "info", "warn", "bad", "ok"

# A value that means different things in two lifecycles is keyed "model.value" as well.
STATUS_TONES = {
    # OversightSession
    "planned": (QUIET, "calendar"),
    "notified": (INFO, "send"),
    "fieldwork": (INFO, "map-pin"),
    "reporting": (INFO, "pen-line"),
    "concluded": (OK, "check"),
    "follow_up": (WARN, "eye"),
    "closed": (QUIET, "check-check"),
    "cancelled": (QUIET, "ban"),
    # Visit
    "recorded": (INFO, "check"),
    "minutes_signed": (OK, "signature"),
    # Assignment
    "draft": (QUIET, "circle-dashed"),
    "issued": (INFO, "send"),
    "in_progress": (INFO, "loader"),
    "reported_done": (INFO, "check"),
    "done": (OK, "check-check"),
    "partly_done": (WARN, "circle-dot"),
    "not_done": (BAD, "circle-x"),
    "withdrawn": (QUIET, "undo-2"),
    "carried": (QUIET, "corner-up-right"),
    # Acceptance of an assignment
    "pending": (QUIET, "hourglass"),
    "accepted": (OK, "check"),
    "partly": (WARN, "circle-dot"),
    "reconsideration_requested": (WARN, "message-square"),
    "upheld": (INFO, "check"),
    "changed": (INFO, "pen-line"),
    # Response, Extension
    "adequate": (OK, "check"),
    "inadequate": (BAD, "circle-x"),
    "asked": (WARN, "hourglass"),
    "granted": (OK, "check"),
    "refused": (BAD, "circle-x"),
    # Proposal
    "raised": (QUIET, "message-square"),
    "compiled": (INFO, "list"),
    "forwarded": (INFO, "corner-up-right"),
    "answered": (OK, "reply"),
    "not_taken_up": (QUIET, "circle-slash"),
    # ProgressReport
    "expected": (QUIET, "hourglass"),
    "awaiting_signature": (WARN, "signature"),
    "submitted": (INFO, "send"),
    "returned": (BAD, "corner-up-left"),
    "locked": (QUIET, "lock"),
    # Reorganisation
    "prepared": (QUIET, "clipboard-list"),
    "applied": (OK, "git-merge"),
    "undone": (QUIET, "undo-2"),
    # EscalationStep
    "proposed": (WARN, "lightbulb"),
    "decided": (INFO, "gavel"),
    "dismissed": (QUIET, "circle-slash"),
    "carried_out": (OK, "check"),
    # Document and its rendering
    "approved": (OK, "check"),
    "sent_back": (BAD, "corner-up-left"),
    "numbered": (INFO, "hash"),
    "superseded": (QUIET, "archive"),
    "recalled": (BAD, "undo-2"),
    "queued": (QUIET, "hourglass"),
    "rendering": (INFO, "loader"),
    "ready": (OK, "file-check"),
    "failed": (BAD, "triangle-alert"),
    "document.issued": (OK, "stamp"),
    "progressreport.accepted": (OK, "check-check"),
}

UNKNOWN = (QUIET, "circle")

# The icon that repeats a tone where a page gives a tone only (banners, toasts, tags made by hand).
TONE_ICONS = {QUIET: "circle", INFO: "info", WARN: "triangle-alert", BAD: "octagon-alert", OK: "circle-check"}

MESSAGE_TONES = {"debug": INFO, "info": INFO, "success": OK, "warning": WARN, "error": BAD}


def of_status(status, *, model=""):
    """(tone, icon) of a status value, of that model's own meaning where it has one."""
    return STATUS_TONES.get(f"{model}.{status}") or STATUS_TONES.get(status, UNKNOWN)
