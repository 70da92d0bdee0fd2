"""The command line ``voc``; every command loads what it needs when it runs, so that ``voc --help`` is instant."""
