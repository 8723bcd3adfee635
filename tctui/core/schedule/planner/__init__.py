"""The planner: all visits of a treatment placed at once, exactly, into a full book."""
