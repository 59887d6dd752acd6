"""The calibration register: certificates of sensors, as rows of the ledger and as they stand."""
