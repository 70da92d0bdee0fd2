"""Topics that live: stable ids from run to run, lineage, and the decisions people take about topics."""
