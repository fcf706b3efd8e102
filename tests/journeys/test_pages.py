"""Every page each role can reach: it answers, fits its screen, speaks Vietnamese, and axe finds nothing."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import take_picture
from tests.live import DESKTOP, PHONE, TABLET

pytestmark = pytest.mark.journey

CASE = "/sessions/{code}/"
TABS = [f"{CASE}?tab={tab}" for tab in ("visits", "findings", "recommendations", "proposals", "documents")]
READING = [
    CASE,
    *TABS,
    f"{CASE}report/",
    "/visits/{visit}/",
    "/findings/",
    "/recommendations/{recommendation}/",
    "/proposals/{proposal}/",
    "/documents/{paper}/",
]
OPEN_CASE = "/sessions/{open[code]}/"
WRITING = [
    "/sessions/new/",
    f"{OPEN_CASE}edit/",
    f"{OPEN_CASE}people/",
    f"{OPEN_CASE}report/",
    f"{OPEN_CASE}report/IV/",
    "/visits/new/?session={open[code]}",
    "/visits/{open[visit]}/",
    "/visits/{open[visit]}/edit/",
    "/findings/new/?session={open[code]}",
    "/findings/{open[finding]}/edit/",
    "/findings/{open[finding]}/delete/",
    "/recommendations/new/?session={open[code]}",
    "/proposals/new/",
    "/accounts/password/change/",
]
OWN = [
    "/visits/{visit}/",
    "/recommendations/{recommendation}/",
    "/proposals/{proposal}/",
    "/documents/{paper}/",
]
EVERYBODY = ["/search/?q=loc+ha", "/accounts/password/change/"]
# Beyond what the navigation of each offers. Leader and clerk read the officer's pages: enough of them to see
# that what is left out leaves no hole.
FURTHER = {
    "chuyenvien": [*READING, *WRITING],
    "lanhdao": [CASE, f"{CASE}report/", "/findings/", *OWN],
    "vanthu": [CASE, "/documents/{paper}/"],
    "thanhvien": ["/sessions/LOCHA-2023/", "/sessions/LOCHA-2023/report/", "/findings/"],
    "locha": [CASE, *TABS, *OWN, "/proposals/new/"],
    "maiphu": ["/proposals/new/"],
    "sokhcn": [],
    "quantri": ["/units/?q=mai+phu"],
}
# Words of Django, allauth and the libraries that would show where a text of ours is missing.
ENGLISH = re.compile(
    r"\b(?:Submit|Required|Search|This field|Enter a|Select|Please|Sign (?:in|out)|Log ?(?:in|out)|Password"
    r"|Unknown|Any date|Today|Yesterday|Yes|No|Next|Previous|Page|Save|Delete|Cancel|Choose|Currently"
    r"|Clear|Change|Error|not found|Loading)\b"
)
SAID = """() => {
  const names = ["aria-label", "placeholder", "title", "alt"];
  const said = [...document.querySelectorAll(names.map((name) => `[${name}]`).join())];
  const words = said.flatMap((element) => names.map((name) => element.getAttribute(name) ?? ""));
  return [document.title, document.body.innerText, ...words].join("\\n");
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("username", FURTHER)
def test_pages_of_role_stand_on_each_screen(username, page_for, open_case, issued_case):
    names = issued_case | {"open": open_case}
    further = [address.format(**names) for address in [*FURTHER[username], *EVERYBODY]]
    pages = {screen: page_for(username, screen) for screen in (PHONE, DESKTOP)}
    errors = errors_of(pages.values())
    addresses = list(dict.fromkeys([*offered(pages[PHONE]), *offered(pages[DESKTOP]), *further]))
    faults = []
    for address in addresses:
        for screen, page in pages.items():
            faults += faults_of(page, address, screen, username)
    assert (faults, errors) == ([], [])


# A table of many columns may be a little wider than a tablet and scrolls; a word would widen it by thousands.
CUT_OFF = """() => [...document.querySelectorAll(".table-card")]
  .map((card) => card.scrollWidth - card.clientWidth).filter((beyond) => beyond > 100)"""


@pytest.fixture(scope="session")
def wordy_case(ask):
    """A case in whose texts nobody has typed a space."""
    return ask("from tests.journeys.own_case import make_wordy; answer = make_wordy('THU-DAI')")


@pytest.mark.parametrize("screen", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_word_longer_than_the_screen_widens_no_page_and_is_not_cut_off(screen, page_for, wordy_case):
    page = page_for("chuyenvien", screen)
    lists = ("sessions", "visits", "findings", "recommendations", "assignments", "documents")
    own = [CASE, *TABS, "/recommendations/{recommendation}/", "/recommendations/{recommendation}/edit/"]
    own += ["/visits/{visit}/", "/findings/{finding}/edit/"]
    faults = []
    for address in (*(f"/{name}/" for name in lists), *(path.format(**wordy_case) for path in own)):
        assert page.goto(address).status == 200
        faults += [f"{address}: {fault}" for fault in (*faults_of_fit(page), *page.evaluate(CUT_OFF))]
    assert faults == []


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("address", ["/accounts/login/", "/verify/", "/verify/KHONG-CO/", "/khong-co/"])
def test_page_without_sign_in_stands(address, screen, page_for):
    page = page_for(None, screen)
    assert faults_of(page, address, screen, "nobody", status=None) == []


def test_day_of_a_proposal_is_the_day_in_vietnam(page_for):
    """It was said at the start of 13/9/2023, which is still 12/9 in London."""
    page = page_for("chuyenvien", DESKTOP)
    page.goto("/proposals/")
    page.get_by_role("link", name="Đề nghị hỗ trợ nâng cấp đường truyền").click()
    first_step = page.get_by_role("list", name="Tiến trình đề xuất").get_by_role("listitem").first
    expect(first_step).to_contain_text("13/9/2023")


def offered(page):
    """The addresses of the navigation: rail, trình đơn of the phone, bottom bar."""
    links = page.locator("nav.rail a, .menu-pages a, .phone-bar a").all()
    return [link.get_attribute("href") for link in links]


def errors_of(pages):
    errors = []
    for page in pages:
        page.on(
            "console",
            lambda message: (
                errors.append(f"{message.location}: {message.text}") if message.type == "error" else None
            ),
        )
    return errors


def faults_of(page, address, screen, username, status=200):
    """What is wrong with the page, in words; nothing when it stands."""
    answer = page.goto(address)
    found = []
    if status and answer.status != status:
        found.append(f"answers {answer.status}")
    found += faults_of_fit(page)
    if page.get_by_role("heading", level=1).count() != 1:
        found.append(f"{page.get_by_role('heading', level=1).count()} level-1 headings")
    found += [f"says “{word}”" for word in set(ENGLISH.findall(page.evaluate(SAID)))]
    found += [f"axe: {told}" for told in axe_of(page)]
    take_picture(page, f"{username}-{screen[0]}-{re.sub(r'[^a-z0-9]+', '-', address.lower())}")
    if screen == DESKTOP:
        found += faults_of_tablet(page, username, address)
        found += faults_of_print(page)
    return [f"{username} {address} at {screen[0]}: {fault}" for fault in found]


def faults_of_fit(page):
    beyond = page.evaluate(TOO_WIDE)
    return [f"{beyond} px wider than the screen of {page.viewport_size['width']}"] if beyond > 0 else []


def faults_of_tablet(page, username, address):
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    found = faults_of_fit(page)
    take_picture(page, f"{username}-{TABLET[0]}-{re.sub(r'[^a-z0-9]+', '-', address.lower())}")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    return found


def faults_of_print(page):
    page.emulate_media(media="print")
    hidden = ("nav.rail", ".topbar", ".phone-bar", ".form-bar")
    found = [f"prints {part}" for part in hidden if page.locator(part).first.is_visible()]
    page.emulate_media(media="screen")
    return found


def axe_of(page):
    violations = Axe().run(page).response["violations"]
    return [f"{one['id']} {[node['target'] for node in one['nodes'][:3]]}" for one in violations]
