"""The command ``serve``; that it serves is tested where the wheel is."""

import socket
import subprocess
import sys

from resnet_demo.errors import AddressError


def test_a_port_in_use_is_told_with_the_exit_code_of_a_choice():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "resnet_demo", "serve", "--port", str(port)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2, result.stderr
    told = " ".join(result.stderr.split())
    assert told == f"Error: {AddressError('127.0.0.1', port)}"


def test_the_sentence_says_what_is_in_use_and_what_to_do():
    error = AddressError("127.0.0.1", 80)
    assert str(error) == (
        "The page cannot be served on port 80 of '127.0.0.1'. Close the program that uses the "
        "port, or choose another port or address."
    )
    assert error.describe("zh").startswith("无法在 “127.0.0.1” 的端口 80 上提供页面。")
