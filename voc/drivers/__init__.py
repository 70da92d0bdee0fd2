"""What moves the score: the pain points whose mention goes with lower or higher scores, and how sure that is."""
