# The commands of this project.

# format, lint
lint:
    cargo fmt --all --check
    cargo clippy --release --all-targets -- -D warnings

# all tests, with the Python packages they use
test:
    ./tests/all.sh

# the main job on the embedded study
example:
    cargo run --release -- run data/contoh/study.toml --out out

# JSON Schema of the study file, after a change of the types
schema:
    KAWASAN_BLESS=1 cargo test --release --test cli schema

# what CI runs
ci:
    bash .ci/run
