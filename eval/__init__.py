"""The grounding evaluation: question sets, metrics, reports, benchmarks."""
