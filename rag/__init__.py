"""Question to answer: what is asked, which passages, which quotes, whether to answer at all."""
