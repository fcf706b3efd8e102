"""The charts of the gallery in every state: full, with gaps, narrow, empty, extreme, and as on paper."""

from cds_portal import charts

QUARTERS = ("QI/2025", "QII/2025", "QIII/2025", "QIV/2025", "QI/2026", "QII/2026", "QIII/2026")
PILLARS = (
    charts.Series("Chính quyền số", (42, 48, 55, 60, 66, 73, 81)),
    charts.Series("Xã hội số", (35, 40, 44, 52, 57, 61, 66)),
    charts.Series("Kinh tế số", (28, 31, 36, 38, 43, 47, 52)),
)
GAPS = (
    charts.Series("Xã Mai Phụ", (61.5, 64, None, None, 72.25, None, 81)),
    charts.Series("Toàn tỉnh", (58, 59.5, 63, 66, 67, 70, 71.2)),
)
LONG = (
    charts.Series(
        "Tỷ lệ hồ sơ nộp trực tuyến của Ủy ban nhân dân xã Mỹ Thạnh Đông", (80, 80.5, 81, 80, 80, 80, 80.4)
    ),
    charts.Series("Tỷ lệ hồ sơ giải quyết đúng hạn", (79, 80, 80.2, 80.1, 80, 80.3, 80.1)),
)
UNITS = (
    charts.Bar("xã Mai Phụ", 81, strong=True),
    charts.Bar("xã Thạch Hà", 64.5),
    charts.Bar("Ủy ban nhân dân xã Mỹ Thạnh Đông", 92.3),
    charts.Bar("phường Hà Huy Tập", None),
    charts.Bar("xã Lộc Hà", 12),
)
CHANGES = (
    charts.Bar("xã Mai Phụ", 9, strong=True),
    charts.Bar("xã Lộc Hà", -12.5),
    charts.Bar("xã Đông Kinh", 0),
)
PARTS = ("Đúng hạn", "Chậm", "Trả lại để bổ sung", "Chưa gửi")
STACKS = (
    charts.Stack("Quý I/2026", (52, 9, 4, 4)),
    charts.Stack("Quý II/2026", (58, 4, 1, 6)),
    charts.Stack("Quý III/2026", (0, 0, 0, 0)),
)
CODES = ("HT1", "HT2", "NL1", "CQ2", "CQ4", "XH1")
SHARES = (
    ("xã Mai Phụ", (100, 81, 64, None, 95, 15)),
    ("Ủy ban nhân dân xã Mỹ Thạnh Đông", (54, 38, 72, 41, 67, 91)),
    ("xã Lộc Hà", (None, None, None, None, None, None)),
)
TILES = (64, 65, 54, 80, 95, 52, 53, None, 41, 81, 64, 39, 66, 80, 68, 52, 53, 66, 67, 42, 100, 5)


def grid():
    return [(label, [cell(value) for value in values]) for label, values in SHARES]


def cell(value, mark=False, label=""):
    if value is None:
        return charts.HeatCell(mark=mark, label=label)
    return charts.HeatCell(str(value), value / 100, mark, label)


def trends():
    periods, percent = QUARTERS, {"unit": "%", "bounds": (0, 100)}
    table = charts.series_table
    yield shown(
        "Ba trụ cột so với mục tiêu",
        table("Kỳ", periods, PILLARS, "%"),
        "% mục tiêu năm",
        lambda **size: charts.trend("Ba trụ cột", periods, PILLARS, target=80, **percent, **size),
    )
    yield shown(
        "Có kỳ thiếu, mục tiêu đổi theo năm",
        table("Kỳ", periods, GAPS, "%"),
        "dấu ? là kỳ chưa có số liệu",
        lambda **size: charts.trend(
            "Có kỳ thiếu", periods, GAPS, target=(70,) * 4 + (80,) * 3, **percent, **size
        ),
    )
    yield shown(
        "Nhãn dài, các đường gần nhau",
        table("Kỳ", periods, LONG, "%"),
        "",
        lambda **size: charts.trend("Nhãn dài", periods, LONG, target=80.2, unit="%", **size),
    )
    huge = (charts.Series("Giao dịch", (1_200_000, 3_400_000_000, 12)),)
    yield shown(
        "Số rất lớn",
        table("Kỳ", periods[:3], huge),
        "đồng",
        lambda **size: charts.trend("Số rất lớn", periods[:3], huge, **size),
    )
    one = (charts.Series("Điểm wifi", (3,)),)
    yield shown(
        "Một kỳ",
        table("Kỳ", periods[:1], one),
        "điểm",
        lambda **size: charts.trend("Một kỳ", periods[:1], one, **size),
    )
    none = (charts.Series("Tỷ lệ", (None,) * 7),)
    yield shown(
        "Chưa có kỳ nào",
        table("Kỳ", periods, none),
        "",
        lambda **size: charts.trend("Chưa có", periods, none, target=80, **percent, **size),
    )


def others():
    yield shown(
        "Tỷ lệ hồ sơ nộp trực tuyến",
        charts.bar_table("Đơn vị", "%", UNITS, "%"),
        "%",
        lambda **size: charts.bars("Theo xã", UNITS, unit="%", bounds=(0, 100), target=80, **size),
    )
    yield shown(
        "Thay đổi so với kỳ trước",
        charts.bar_table("Đơn vị", "điểm", CHANGES),
        "điểm",
        lambda **size: charts.bars("Thay đổi", CHANGES, **size),
    )
    yield shown(
        "Tình hình gửi báo cáo",
        charts.parts_table("Kỳ", PARTS, STACKS),
        "số đơn vị",
        lambda **size: charts.stacked_bar("Tình hình gửi", PARTS, STACKS, **size),
    )
    yield shown(
        "Đơn vị và chỉ tiêu",
        charts.heat_table("Đơn vị", CODES, grid()),
        "% mục tiêu",
        lambda **size: charts.heat_grid("Đơn vị và chỉ tiêu", CODES, grid(), **size),
    )
    tiles = [cell(value, index in (7, 13), f"xã {index + 1}") for index, value in enumerate(TILES)]
    yield shown(
        "Mức độ hoàn thành theo xã",
        None,
        "% mục tiêu · * trễ báo cáo",
        lambda **size: charts.heat_tiles("Theo xã", tiles, **size),
    )
    yield shown(
        "Như trên giấy",
        None,
        "chữ Liberation Serif, mực đen",
        lambda **size: charts.trend(
            "Trên giấy", QUARTERS, GAPS, target=80, unit="%", theme=charts.PAPER, **size
        ),
    )


def shown(title, table, note, draw):
    return {"title": title, "table": table, "note": note, "draw": draw}


def drawn(example, name):
    """Wide for the desk, narrow for the phone."""
    draw = example.pop("draw")
    return example | {"svg": draw(name=name, width=560), "narrow": draw(name=f"{name}-hep", width=300)}


def sparklines():
    states = (
        ("Đủ kỳ", (42, 48, 55, 60, 66, 73, 81), 80),
        ("Có kỳ thiếu", (61.5, 64, None, None, 72.25, None, 81), 80),
        ("Không đổi", (80,) * 7, None),
        ("Một kỳ", (None,) * 6 + (12,), None),
        ("Chưa có", (None,) * 7, 80),
    )
    return [
        (title, charts.sparkline(title, QUARTERS, values, name=f"nho-{place}", target=target))
        for place, (title, values, target) in enumerate(states, start=1)
    ]


def examples():
    pictures = enumerate([*trends(), *others()], start=1)
    return {
        "charts": [drawn(example, f"mau-{place}") for place, example in pictures],
        "sparklines": sparklines(),
    }
