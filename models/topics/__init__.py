"""Topics: the BERTopic adapter and the clustering it is given. Texts and vectors in, plain data out."""
