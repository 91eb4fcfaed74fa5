# The application and the nginx before it, for docker-compose.hybrid.yml: docker compose -f docker-compose.hybrid.yml build
ARG PYTHON=python:3.13-slim-bookworm
ARG NGINX=nginx:1.28-bookworm

FROM ${PYTHON} AS build
WORKDIR /srv/arena
# requirements-otel.txt has what ARENA_OTEL needs besides.
ARG LOCK=requirements.txt
COPY ${LOCK} requirements.txt
# What is locked, as its hashes have it, and nothing that would have to be compiled.
RUN python -m venv --without-pip /opt/arena \
    && python -m pip --python /opt/arena/bin/python install --no-cache-dir --disable-pip-version-check \
        --require-hashes --only-binary :all: -r requirements.txt
COPY manage.py catalog.toml ./
COPY arena_backend arena_backend
COPY playground playground
COPY leaderboard leaderboard
COPY usage usage
COPY audit audit
COPY feedback feedback
COPY message message
COPY chat_session chat_session
COPY ai_model ai_model
COPY user user
COPY api api
# A key is asked for, but nothing is signed with it here.
RUN SECRET_KEY=for-this-step-alone-and-of-no-use-whatsoever-afterwards ARENA_STATIC_ROOT=/srv/static \
        /opt/arena/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /opt/arena/bin/python -m compileall -q .

FROM ${PYTHON} AS application
ENV PATH=/opt/arena/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=build /opt/arena /opt/arena
COPY --from=build /srv/arena /srv/arena
WORKDIR /srv/arena
USER 10001:10001

FROM ${NGINX} AS nginx
COPY --from=build /srv/static /srv/static
# Its entry point fills in what ends so, and leaves the rest of the name.
COPY nginx/hybrid-nginx.conf /etc/nginx/templates/hybrid-nginx.conf.template
COPY nginx/plain.conf /etc/nginx/templates/plain.conf.template
COPY nginx/tls.conf /etc/nginx/templates/tls.conf.template
USER 101:101
