# One image for all: `cliffcast serve` by default, or `cliffcast worker`. Alone it keeps finished runs in the volume
# /var/lib/cliffcast; compose.yaml and deploy/kubernetes run it as replicas and workers.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements-distributed.lock requirements-build.lock requirements-node.lock ./
RUN python -m venv /cliffcast \
    && /cliffcast/bin/pip install --require-hashes -r requirements-distributed.lock \
    && pip install --require-hashes -r requirements-build.lock -r requirements-node.lock
COPY LICENSE README.md pyproject.toml hatch_build.py ./
COPY frontend frontend
COPY backend/app backend/app
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /cliffcast/bin/pip install --no-deps dist/*.whl

FROM python:3.13-slim
COPY --from=build /cliffcast /cliffcast
# The kernels are compiled here, for this machine's processor. On another one they are compiled again
# at the first start, so the user who serves owns the cache.
ENV PATH=/cliffcast/bin:$PATH \
    NUMBA_CACHE_DIR=/var/cache/cliffcast \
    PYTHONUNBUFFERED=1 \
    XDG_DATA_HOME=/var/lib \
    ABM_HOST=0.0.0.0 \
    ABM_PORT=8000
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin cliffcast \
    && install -d -o cliffcast -g cliffcast -m 700 "$NUMBA_CACHE_DIR" "$XDG_DATA_HOME/cliffcast"
USER 10001:10001
RUN python -m app.abm.engine.compile
EXPOSE 8000
VOLUME /var/lib/cliffcast
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"ABM_PORT\"]}/health/live', timeout=4)"]
CMD ["cliffcast", "serve"]
