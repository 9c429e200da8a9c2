import { sessionBusPath } from './bus-address.ts'
import { withDeadline } from './deadline.ts'
import { type BusCall, BusError, connectSessionBus, DISCONNECTED, matchCall, type SessionBus } from './session-bus.ts'

/**
 * How the keyring of a Linux desktop looks: `missing` is no bus, no Secret Service on it, or a service without a default
 * keyring; `unknown` is a bus that we cannot talk to though the keychain library may.
 */
export type KeyringLook = 'open' | 'locked' | 'missing' | 'denied' | 'stalled' | 'unknown'

/**
 * Looks at the Secret Service without touching what is in it. The keychain library cannot tell whether a keyring is locked
 * without asking a person to unlock it, reads a keyring that is gone as empty, and blocks its thread when the
 * keyring stands still; this asks the same service the plain questions, and waits beside everything else.
 */
export type SecretServiceDoor = {
  /** Never prompts. Answers within the deadline; while an earlier question is still unanswered, at once. */
  look(): Promise<KeyringLook>
  /** Lets the service ask the person for the password and waits for that person; then looks. */
  unlock(): Promise<KeyringLook>
  close(): void
}

export type SecretServiceOptions = {
  env: NodeJS.ProcessEnv
  deadlineMs: number
  /** How long a person may take to type a password. */
  promptMs: number
}

const NAME = 'org.freedesktop.secrets'
const ROOT = '/org/freedesktop/secrets'
const SERVICE = { destination: NAME, path: ROOT, interface: 'org.freedesktop.Secret.Service' } as const
const COLLECTION = 'org.freedesktop.Secret.Collection'
/** What the specification answers where a path is asked for and there is none. */
const NONE = '/'

/** Faults of the bus that mean that nobody offers a Secret Service here. */
const ABSENT = /ServiceUnknown|NameHasNoOwner|Spawn|UnknownObject|UnknownMethod|UnknownInterface|NoReply|Disconnected$/
const DIED = /NoReply|UnknownObject|Disconnected$/
const REFUSED = /AccessDenied|AuthFailed/

export function secretServiceDoor(options: SecretServiceOptions): SecretServiceDoor {
  return new Door(options)
}

class Door implements SecretServiceDoor {
  readonly #options: SecretServiceOptions
  #bus: SessionBus | null = null
  #asking: Promise<KeyringLook> | null = null
  #stalled = false

  constructor(options: SecretServiceOptions) {
    this.#options = options
  }

  async look(): Promise<KeyringLook> {
    if (this.#stalled) return 'stalled'
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null
      this.#stalled = false
    })
    const look = await withDeadline(this.#asking, this.#options.deadlineMs, 'stalled' as const)
    if (look === 'stalled') this.#stalled = this.#asking !== null
    return look
  }

  async unlock(): Promise<KeyringLook> {
    const before = await this.look()
    if (before === 'open' || before === 'stalled' || before === 'unknown') return before
    try {
      await this.#openKeyring()
    } catch (thrown) {
      return lookFrom(thrown)
    }
    return this.look()
  }

  close(): void {
    this.#bus?.close()
    this.#bus = null
  }

  /**
   * Asked a second time: a service that dies over the question, since the bus may start it anew; and one that knows of no
   * default keyring, since gnome-keyring says so by mistake to a program whose first question comes before it has taken
   * note of that program (its issue 190).
   */
  async #ask(again = true): Promise<KeyringLook> {
    try {
      const bus = await this.#connected()
      if (bus === 'unknown' || bus === 'missing') return bus
      const keyring = await defaultKeyring(bus)
      if (keyring === NONE) return again ? await this.#ask(false) : 'missing'
      return (await isLocked(bus, keyring)) ? 'locked' : 'open'
    } catch (thrown) {
      if (again && thrown instanceof BusError && DIED.test(thrown.message)) return this.#ask(false)
      return lookFrom(thrown)
    }
  }

  async #connected(): Promise<SessionBus | 'unknown' | 'missing'> {
    if (this.#bus && !this.#bus.closed) return this.#bus
    const path = sessionBusPath(this.#options.env)
    if (path === null) return 'missing'
    if (path === 'other') return 'unknown'
    this.#bus = await connectSessionBus(path)
    return this.#bus
  }

  async #openKeyring(): Promise<void> {
    const bus = await this.#connected()
    if (typeof bus === 'string') return
    const keyring = await defaultKeyring(bus)
    const prompt = keyring === NONE ? await createKeyring(bus) : await unlockKeyring(bus, keyring)
    if (prompt !== NONE) await showPrompt(bus, prompt, this.#options.promptMs)
  }
}

async function defaultKeyring(bus: SessionBus): Promise<string> {
  const [path] = await bus.call({ ...SERVICE, member: 'ReadAlias', signature: 's', body: ['default'] })
  return String(path)
}

async function isLocked(bus: SessionBus, keyring: string): Promise<boolean> {
  const [locked] = await bus.call({
    destination: NAME,
    path: keyring,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: [COLLECTION, 'Locked'],
  })
  return locked !== false
}

async function unlockKeyring(bus: SessionBus, keyring: string): Promise<string> {
  const [, prompt] = await bus.call({ ...SERVICE, member: 'Unlock', signature: 'ao', body: [[keyring]] })
  return String(prompt)
}

/** As every desktop program does on a fresh account: the service asks the person for a password for it. */
async function createKeyring(bus: SessionBus): Promise<string> {
  const label = [`${COLLECTION}.Label`, { signature: 's', value: 'Default keyring' }]
  const body = [[label], 'default']
  const [, prompt] = await bus.call({ ...SERVICE, member: 'CreateCollection', signature: 'a{sv}s', body })
  return String(prompt)
}

/** Ends when the person has answered, whatever the answer, when the service is gone, or after `promptMs`. */
async function showPrompt(bus: SessionBus, path: string, promptMs: number): Promise<void> {
  const answered = Promise.withResolvers<'answered'>()
  const stop = bus.listen(({ path: from, member, body }) => {
    const completed = from === path && member === 'Completed'
    if (completed || (member === 'NameOwnerChanged' && body[0] === NAME)) answered.resolve('answered')
  })
  try {
    await bus.call(matchCall(`type='signal',interface='org.freedesktop.Secret.Prompt',path='${path}'`))
    await bus.call(matchCall(`type='signal',member='NameOwnerChanged',arg0='${NAME}'`))
    await bus.call(promptCall(path, 'Prompt', ['']))
    const end = await withDeadline(Promise.race([answered.promise, bus.ended]), promptMs, 'late' as const)
    if (end === 'late') await bus.call(promptCall(path, 'Dismiss', []))
  } finally {
    stop()
  }
}

function promptCall(path: string, member: string, body: readonly string[]): BusCall {
  const of = { destination: NAME, path, interface: 'org.freedesktop.Secret.Prompt' }
  return { ...of, member, signature: body.map(() => 's').join(''), body }
}

function lookFrom(thrown: unknown): KeyringLook {
  if (!(thrown instanceof BusError)) throw thrown
  if (REFUSED.test(thrown.message)) return 'denied'
  return ABSENT.test(thrown.message) || thrown.message === DISCONNECTED ? 'missing' : 'unknown'
}
