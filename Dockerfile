# The bot's image: dependencies by hash from the lock, nothing to build with, nobody's root.

# A tag can be moved; a digest cannot. The tag is what is known to work. For a release, look the digest up where you
# pull from (docker buildx imagetools inspect IMAGE) and pass it: --build-arg PYTHON=python:3.13.1-slim-bookworm@sha256:…
ARG PYTHON=python:3.13.1-slim-bookworm

FROM ${PYTHON} AS built
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes --no-deps --requirement requirements.lock
COPY pyproject.toml LICENSE ./
COPY bot bot
COPY flows flows
COPY handoff handoff
COPY locales locales
# The command `helpline`; then what only installs and builds goes.
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --no-index --editable . \
 && /venv/bin/python -m compileall -q bot flows handoff \
 && /venv/bin/pip uninstall --yes setuptools pip

FROM ${PYTHON}
# Safe hours are local hours; slim images may come without time zones. A pack shows her own words in her script: Noto.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-noto-core tzdata && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 helpline && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin helpline \
 && install -d -o 10001 -g 10001 -m 0700 /app/var
COPY --from=built /venv /venv
COPY --from=built /app /app
WORKDIR /app
USER 10001:10001
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LANG=C.UTF-8
# Not whether a port is open, but whether it works: Telegram was heard lately, and the ledger answers.
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 CMD ["helpline", "doctor", "--alive"]
ENTRYPOINT ["helpline"]
CMD ["run"]
