"""What Prometheus and Alertmanager are told: rules, their tests, sample configurations (pure)."""
