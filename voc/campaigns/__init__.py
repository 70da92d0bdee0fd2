"""Near-duplicates and campaigns (rule F10): copies grouped, volumes raw and distinct, what speaks for and against."""
