import errno
import signal
import socket

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from cds_portal.ops import banner, lock, prepare, programs
from cds_portal.ops.processes import die_with_make
from cds_portal.ops.supervisor import Supervisor

# An early page waits in this queue until web is up, instead of being refused.
BACKLOG = 128


class Command(BaseCommand):
    help = "Chạy cả cổng thông tin (web, tiến trình nền, lịch, hàng đợi) dưới một tiến trình giám sát."
    # The migration runs them when it has something to do; a second start must take seconds.
    requires_system_checks = ()

    def handle(self, **_):
        die_with_make(signal.SIGTERM)
        held = self.take_lock()
        listening = self.bind(settings.PORT)
        supervisor = Supervisor(
            programs.portal(
                listening_fd=listening.fileno(),
                var_dir=settings.VAR_DIR,
                with_broker=settings.EMBEDDED_BROKER,
            ),
            settings.VAR_DIR,
            keep_open=(held,),
        )
        try:
            self.run_portal(supervisor)
        except KeyboardInterrupt:
            pass  # while the database was being prepared; later the supervisor catches it itself
        finally:
            supervisor.stop()
        self.say("Đã dừng.")

    def run_portal(self, supervisor):
        if settings.EMBEDDED_BROKER:
            supervisor.start("broker")
        prepare.data(self.say)
        existing = demo_accounts() if settings.DEMO else ()
        connections.close_all()
        supervisor.start("web")
        url = f"http://127.0.0.1:{settings.PORT}/"
        self.say(banner.text(url=url, existing=existing, log_dir=settings.VAR_DIR / "log"))
        supervisor.run()

    def take_lock(self):
        try:
            return lock.take(settings.VAR_DIR / "serve.lock")
        except lock.AlreadyRunning as running:
            whose = f"tiến trình {running.pid}" if running.pid else "phần còn lại của lần chạy trước"
            raise CommandError(
                f"Cổng thông tin của thư mục này đang chạy ({whose}). Hãy dùng bản đang chạy, "
                "hoặc dừng nó (Ctrl-C ở cửa sổ của nó) rồi chạy lại."
            ) from None

    def bind(self, port):
        """Before anything else is started, so that a taken port is told at once."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise CommandError(
                f"Cổng {port} đang được chương trình khác sử dụng hoặc không được phép mở. "
                f"Hãy chọn cổng khác, ví dụ: make run PORT={port + 1 if port < 65535 else 8000}"
            ) from None
        listening.listen(BACKLOG)
        return listening

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()


def demo_accounts():
    names = [username for username, _ in banner.ACCOUNTS]
    return set(get_user_model().objects.filter(username__in=names).values_list("username", flat=True))
