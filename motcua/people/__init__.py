"""The ones who apply: citizens, businesses and organisations, found by their numbers."""
