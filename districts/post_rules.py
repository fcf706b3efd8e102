"""Which role may be held in which kind of body: a role elsewhere would open nothing, or the wrong thing."""

from cds_portal.accounts.grants import Role
from districts.models import Body

K = Body.Kind

# The rows that a post opens are those of its body: a committee's files only through a post in the committee,
# a department's duties only through one in the department.
ROLE_KINDS = {
    Role.STAFF: (K.COMMITTEE,),
    Role.LEADER: (K.COMMITTEE,),
    Role.CLERK: (K.COMMITTEE,),
    Role.MEMBER: (K.COMMITTEE, K.PEOPLE_COUNCIL, K.FRONT, K.OFFICE, K.DEPARTMENT),
    Role.LOCAL_REPORTER: (K.PEOPLE_COMMITTEE, K.PEOPLE_COUNCIL, K.FRONT, K.STEERING_COMMITTEE),
    Role.LOCAL_LEADER: (K.PEOPLE_COMMITTEE, K.PEOPLE_COUNCIL, K.FRONT, K.STEERING_COMMITTEE),
    Role.DEPARTMENT: (K.DEPARTMENT, K.OFFICE, K.CENTRAL),
    Role.ADMIN: (K.OFFICE, K.COMMITTEE, K.PEOPLE_COUNCIL, K.DEPARTMENT),
}


def fits(role, kind):
    return kind in ROLE_KINDS[Role(role)]


def roles_in(kind):
    """The roles, with their names, that a post in a body of this kind may have."""
    return [(role.value, role.label) for role in Role if fits(role, kind)]


def kinds_in_words(role):
    return ", ".join(str(kind.label) for kind in ROLE_KINDS[Role(role)])
