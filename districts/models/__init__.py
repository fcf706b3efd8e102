from districts.models.body import Body, Letterhead, Post
from districts.models.unit import AdministrativeUnit, Succession

__all__ = ["AdministrativeUnit", "Body", "Letterhead", "Post", "Succession"]
