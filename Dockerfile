# The image of envaudit: Debian's slim base, Node 24 from the npm package the project locks by
# hash (so no second source of Node to trust), the built program and its production dependencies.
# Build: docker build -t envaudit .        (lab/image does it with buildah, without a registry)
# Run:   docker run -v "$PWD":/data -p 127.0.0.1:9480:9480 envaudit
#        with "server: { listen: 0.0.0.0:9480 }" in envaudit.yaml: the default is loopback, which
#        nobody outside the container reaches.

FROM docker.io/library/debian:bookworm-slim AS build
# Debian's npm is some four hundred small packages; this stage is thrown away, so no fsync.
RUN echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/build \
 && apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates nodejs npm \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY package.json package-lock.json ./
# Debian's npm knows no "allowScripts", so no script of a dependency runs at all; the two that
# exist only compile optional speed-ups of ssh2. The secrets are optional: a machine that reaches
# its npm registry through a mirror or an own CA passes them, and they stay out of every layer.
RUN --mount=type=secret,id=npmrc,target=/run/secrets/npmrc \
    --mount=type=secret,id=ca,target=/run/secrets/ca \
    NPM_CONFIG_USERCONFIG=/run/secrets/npmrc npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
# npm scripts look into node_modules/.bin first: with this link the compiler runs on the locked
# Node 24. Node then moves out, so that the image has it where everybody expects it.
RUN ln -sf "$(realpath node_modules/node-linux-*/bin/node)" node_modules/.bin/node \
 && npm run build \
 && npm prune --omit=dev --ignore-scripts --offline --no-audit --no-fund \
 && mv node_modules/node-linux-*/bin/node /usr/local/bin/node \
 && rm -rf node_modules/node-linux-* node_modules/.bin node_modules/.package-lock.json

FROM docker.io/library/debian:bookworm-slim
# A number, so that Kubernetes' runAsNonRoot can verify it. The store and the config live in /data.
RUN install -d -o 10001 -g 10001 -m 0750 /data
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY package.json LICENSE /app/
COPY bin /app/bin
COPY registry /app/registry
COPY --from=build /src/node_modules /app/node_modules
COPY --from=build /src/dist /app/dist
ENV NODE_ENV=production \
    HOME=/data \
    ENVAUDIT_HEALTH_URL=http://127.0.0.1:9480/healthz
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 9480
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch(process.env.ENVAUDIT_HEALTH_URL, { signal: AbortSignal.timeout(4000) }).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The launcher's first line finds node in PATH and loads the program in the same process, so
# signals reach it.
ENTRYPOINT ["/app/bin/envaudit.js"]
CMD ["serve"]
