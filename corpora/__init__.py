"""What we know: taxonomy, rules, lexicons, labelled texts. Data with typed loaders; imports nothing of ours."""
