# PostgreSQL 15 with PostGIS for every processor: the usual image is for amd64 only.
FROM postgres:15-bookworm
# The newest packages of this Debian release: a fixed version would soon be gone from its archive.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-15-postgis-3 \
    && rm -rf /var/lib/apt/lists/*
