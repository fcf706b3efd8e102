"""What `make run` tells the person who started it."""

# Only the demo creates these; the password is public, so they never exist in a real database.
PASSWORD = "Demo@2026"
ACCOUNTS = (
    ("quantri", "quản trị hệ thống"),
    ("chuyenvien", "chuyên viên Ban Văn hóa - Xã hội (Hà Tĩnh; Long An, nay là Tây Ninh)"),
    ("chuyenvien2", "chuyên viên Ban Văn hóa - Xã hội (Hà Tĩnh)"),
    ("lanhdao", "lãnh đạo Ban (Hà Tĩnh; Long An, nay là Tây Ninh)"),
    ("vanthu", "văn thư"),
    ("thanhvien", "thành viên Đoàn giám sát"),
    ("locha", "cán bộ báo cáo, UBND huyện Lộc Hà"),
    ("locha.ct", "lãnh đạo, UBND huyện Lộc Hà"),
    ("maiphu", "cán bộ báo cáo, UBND xã Mai Phụ (cũ)"),
    ("maiphu.moi", "cán bộ báo cáo, UBND xã Mai Phụ (từ năm 2025)"),
    ("maiphu.moi.ct", "lãnh đạo, UBND xã Mai Phụ (từ năm 2025)"),
    ("duchue", "cán bộ báo cáo, UBND huyện Đức Huệ"),
    ("duchue.ct", "lãnh đạo, UBND huyện Đức Huệ"),
    ("sokhcn", "Sở Khoa học và Công nghệ"),
)


def text(*, url, existing, log_dir):
    """`existing`: the names of the accounts in the database, of which only the demo's are told."""
    lines = ["", f"Cổng thông tin đang chạy tại {url}", ""]
    accounts = [f"  {username:<14} {role}" for username, role in ACCOUNTS if username in existing]
    if accounts:
        lines += [f"Tài khoản minh họa (mật khẩu chung: {PASSWORD})", *accounts, ""]
    lines += [f"Nhật ký: {log_dir}", "Nhấn Ctrl-C để dừng.", ""]
    return "\n".join(lines)
