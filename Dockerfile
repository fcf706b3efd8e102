# One image for web, workers and beat; what differs is the command (see docker-compose.yml).
FROM python:3.11-slim-bookworm

# Pango draws the PDFs. Fonts are in the checkout: a server's own fonts must not change a document.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/data
WORKDIR /portal

# Before the code: a change of a template does not install everything again.
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY manage.py ./
COPY cds_portal cds_portal
COPY districts districts
COPY oversight oversight
COPY templates templates
COPY static static

RUN useradd --system --uid 10001 --no-create-home portal && install -d -o portal -g portal /data
USER portal
VOLUME /data
EXPOSE 8000

# Behind a proxy that speaks TLS; access is logged there.
CMD ["python", "-m", "gunicorn", "cds_portal.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--timeout", "60", "--no-control-socket"]
