"""The addresses of buses and outputs while a site is set up."""

BUSES, OUTPUTS = "/api/v1/settings/buses", "/api/v1/settings/outputs"
REGISTERS = f"{BUSES}/registers"
PROBE, CANCEL, ACCEPT = f"{BUSES}/probe", f"{BUSES}/cancel", f"{BUSES}/accept"
TEST, END = f"{OUTPUTS}/test", f"{OUTPUTS}/end"
FIELDBUS_ACTS = (PROBE, CANCEL, ACCEPT, TEST, END)
