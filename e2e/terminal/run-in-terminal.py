"""Runs a program in a pseudo-terminal: run-in-terminal.py COLUMNS ROWS PROGRAM ARGUMENT...

Standard input has one order a line, as JSON: {"type": TEXT}, {"resize": [COLUMNS, ROWS]}, and {"signal": NUMBER}, to the program alone.
Standard output has one fact a line, in their order: {"data": BASE64}, {"resize": [COLUMNS, ROWS]} behind all that was written before it, and
{"end": CODE}, negative for a signal. The end of its input closes the terminal.
"""

import base64
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios


def tell(fact):
    sys.stdout.write(json.dumps(fact) + "\n")
    sys.stdout.flush()


def set_size(terminal, size):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


def has_something(terminal):
    return bool(select.select([terminal], [], [], 0)[0])


def read_some(terminal):
    """Tells what the terminal has; False where it has ended."""
    try:
        data = os.read(terminal, 65536)
    except OSError:
        return False
    if data:
        tell({"data": base64.b64encode(data).decode()})
    return bool(data)


def obey(order, terminal, child):
    if "type" in order:
        os.write(terminal, order["type"].encode())
    elif "resize" in order:
        while has_something(terminal) and read_some(terminal):
            pass
        set_size(terminal, order["resize"])
        tell(order)
    elif "signal" in order:
        os.kill(child, order["signal"])


def main():
    size = [int(sys.argv[1]), int(sys.argv[2])]
    start_read, start_write = os.pipe()
    child, terminal = pty.fork()
    if child == 0:
        # The size stands before the program looks for it.
        os.close(start_write)
        os.read(start_read, 1)
        os.execvp(sys.argv[3], sys.argv[3:])
    set_size(terminal, size)
    os.close(start_write)
    os.close(start_read)
    waiting = b""
    inputs = [terminal, 0]
    while terminal in inputs:
        ready = select.select(inputs, [], [])[0]
        if 0 in ready:
            data = os.read(0, 65536)
            if not data:
                # Nobody looks any more: the terminal goes away, as when its window is closed.
                os.close(terminal)
                break
            *lines, waiting = (waiting + data).split(b"\n")
            for line in lines:
                obey(json.loads(line), terminal, child)
        # An order may have read it already.
        if terminal in ready and has_something(terminal) and not read_some(terminal):
            inputs.remove(terminal)
    _, status = os.waitpid(child, 0)
    tell({"end": os.waitstatus_to_exitcode(status)})


main()
