"""Files to a collection: reading articles, places, embedding, and the three stores. Imports nothing else of ours."""
