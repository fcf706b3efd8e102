"""Uploads of any length cost a bounded piece of disk: what is over the limit is counted, not kept."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Writes at most the largest size any form takes; the file still tells its true size, so that the form
    refuses it in words (`cds_portal.files.read_upload` looks at the size before it reads).
    """

    def receive_data_chunk(self, raw_data, start):
        room = max(settings.MAX_FILE_BYTES, settings.MAX_PHOTO_BYTES) + 1 - start
        if room > 0:
            self.file.write(raw_data[:room])

    def file_complete(self, file_size):
        upload = super().file_complete(file_size)
        upload.size = file_size
        return upload
