from cds_portal.ops import banner
from oversight.demo import people


def told(existing):
    text = banner.text(url="http://127.0.0.1:8000/", existing=existing, log_dir="var/log")
    return [line.split()[0] for line in text.splitlines() if line.startswith("  ")]


def test_banner_tells_every_account_that_the_demo_creates():
    assert told(set(people.ACCOUNTS)) == list(people.ACCOUNTS)


def test_banner_tells_no_account_that_does_not_exist():
    assert told({"vanthu", "nguyenvana"}) == ["vanthu"]


def test_banner_tells_no_password_without_demo_accounts():
    assert banner.PASSWORD not in banner.text(url="", existing=(), log_dir="")
