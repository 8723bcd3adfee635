"""Speed, bytes and memory as ratios against a bare Textual app, in one run: ``python -m tests.benchmarks``."""
