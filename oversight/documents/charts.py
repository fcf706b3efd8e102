"""Charts of the papers: the shared drawings of `cds_portal.charts` in the papers' own face."""

from cds_portal.charts import PAPER, Series, trend

# Two beside one another on A4: a unit of the picture is then about a quarter of a millimetre.
WIDTH, HEIGHT = 330, 100


def trend_chart(item, position):
    """One indicator over the periods with its target, beside the whole province."""
    series = [Series(item.name, tuple(point.value for point in item.points), short="Đơn vị")]
    if any(value is not None for value in item.province):
        series.append(Series("Toàn tỉnh", item.province))
    return trend(
        f"{item.code} - {item.name}",
        [point.label for point in item.points],
        series,
        name=f"trend-{position}",
        target=item.target,
        unit=item.unit if item.unit == "%" else "",
        bounds=(0, 100) if item.unit == "%" else None,
        width=WIDTH,
        height=HEIGHT,
        theme=PAPER,
    )
