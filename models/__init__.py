"""What was learned: encoders, classifier heads, topics. Arrays and plain data in and out; no feedback, no case.

torch is loaded only when a transformer model is asked for or a model is trained.
"""
