# syntax=docker/dockerfile:1

FROM rust:1.95-alpine AS build
# What compiles the grammars' C.
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --locked --release \
    && cp target/release/dunnage /dunnage

FROM scratch
LABEL org.opencontainers.image.title="dunnage" \
      org.opencontainers.image.description="Language server, linter and fixer for Dockerfile and Compose" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /dunnage /usr/bin/dunnage
WORKDIR /work
USER 65534:65534
ENTRYPOINT ["/usr/bin/dunnage"]
CMD ["check"]
