# One image with the four programs. Which one runs, and its health check, is said where it is started
# (docker-compose.yml).
FROM debian:bookworm-slim AS build
WORKDIR /newsmill
RUN apt-get update && apt-get install -y --no-install-recommends make ca-certificates
COPY .ci .ci
RUN .ci/packages build && .ci/lexbor
COPY Makefile README.md LICENSE ./
COPY docs docs
COPY common common
COPY ingest ingest
COPY enrich enrich
COPY sink sink
COPY cli cli
RUN make -s -j2 PREFIX=/usr all && strip build/newsmill build/newsmill-* && make -s install PREFIX=/usr DESTDIR=/installed

FROM debian:bookworm-slim
RUN apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates libzmq5 librdkafka1 \
        libjansson4 libsqlite3-0 libpq5 libcurl4 libmicrohttpd12 libssl3 zlib1g liblz4-1 libuchardet0 \
        libxml2 libpsl5 && \
    rm -rf /var/lib/apt/lists/* && \
    groupadd --gid 10001 newsmill && \
    useradd --uid 10001 --gid newsmill --home-dir /var/lib/newsmill --create-home --shell /usr/sbin/nologin newsmill
COPY --from=build /installed/usr /usr
ENV NEWSMILL_DATA=/var/lib/newsmill NEWSMILL_LOG=json LANG=C.UTF-8
USER newsmill
WORKDIR /var/lib/newsmill
VOLUME /var/lib/newsmill
STOPSIGNAL SIGTERM
CMD ["newsmill", "--help"]
