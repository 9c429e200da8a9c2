import { sessionBusPaths } from '../session-bus/bus-address.ts'
import {
  BUS,
  type BusCall,
  BusError,
  connectSessionBus,
  DISCONNECTED,
  matchCall,
  type SessionBus,
} from '../session-bus/session-bus.ts'
import { openSession, SERVICE_NAME } from './secret-service-calls.ts'
import {
  beginKeyAgreement,
  PLAIN_ALGORITHM,
  plainSession,
  SESSION_ALGORITHM,
  type SecretSession,
} from './secret-session.ts'

/** Which program offers the Secret Service: they differ in what becomes of a deleted item and when they write. */
export type KeyringKind = 'gnome-keyring' | 'keepassxc' | 'kwallet' | 'other'

/** A bus name that the program owns beside org.freedesktop.secrets. */
const NAMES_BY_KIND: readonly [KeyringKind, string][] = [
  ['gnome-keyring', 'org.gnome.keyring'],
  ['keepassxc', 'org.keepassxc.KeePassXC.MainWindow'],
  ['kwallet', 'org.kde.kwalletd5'],
  ['kwallet', 'org.kde.kwalletd6'],
  ['kwallet', 'org.kde.secretservicecompat'],
]

/** What the parts that speak with a keyring need of the connection. */
export type KeyringCaller = Pick<KeyringConnection, 'env' | 'bus' | 'call' | 'session' | 'kind'>

const GIVEN_UP = 'everbearer.GivenUp'

/** A key agreement fails by chance about once in a hundred times (secret-session.ts). */
const AGREEMENT_TRIES = 4

export type KeyringListeners = {
  /** Session and object paths are invalid: the keyring was or may have been replaced. */
  onForget(): void
  /** A keyring has appeared or was restarted. */
  onReplaced(): void
}

/**
 * One connection to the session bus for the whole run, since keyrings remember a person's permission by connection; replaced
 * when the bus has closed it. Session and object paths are forgotten when the keyring restarts.
 */
export class KeyringConnection {
  readonly env: NodeJS.ProcessEnv
  readonly #listeners: KeyringListeners
  #bus: SessionBus | null = null
  #connecting: Promise<SessionBus> | null = null
  #session: Promise<SecretSession> | null = null
  #kind: Promise<KeyringKind> | null = null

  constructor(env: NodeJS.ProcessEnv, listeners: KeyringListeners) {
    this.env = env
    this.#listeners = listeners
  }

  /** Raises BusError DISCONNECTED where there is no bus. */
  async bus(): Promise<SessionBus> {
    if (this.#bus && !this.#bus.isClosed) return this.#bus
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null
    })
    return this.#connecting
  }

  async call(call: BusCall): Promise<readonly unknown[]> {
    return (await this.bus()).call(call)
  }

  /**
   * The same connection for one operation: once that is given up, no further call goes out, since it would come after what
   * others have written meanwhile.
   */
  until(isGivenUp: () => boolean): KeyringCaller {
    return {
      env: this.env,
      bus: () => this.bus(),
      session: () => this.session(),
      kind: () => this.kind(),
      call: (call) => (isGivenUp() ? Promise.reject(new BusError(GIVEN_UP)) : this.call(call)),
    }
  }

  session(): Promise<SecretSession> {
    this.#session ??= this.#openSession().catch((thrown) => {
      this.#session = null
      throw thrown
    })
    return this.#session
  }

  kind(): Promise<KeyringKind> {
    this.#kind ??= this.#detectKind().catch(() => {
      this.#kind = null
      return 'other' as const
    })
    return this.#kind
  }

  /** The next call begins with a new session. */
  forget(): void {
    this.#session = null
    this.#kind = null
    this.#listeners.onForget()
  }

  /** A keyring that remembers a person's "no" by connection asks again for the next one. */
  close(): void {
    this.#bus?.close()
    this.#bus = null
    this.forget()
  }

  async #connect(): Promise<SessionBus> {
    this.forget()
    const paths = sessionBusPaths(this.env)
    let last: unknown = new BusError(DISCONNECTED)
    for (const path of paths === 'other' ? [] : paths) {
      try {
        const isFirst = this.#bus === null
        this.#bus = await this.#connectTo(path)
        // A restarted bus means a restarted keyring.
        if (!isFirst) this.#listeners.onReplaced()
        return this.#bus
      } catch (thrown) {
        last = thrown
      }
    }
    throw last
  }

  async #connectTo(path: string): Promise<SessionBus> {
    const bus = await connectSessionBus(path)
    bus.listen(({ member, body }) => {
      if (member !== 'NameOwnerChanged' || body[0] !== SERVICE_NAME) return
      this.forget()
      if (body[2] !== '') this.#listeners.onReplaced()
    })
    await bus.call(
      matchCall(`type='signal',sender='${BUS.destination}',member='NameOwnerChanged',arg0='${SERVICE_NAME}'`),
    )
    return bus
  }

  async #openSession(): Promise<SecretSession> {
    for (let tries = 0; tries < AGREEMENT_TRIES; tries++) {
      const agreement = beginKeyAgreement()
      try {
        const input = { signature: 'ay', value: agreement.publicKey }
        const [theirKey, path] = await this.call(openSession(SESSION_ALGORITHM, input))
        const session = theirKey instanceof Uint8Array ? agreement.session(String(path), theirKey) : null
        if (session) return session
      } catch (thrown) {
        if (!(thrown instanceof BusError) || thrown.code === DISCONNECTED) throw thrown
        break
      }
    }
    const [, path] = await this.call(openSession(PLAIN_ALGORITHM, { signature: 's', value: '' }))
    return plainSession(String(path))
  }

  async #detectKind(): Promise<KeyringKind> {
    const bus = await this.bus()
    const owner = async (name: string) => {
      const [unique] = await bus.call({ ...BUS, member: 'GetNameOwner', signature: 's', body: [name] })
      return String(unique)
    }
    const keyring = await owner(SERVICE_NAME)
    for (const [kind, name] of NAMES_BY_KIND) {
      if ((await owner(name).catch(() => null)) === keyring) return kind
    }
    return 'other'
  }
}
