# Woonplek: API, worker and migrations are one image with another command.
# For a Dask cluster, its workers too: --build-arg PACKAGES=requirements-dask.lock
ARG BASE=python:3.11-slim-bookworm
ARG NODE=node:24-bookworm-slim

FROM ${BASE} AS packages
ARG PACKAGES=requirements.lock
COPY ${PACKAGES} /tmp/requirements.lock
RUN python3 -m venv /opt/woonplek \
    && /opt/woonplek/bin/pip install --no-cache-dir --disable-pip-version-check \
       --require-hashes -r /tmp/requirements.lock

FROM ${NODE} AS assets
WORKDIR /build/assets
COPY assets/package.json assets/package-lock.json assets/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY assets .
RUN node build.mjs

FROM ${BASE}
COPY --from=packages /opt/woonplek /opt/woonplek
WORKDIR /app
COPY alembic alembic
COPY geo geo
COPY matching matching
COPY service service
COPY --from=assets /build/service/pages/static service/pages/static
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin woonplek
ENV PATH=/opt/woonplek/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
EXPOSE 8000
ENTRYPOINT ["python", "-m", "service.cli"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
