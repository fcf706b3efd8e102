"""The fourteen accounts. They are called after their work: no person is invented."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from cds_portal.accounts.grants import Role
from cds_portal.ops.banner import PASSWORD
from districts.models import Post
from oversight.demo.bodies import HA_TINH_COMMITTEE, TAY_NINH_COMMITTEE, body

# user name → what the account is called
ACCOUNTS = {
    "quantri": "Quản trị hệ thống",
    "chuyenvien": "Chuyên viên giúp việc Ban",
    "chuyenvien2": "Chuyên viên thứ hai giúp việc Ban",
    "lanhdao": "Lãnh đạo Ban",
    "vanthu": "Văn thư",
    "thanhvien": "Thành viên Đoàn giám sát",
    "locha": "Cán bộ tổng hợp huyện Lộc Hà",
    "locha.ct": "Lãnh đạo UBND huyện Lộc Hà",
    "maiphu": "Cán bộ tổng hợp xã Mai Phụ (trước tháng 7/2025)",
    "maiphu.moi": "Cán bộ tổng hợp xã Mai Phụ",
    "maiphu.moi.ct": "Lãnh đạo UBND xã Mai Phụ",
    "duchue": "Cán bộ tổng hợp huyện Đức Huệ",
    "duchue.ct": "Lãnh đạo UBND huyện Đức Huệ",
    "sokhcn": "Cán bộ Sở Khoa học và Công nghệ",
}

# user name, body, role, title
POSTS = [
    ("quantri", "vp-42", Role.ADMIN, "Quản trị hệ thống"),
    ("chuyenvien", HA_TINH_COMMITTEE, Role.STAFF, "Chuyên viên giúp việc"),
    ("chuyenvien", TAY_NINH_COMMITTEE, Role.STAFF, "Chuyên viên giúp việc"),
    ("chuyenvien2", HA_TINH_COMMITTEE, Role.STAFF, "Chuyên viên giúp việc"),
    ("lanhdao", HA_TINH_COMMITTEE, Role.LEADER, "Lãnh đạo Ban"),
    ("lanhdao", TAY_NINH_COMMITTEE, Role.LEADER, "Lãnh đạo Ban"),
    ("vanthu", HA_TINH_COMMITTEE, Role.CLERK, "Văn thư"),
    ("thanhvien", HA_TINH_COMMITTEE, Role.MEMBER, "Thành viên Đoàn giám sát"),
    # The bodies of these five ended. Their posts have no end, so that the old world can be tried in the
    # demonstration; in real use a post ends with its body.
    ("locha", "ubnd-448", Role.LOCAL_REPORTER, "Cán bộ tổng hợp"),
    ("locha.ct", "ubnd-448", Role.LOCAL_LEADER, "Lãnh đạo"),
    ("maiphu", "ubnd-18670", Role.LOCAL_REPORTER, "Cán bộ tổng hợp"),
    ("duchue", "ubnd-801", Role.LOCAL_REPORTER, "Cán bộ tổng hợp"),
    ("duchue.ct", "ubnd-801", Role.LOCAL_LEADER, "Lãnh đạo"),
    ("maiphu.moi", "ubnd-18583", Role.LOCAL_REPORTER, "Cán bộ tổng hợp"),
    ("maiphu.moi.ct", "ubnd-18583", Role.LOCAL_LEADER, "Lãnh đạo"),
    ("sokhcn", "sokhcn-42", Role.DEPARTMENT, "Cán bộ theo dõi chuyển đổi số"),
]


def load():
    # One hash for all: the password is public, and hashing is slow on purpose.
    password = make_password(PASSWORD)
    users = {
        name: get_user_model().objects.create(
            username=name,
            full_name=full_name,
            # Reserved for examples (RFC 2606): such a mail reaches nobody.
            email=f"{name}@cds.example",
            password=password,
            illustrative=True,
        )
        for name, full_name in ACCOUNTS.items()
    }
    for name, code, role, title in POSTS:
        place = body(code)
        Post.objects.create(user=users[name], body=place, role=role, title=title, valid_from=place.valid_from)


def account(name):
    """Read anew: posts are kept on the instance once they were asked for."""
    return get_user_model().objects.get(username=name)
