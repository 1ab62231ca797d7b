# syntax=docker/dockerfile:1
# The bot as it runs in production. Only /data and /tmp are written to: run it with a read-only root, a volume and a tmpfs.
#   docker build --tag chatops .
#   docker run --read-only --tmpfs /tmp --volume chatops:/data --volume ./config:/config:ro chatops
# Whoever has seen the digest of the image holds flyctl by it, and what was changed on the way does not build:
#   docker build --build-arg FLYCTL_VERSION=0.4.87@sha256:<digest> --tag chatops .
ARG FLYCTL_VERSION=0.4.87

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
