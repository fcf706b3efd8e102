"""What the documents say about the code is still so: commands, paths, identifiers, variables, accounts."""

import re
import subprocess

import pytest
from django.conf import settings
from django.core.management import get_commands

from cds_portal.ops.banner import ACCOUNTS, PASSWORD

ROOT = settings.BASE_DIR
README = ROOT / "README.md"
GLOSSARY = ROOT / "docs" / "glossary.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
DOCS = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

# A path is written in backticks, beginning with one of these; `<noun>` and `…` are no paths.
FOLDERS = r"(?:cds_portal|districts|oversight|templates|static|tests|docs|\.ci)/"
PATH = re.compile(rf"`({FOLDERS}[\w./-]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)\)")
HEADINGS = ["Context", "Decision", "Consequences"]

# What only one machine knows. In pieces, so that this file holds none of them itself.
FORBIDDEN = [
    "/".join(["", "work", ""]),
    "/".join(["", "tmp", ""]),
    "/".join(["", "root", ""]),
    "/".join(["", "home", ""]),
    *(".".join(host) for host in (["pypi", "org"], ["pythonhosted", "org"], ["npmjs", "org"])),
    "-".join(["index", "url"]),
    "_".join(["PIP", "INDEX"]),
]
BINARY = {".gz", ".ico", ".jpg", ".png", ".ttf", ".woff2", ".xlsx", ".xls", ".ods", ".pdf", ".heic"}


def read(path):
    return path.read_text(encoding="utf8")


def name_of(path):
    return str(path.relative_to(ROOT))


def column(text, place):
    """The cells of one column of all tables, without heads and rules."""
    rows = [line.strip().strip("|").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return [row[place].strip() for row in rows]


def code_in(text):
    return re.findall(r"`([^`\n]+)`", text)


def section(text, heading):
    """What stands under a heading, up to the next one of any level."""
    return re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_make_commands_of_readme_exist():
    verbs = set(re.findall(r"^([a-z]+):.*##", read(ROOT / "Makefile"), re.MULTILINE))
    told = set(re.findall(r"\bmake ([a-z]+)\b", read(README)))
    assert told == verbs - {"help"}


def test_management_commands_of_readme_exist():
    told = re.findall(r"manage\.py ([a-z_]+)", read(README))
    assert [name for name in told if name not in get_commands()] == []
    assert {"load_territory", "load_demo", "render_document", "check_health", "serve"} <= set(told)


def test_accounts_of_readme_are_those_of_the_demonstration():
    told = [cell.strip("`") for cell in column(section(read(README), "Tài khoản trình diễn"), 0)]
    assert sorted(told) == sorted(name for name, _role in ACCOUNTS)
    assert f"`{PASSWORD}`" in read(README)


def test_variables_of_readme_are_those_that_the_settings_read():
    told = {cell.strip("`") for cell in column(section(read(README), "Environment"), 0)}
    asked = re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", read(ROOT / "cds_portal" / "settings.py"))
    assert told == set(asked)


def test_variables_of_the_example_are_told_in_readme():
    told = {cell.strip("`") for cell in column(section(read(README), "Environment"), 0)}
    example = set(re.findall(r"^#?([A-Z_]+)=", read(ROOT / ".env.example"), re.MULTILINE))
    # That one is for docker-compose.yml, and told where it stands.
    assert example - told == {"POSTGRES_PASSWORD"}


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_paths_named_in_document_exist(path):
    assert [named for named in PATH.findall(read(path)) if not (ROOT / named).exists()] == []


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_links_of_document_lead_to_files(path):
    local = [link for link in LINK.findall(read(path)) if "://" not in link]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_map_of_architecture_names_what_is_there():
    block = read(ROOT / "docs" / "architecture.md").split("```")[1]
    missing, top = [], ROOT
    for line in block.strip().splitlines():
        indented = line.startswith("  ")
        for name in re.findall(r"(?<!\S)([\w/]+(?:\.py|/))(?=\s|$)", line):
            if not indented and (ROOT / name).is_dir():
                top = ROOT / name
            elif not any((folder / name).exists() for folder in folders_of(top)):
                missing.append(name)
    assert missing == []


def folders_of(top):
    return [top, *(folder for folder in top.iterdir() if folder.is_dir())]


@pytest.fixture(scope="module")
def words_of_the_code():
    sources = [
        path for app in ("cds_portal", "districts", "oversight") for path in (ROOT / app).rglob("*.py")
    ]
    return set(re.findall(r"\w+", " ".join(map(read, sources))))


def test_identifiers_of_glossary_stand_in_the_code(words_of_the_code):
    rows = [line for line in read(GLOSSARY).splitlines() if line.startswith("| ")]
    told = [word for row in rows for word in code_in(row) if re.fullmatch(r"\w+", word)]
    assert len(told) > 100
    assert [word for word in told if word not in words_of_the_code] == []


def test_states_of_glossary_are_those_of_the_models():
    from districts.models import ImportBatch, ProgressReport
    from oversight.models import (
        Assignment,
        Document,
        EscalationStep,
        Extension,
        OversightSession,
        Proposal,
        Reorganisation,
        Response,
        Visit,
    )

    told = [
        (words, code_in(values))
        for _record, words, values in (
            line.strip("| ").split(" | ")
            for line in section(read(GLOSSARY), "States").splitlines()
            if re.match(r"\| (?!record|-)", line)
        )
    ]
    kinds = [OversightSession.Status, Visit.Status, Assignment.Status, Proposal.Status]
    kinds += [Document.Status, Document.Rendering, ProgressReport.Status, ImportBatch.Status]
    kinds += [Assignment.Acceptance, Response.Status, Extension.Status, EscalationStep.Status]
    kinds += [Reorganisation.Status]
    assert told == [(", ".join(map(str, kind.labels)), kind.values) for kind in kinds]


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_decision_has_its_three_headings_and_its_length(path):
    text = read(path)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert text.startswith(f"# {path.name[:4]} ")
    assert 15 <= len(text.splitlines()) <= 40


def test_index_lists_each_decision_once():
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", read(ROOT / "docs" / "decisions" / "README.md"))
    assert listed == [path.name for path in DECISIONS]


def test_pictures_are_small():
    pictures = list((ROOT / "docs" / "pictures").iterdir())
    assert [path.name for path in pictures if path.stat().st_size >= 200_000] == []


def text_files():
    """What the repository holds or is about to; of an unpacked archive, what lies in it."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.splitlines() if listed.returncode == 0 else all_names()
    paths = [ROOT / name for name in names]
    corpus = ROOT / "tests" / "imports" / "corpus"
    return [
        path
        for path in paths
        if path.is_file() and path.suffix not in BINARY and (path.parent != corpus or path.suffix == ".md")
    ]


def all_names():
    """Without what tools leave behind: `.venv/`, caches, `var/`."""
    names = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
    return [name for name in names if not any(is_left_behind(folder) for folder in name.parts[:-1])]


def is_left_behind(folder):
    return folder in {"var", "__pycache__"} or (folder.startswith(".") and folder != ".ci")


def test_no_file_tells_of_the_machine_it_was_written_on():
    files = text_files()
    assert README in files
    found = [(name_of(path), word) for path in files for word in FORBIDDEN if tells(read(path), word)]
    assert found == []


def tells(text, word):
    """A path counts where it begins: `templates/oversight/home/` is ours."""
    if not word.startswith("/"):
        return word in text
    return re.search(rf"(?<![\w.}}-]){re.escape(word)}\w", text) is not None


@pytest.mark.parametrize("word", FORBIDDEN)
def test_forbidden_word_is_found_where_it_stands(word):
    assert tells(f'path = "{word}x"', word)
    assert not tells("templates/oversight/home/home.html", word)
