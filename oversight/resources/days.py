from import_export import widgets


class DayWidget(widgets.DateWidget):
    """13/9/2023 as text: the same in .xlsx and .csv, whatever the reader's settings."""

    def __init__(self):
        super().__init__(format="%d/%m/%Y")
