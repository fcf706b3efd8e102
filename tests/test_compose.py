"""docker-compose.yml read as the specification reads it, and what the specification does not check."""

import re
from pathlib import Path

import pytest
from compose_spec import PyCompose
from django.core.management import get_commands

from cds_portal.ops import programs

ROOT = Path(__file__).resolve().parent.parent
OURS = {"migrate", "web", "worker", "worker-documents", "beat"}


@pytest.fixture(scope="module")
def compose():
    parsed = PyCompose.from_yaml((ROOT / "docker-compose.yml").read_text(encoding="utf8"))
    parsed.validate()
    return parsed.to_dict()


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_services_are_those_of_the_portal(services):
    assert set(services) == OURS | {"postgres", "redis"}


def test_each_service_waits_only_for_services_that_exist(services):
    unknown = {(name, other) for name, service in services.items() for other in service.get("depends_on", {})}
    assert {pair for pair in unknown if pair[1] not in services} == set()


def test_each_service_that_waits_for_health_waits_for_one_that_tells_it(services):
    without = {
        other
        for service in services.values()
        for other, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_healthy" and "healthcheck" not in services[other]
    }
    assert without == set()


def test_each_lasting_service_has_a_health_check(services):
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"migrate"}


def test_volumes_used_are_the_volumes_declared(compose, services):
    used = {
        volume["source"] if isinstance(volume, dict) else volume.split(":")[0]
        for service in services.values()
        for volume in service.get("volumes", ())
    }
    assert used == set(compose["volumes"])


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("worker", programs.worker("celery", concurrency=1, also=("ahead",))),
        ("worker-documents", programs.worker("documents", concurrency=2)),
        ("beat", programs.beat("/data")),
    ],
)
def test_background_commands_are_those_of_serve(services, name, program):
    assert services[name]["command"] == ["python", *program.command[1:]]
    assert program.environment.items() <= services[name]["environment"].items()


def test_image_serves_the_pages_as_serve_does():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf8")
    words = re.findall(r'"([^"]*)"', dockerfile[dockerfile.index("\nCMD") :])

    assert words[1:4] == list(programs.web(3).command[1:4])


def test_management_commands_exist(services):
    text = " ".join(str(service.get("command", "")) for service in services.values())
    named = set(re.findall(r"manage\.py (\w+)", text))

    assert named == {"migrate", "createcachetable"}
    assert named <= set(get_commands())


def test_image_holds_every_folder_that_the_settings_name():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf8")
    copied = set(re.findall(r"^COPY (\w+) \w+$", dockerfile, re.MULTILINE))

    assert copied == {"cds_portal", "districts", "oversight", "templates", "static"}


def test_no_secret_has_a_value_in_the_files(services):
    for service in services.values():
        for name, value in (service.get("environment") or {}).items():
            if re.search("SECRET|PASSWORD|_URL", name) and "PASSWORD" in str(value).upper():
                assert ":?" in value
    example = (ROOT / ".env.example").read_text(encoding="utf8")
    assert re.findall(r"^(SECRET_KEY|POSTGRES_PASSWORD)=(.*)$", example, re.MULTILINE) == [
        ("SECRET_KEY", ""),
        ("POSTGRES_PASSWORD", ""),
    ]


def test_required_variables_of_compose_are_in_the_example():
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf8")
    example = (ROOT / ".env.example").read_text(encoding="utf8")
    required = set(re.findall(r"\$\{(\w+):\?", compose))

    assert required == set(re.findall(r"^(\w+)=", example, re.MULTILINE))
