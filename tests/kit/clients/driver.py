"""The client for Python in a program of its own, driven line by line (client-program.ts)."""

import json
import re
import sys
import threading
import urllib.error
import urllib.request

import everbearer

options = json.loads(sys.argv[1])
if "timeoutMs" in options:
    options["timeout"] = options.pop("timeoutMs") / 1000
client = everbearer.Client(**options)
said = threading.Lock()


def in_other_words(value):
    if isinstance(value, list):
        return [in_other_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {"".join(w if i == 0 else w.title() for i, w in enumerate(k.split("_"))): v for k, v in value.items()}


def opened(name, address, body=None):
    # Whole addresses come as requests too.
    asked = urllib.request.Request(address) if re.match("[a-z]+:", address) else address
    try:
        with client.opener(name).open(asked, None if body is None else body.encode()) as answer:
            return {"status": answer.status, "body": answer.read().decode()}
    except urllib.error.HTTPError as refusal:
        return {"status": refusal.code, "body": refusal.read().decode()}


calls = {
    "token": client.get_token,
    "connection": client.connection,
    "list": client.connections,
    "rejected": client.rejected,
    "open": opened,
}


def answer(id, call, words):
    try:
        told = {"id": id, "value": in_other_words(calls[call](*words))}
    except everbearer.EverbearerError as trouble:
        what = {"code": trouble.code, "message": str(trouble), "next": trouble.next, "status": trouble.status}
        told = {"id": id, "error": what}
    except Exception as bug:
        told = {"id": id, "error": {"code": "bug", "message": repr(bug)}}
    with said:
        print(json.dumps(told), flush=True)


for line in sys.stdin:
    threading.Thread(target=answer, kwargs=json.loads(line), daemon=True).start()
