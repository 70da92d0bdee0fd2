"""From a cleaned text to aspects, intent, sentiment, journey, facts and triage."""
