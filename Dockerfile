# syntax=docker/dockerfile:1
# The bot as it runs in production. Only /data and /tmp are written to: run it with a read-only root, a volume and a tmpfs.
#   docker build --tag chatops .
#   docker run --read-only --tmpfs /tmp --volume chatops:/data --volume ./config:/config:ro chatops
# flyctl is held by the digest of its image: what was changed on the way does not build. This one is as others hold it in public; it could not be
# pulled where this file was written. Where it does not build, or for another version, compare with `docker buildx imagetools inspect flyio/flyctl:v0.4.87`:
#   docker build --build-arg FLYCTL_VERSION=0.4.87@sha256:<digest> --tag chatops .
ARG FLYCTL_VERSION=0.4.69@sha256:53c7237f41861a6c8498232eb9f792d6685e070c7c3106ec82bbcb11d5b997b4

FROM flyio/flyctl:v${FLYCTL_VERSION} AS flyctl

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
# The build embeds PostgreSQL's grammar out of an npm package, pinned by its integrity hash.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nodejs npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet restore src/MicroBima.ChatOps/MicroBima.ChatOps.csproj --locked-mode
RUN dotnet publish src/MicroBima.ChatOps/MicroBima.ChatOps.csproj --no-restore --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/runtime:10.0-noble AS final
# git builds and pushes the merge; pg_dump and pg_restore make and prove backups; the server's programs make the scratch
# cluster on which migrations are rehearsed. The package's own cluster is never made.
RUN mkdir -p /etc/postgresql-common/createcluster.d \
    && printf 'create_main_cluster = false\n' > /etc/postgresql-common/createcluster.d/chatops.conf \
    && apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git postgresql postgresql-client tini tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=$APP_UID --group=$APP_UID --mode=0700 /data
COPY --from=flyctl /flyctl /usr/local/bin/flyctl
COPY --from=build /app /app

ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_gcServer=0 \
    FLY_NO_UPDATE_CHECK=1 \
    HOME=/data/home \
    TMPDIR=/tmp
WORKDIR /data
VOLUME ["/data"]
USER $APP_UID
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["dotnet", "/app/chatops.dll", "alive", "--data", "/data"]
ENTRYPOINT ["/usr/bin/tini", "--", "dotnet", "/app/chatops.dll"]
CMD ["run", "--config", "/config/bot.json"]
