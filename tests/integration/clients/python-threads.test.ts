/** What the client for Python does among threads, forks and processes, with the keeper's answers in the test's hand. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { PYTHON } from '../../kit/clients/client-program.ts'

const clients = resolve(import.meta.dirname, '..', '..', '..', 'electron', 'client')

/** `ask` takes the place of a question to the keeper; `waiting` has one for each thread that waits for another's. */
const BEGINNING = `
import json, os, pickle, threading
import everbearer

client = everbearer.Client(home="/nowhere")
waiting = threading.Semaphore(0)
asked = []

class Counted(threading.Event):
    def wait(self, timeout=None):
        waiting.release()
        return super().wait(timeout)

class Asked(everbearer._Asked):
    def __init__(self):
        super().__init__()
        self.over = Counted()

everbearer._Asked = Asked

def others(count):
    for _ in range(count):
        waiting.acquire()

def each(count, get=lambda: client.get_token("ward")):
    came = [None] * count
    def one(at):
        try:
            came[at] = get()
        except BaseException as trouble:
            came[at] = trouble
    threads = [threading.Thread(target=one, args=(at,)) for at in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came
`

async function ran(script: string): Promise<unknown> {
  const env = { ...process.env, PYTHONPATH: clients, PYTHONDONTWRITEBYTECODE: '1' }
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', `${BEGINNING}${script}`], { env })
  return JSON.parse(stdout)
}

it('of fifty threads that ask for the same one asks the keeper, and each has an answer of its own', async () => {
  const said = await ran(`
def ask(method, path, *more):
    asked.append(path)
    others(49)
    return {"name": "ward", "token": "t%d" % len(asked)}

client._ask = ask
came = each(50)
came[0]["token"] = "changed"
client._ask = lambda method, path, *more: {"token": "another"}
later = client.get_token("ward", min_ttl="5m")["token"]
print(json.dumps([asked, sorted({each["token"] for each in came}), len({id(each) for each in came}), later]))
`)
  expect(said).toEqual([['/v1/connections/ward/token'], ['changed', 't1'], 50, 'another'])
})

it('a trouble is raised in each of them, as one of its own', async () => {
  const said = await ran(`
def ask(method, path, *more):
    asked.append(path)
    others(9)
    raise everbearer.EverbearerError("vault_locked", "It is locked.", "Unlock it.", {"a": 1}, 423)

client._ask = ask
came = each(10)
told = {(each.code, each.message, each.next, each.params["a"], each.status, str(each)) for each in came}
print(json.dumps([len(asked), len({id(each) for each in came}), [list(each) for each in told]]))
`)
  const sentence = 'vault_locked: It is locked. Next: Unlock it.'
  expect(said).toEqual([1, 10, [['vault_locked', 'It is locked.', 'Unlock it.', 1, 423, sentence]]])
})

it('an interrupted thread ends alone: another one asks for the rest', async () => {
  const said = await ran(`
def ask(method, path, *more):
    asked.append(path)
    if len(asked) == 1:
        others(4)
        raise KeyboardInterrupt()
    return {"token": "t"}

client._ask = ask
came = each(5)
print(json.dumps(sorted(type(each).__name__ for each in came)))
`)
  expect(said).toEqual(['KeyboardInterrupt', '_Answer', '_Answer', '_Answer', '_Answer'])
})

it('what was asked before a refusal is reported serves nobody who asks after it', async () => {
  const said = await ran(`
reported = threading.Event()
begun = threading.Event()

def ask(method, path, body=None, end=None):
    if method == "POST":
        return {"generation": 1}
    asked.append(path)
    if len(asked) > 1:
        return {"token": "new"}
    begun.set()
    reported.wait()
    return {"token": "old"}

client._ask = ask
first = threading.Thread(target=lambda: client.get_token("ward"))
first.start()
begun.wait()
client.rejected("ward", 1)
after = client.get_token("ward")["token"]
reported.set()
first.join()
print(json.dumps(after))
`)
  expect(said).toBe('new')
})

it('a signal’s handler that asks for what its own thread is asking gets an answer', async () => {
  const said = await ran(`
def ask(method, path, *more):
    asked.append(path)
    return {"token": "outer"} if len(asked) > 1 else {"token": client.get_token("ward")["token"] + " inner"}

client._ask = ask
print(json.dumps(client.get_token("ward")["token"]))
`)
  expect(said).toBe('outer inner')
})

it('a fork goes on, whatever the other threads of its parent were at', async () => {
  const said = await ran(`
begun, over = threading.Event(), threading.Event()

def ask(method, path, *more):
    begun.set()
    over.wait()
    return {"token": "parent's"}

def locked():
    with client._own().lock:
        taken.set()
        over.wait()

taken = threading.Event()
client._ask = ask
threads = [threading.Thread(target=lambda: client.get_token("ward")), threading.Thread(target=locked)]
threads[0].start()
begun.wait()
threads[1].start()
taken.wait()
child = os.fork()
if child == 0:
    client._ask = lambda method, path, *more: {"token": "child's"}
    os._exit(0 if client.get_token("ward")["token"] == "child's" else 1)
status = os.waitpid(child, 0)[1]
over.set()
for thread in threads:
    thread.join()
print(json.dumps(status))
`)
  expect(said).toBe(0)
})

it('a trouble comes whole out of a process of a pool', async () => {
  const said = await ran(`
trouble = pickle.loads(pickle.dumps(everbearer.EverbearerError("offline", "No network.", "Wait.", {"a": 1}, 503)))
print(json.dumps([type(trouble).__name__, trouble.code, trouble.next, trouble.params, trouble.status, str(trouble)]))
`)
  expect(said).toEqual(['EverbearerError', 'offline', 'Wait.', { a: 1 }, 503, 'offline: No network. Next: Wait.'])
})

it('whoever waits for the answer of another waits no longer than it has time', async () => {
  const said = await ran(`
over = threading.Event()
def ask(method, path, *more):
    over.wait()
    return {"token": "t"}

client._ask = ask
first = threading.Thread(target=lambda: asked.append(client.get_token("ward")["token"]))
first.start()
while not client._own().asked:
    pass
try:
    client._token("ward", 0)
except everbearer.EverbearerError as trouble:
    code = trouble.code
over.set()
first.join()
print(json.dumps([code, asked]))
`)
  expect(said).toEqual(['waited_too_long', ['t']])
})

it('and asks by itself where the other had less time', async () => {
  const said = await ran(`
def ask(method, path, *more):
    asked.append(path)
    if len(asked) == 1:
        others(1)
        raise everbearer._trouble("waited_too_long")
    return {"token": "t"}

client._ask = ask
print(json.dumps(sorted(str(getattr(each, "code", None) or each["token"]) for each in each(2))))
`)
  expect(said).toEqual(['t', 'waited_too_long'])
})

it('a time that is given to open is one for the token too', async () => {
  const said = await ran(`
import time

def ask(method, path, body, end):
    asked.append(end - time.monotonic())
    raise everbearer._trouble("waited_too_long")

client._ask = ask
for words in ({"timeout": 5}, {}):
    try:
        client.opener("ward").open("/api/", **words)
    except everbearer.EverbearerError as trouble:
        asked.append(trouble.code)
given, first, usual, second = asked
print(json.dumps([given <= 5, first, usual > 5, second]))
`)
  expect(said).toEqual([true, 'waited_too_long', true, 'waited_too_long'])
})
