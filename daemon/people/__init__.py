"""Who may sign in: accounts, their secrets, and how often somebody may guess."""
