"""A working paper as HTML: which rows are printed, how numbers and charts are drawn."""

from .charts import trend_chart
from .pieces import table_view


def working_context(paper):
    return BUILDERS[paper.kind](paper)


def sheet_context(paper):
    """The first rows as a table on paper; the workbook inside has all."""
    return {"table": printed_table(paper), "hidden": hidden_rows(paper)}


def printed_table(paper):
    view = table_view(paper.table, "")
    return view.first(paper.rows_printed) if paper.rows_printed else view


def hidden_rows(paper):
    return max(0, len(paper.table.rows) - paper.rows_printed) if paper.rows_printed else 0


def summary_context(paper):
    return {
        "charts": [
            {"name": f"{trend.code} - {trend.name}", "svg": trend_chart(trend, position)}
            for position, trend in enumerate(paper.trends, 1)
        ],
        "attention": table_view(paper.attention, "") if paper.attention else None,
    }


BUILDERS = {"follow_up_sheet": sheet_context, "unit_summary": summary_context}
