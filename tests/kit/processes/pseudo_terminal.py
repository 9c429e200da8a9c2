"""
Runs a program at a terminal of its own and answers its questions:

    pseudo_terminal.py SCRIPT PROGRAM WORDS...

SCRIPT is JSON: [[what is waited for, what is typed then], ...]. Everything that the terminal shows goes to standard output;
the exit code is the program's (128 and the signal's number for one that a signal ended). One that shows nothing new for two
minutes is killed.
"""
import json
import os
import pty
import select
import sys

QUIET_S = 120

steps = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])

shown = b""
answered = 0
while True:
    ready, _, _ = select.select([terminal], [], [], QUIET_S)
    if not ready:
        os.kill(pid, 9)
        break
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    while steps and (at := shown.find(steps[0][0].encode(), answered)) >= 0:
        answered = at + len(steps[0][0].encode())
        os.write(terminal, steps[0][1].encode())
        steps.pop(0)

_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
