# One image for every process; SERVICE is the folder of its workspace:
#   docker build --build-arg SERVICE=subgraphs/users .
FROM node:24-slim AS build
WORKDIR /app
ENV TURBO_TELEMETRY_DISABLED=1
COPY . .
RUN npm ci
ARG SERVICE
RUN npx turbo run build --filter=./${SERVICE} && npm prune --omit=dev

FROM node:24-slim
ARG SERVICE
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=build --chown=node:node /app /app
WORKDIR /app/${SERVICE}
USER node
CMD ["node", "--enable-source-maps", "dist/main.js"]
