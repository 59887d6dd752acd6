"""Masters that share no code with the simulator understand it: mbpoll (libmodbus), pymodbus."""

import re
import subprocess

from pymodbus import FramerType
from pymodbus.client import ModbusSerialClient, ModbusTcpClient

from drivers.simulator.launch import Running

from .masters import WAIT_S


def mbpoll(*arguments: str) -> list[int]:
    command = ["mbpoll", "-0", "-1", "-o", "2", *arguments]
    told = subprocess.run(command, capture_output=True, text=True, timeout=WAIT_S, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    return [int(value) for value in re.findall(r"^\[\d+\]:\s+(-?\d+)", told.stdout, re.MULTILINE)]


def test_mbpoll_reads_and_writes_over_tcp(sim: Running) -> None:
    there = ("-m", "tcp", "-p", str(sim.port("tcp")))
    assert mbpoll(*there, "-a", "7", "-r", "100", "-c", "3", "-t", "4", "127.0.0.1") == [
        7100,
        7101,
        7102,
    ]
    mbpoll(*there, "-a", "5", "-r", "1", "-t", "0", "127.0.0.1", "1")
    assert mbpoll(*there, "-a", "5", "-r", "0", "-c", "4", "-t", "0", "127.0.0.1") == [0, 1, 0, 0]
    mbpoll(*there, "-a", "3", "-r", "16", "-t", "4", "127.0.0.1", "33")
    assert mbpoll(*there, "-a", "3", "-r", "16", "-c", "1", "-t", "4", "127.0.0.1") == [33]


def test_mbpoll_reads_and_writes_over_the_serial_line(sim: Running) -> None:
    path = sim.lines["rs485"]["path"]
    there = ("-m", "rtu", "-b", "38400", "-P", "none", "-s", "2")
    assert mbpoll(*there, "-a", "7", "-r", "100", "-c", "20", "-t", "4", path) == [
        7100 + i for i in range(20)
    ]
    mbpoll(*there, "-a", "5", "-r", "2", "-t", "0", path, "1")
    assert mbpoll(*there, "-a", "5", "-r", "0", "-c", "4", "-t", "0", path) == [0, 0, 1, 0]


def test_pymodbus_agrees_on_every_transport(sim: Running) -> None:
    clients: list[ModbusTcpClient | ModbusSerialClient] = [
        ModbusTcpClient("127.0.0.1", port=sim.port("tcp")),
        ModbusTcpClient("127.0.0.1", port=sim.port("stream"), framer=FramerType.RTU),
        ModbusSerialClient(sim.lines["rs485"]["path"], baudrate=38400, stopbits=2),
    ]
    for client in clients:
        with client:
            registers = client.read_holding_registers(40, count=4, device_id=7).registers
            assert registers == [7040, 7041, 7042, 7043]
            assert not client.write_coil(3, value=True, device_id=5).isError()
            assert client.read_coils(0, count=4, device_id=5).bits[:4] == [False] * 3 + [True]
            assert not client.write_registers(0x11, [1, 2], device_id=3).isError()
            assert client.read_holding_registers(0x11, count=2, device_id=3).registers == [1, 2]
            assert client.read_input_registers(0, count=1, device_id=3).exception_code == 2
