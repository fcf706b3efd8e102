"""Export of the list of papers; names of the columns follow NĐ30 Phụ lục VI."""

from import_export import fields, resources

from oversight.models import Document


class DocumentResource(resources.ModelResource):
    number = fields.Field(attribute="symbol_line", column_name="Số, ký hiệu (CodeNotation)")
    kind = fields.Field(attribute="get_kind_display", column_name="Loại văn bản (TypeName)")
    title = fields.Field(attribute="title", column_name="Trích yếu (Subject)")
    issued_on = fields.Field(column_name="Ngày ban hành (IssuedDate)")
    signer = fields.Field(attribute="signer_name", column_name="Người ký (SignerInfo)")
    status = fields.Field(attribute="get_status_display", column_name="Trạng thái")
    pages = fields.Field(attribute="pages", column_name="Số trang (PageAmount)")

    class Meta:
        model = Document
        fields = ("number", "kind", "title", "issued_on", "signer", "status", "pages")
        export_order = fields

    def dehydrate_issued_on(self, document):
        return f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
