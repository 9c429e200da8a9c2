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
  beginAgreement,
  PLAIN_ALGORITHM,
  plainSession,
  SESSION_ALGORITHM,
  type SecretSession,
} from './secret-session.ts'

/** Which program offers the Secret Service: they differ in what becomes of a deleted item and when they write. */
export type KeyringKind = 'gnome-keyring' | 'keepassxc' | 'kwallet' | 'other'

/** A name that the same program holds beside the common one. */
const TELLING_NAMES: readonly [KeyringKind, string][] = [
  ['gnome-keyring', 'org.gnome.keyring'],
  ['keepassxc', 'org.keepassxc.KeePassXC.MainWindow'],
  ['kwallet', 'org.kde.kwalletd5'],
  ['kwallet', 'org.kde.kwalletd6'],
  ['kwallet', 'org.kde.secretservicecompat'],
]

/** What the parts that speak with a keyring need of the connection. */
export type KeyringCaller = Pick<KeyringConnection, 'env' | 'bus' | 'call' | 'session' | 'kind'>

const GIVEN_UP = 'everbearer.GivenUp'

/** A session's agreement can fail by chance, once in some hundred times. */
const AGREEMENT_TRIES = 4

export type KeyringListeners = {
  /** Session and paths count no longer: the keyring is another one than before, or may be. */
  forget(): void
  /** There is a keyring where there was none, or one that was started anew. */
  another(): void
}

/**
 * One connection to the session bus for the whole of a run, since keyrings remember by connection what a person has
 * allowed; made anew when the bus has ended it. What belongs to one life of the keyring (session, paths) ends with it.
 */
export class KeyringConnection {
  readonly env: NodeJS.ProcessEnv
  readonly #listeners: KeyringListeners
  #bus: SessionBus | null = null
  #joining: Promise<SessionBus> | null = null
  #session: Promise<SecretSession> | null = null
  #kind: Promise<KeyringKind> | null = null

  constructor(env: NodeJS.ProcessEnv, listeners: KeyringListeners) {
    this.env = env
    this.#listeners = listeners
  }

  /** Raises BusError DISCONNECTED where there is no bus. */
  async bus(): Promise<SessionBus> {
    if (this.#bus && !this.#bus.closed) return this.#bus
    this.#joining ??= this.#join().finally(() => {
      this.#joining = null
    })
    return this.#joining
  }

  async call(call: BusCall): Promise<readonly unknown[]> {
    return (await this.bus()).call(call)
  }

  /**
   * The same connection for one piece of work: once it is given up, no further call goes out. What was sent before may
   * still be done, in its order; what was only meant to be would come after what others have written meanwhile.
   */
  during(isGivenUp: () => boolean): KeyringCaller {
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
    this.#kind ??= this.#askKind().catch(() => {
      this.#kind = null
      return 'other' as const
    })
    return this.#kind
  }

  /** The next call begins with a new session. */
  forget(): void {
    this.#session = null
    this.#kind = null
    this.#listeners.forget()
  }

  /** To whoever remembers what a person has said no to, the next call comes from somebody else. */
  close(): void {
    this.#bus?.close()
    this.#bus = null
    this.forget()
  }

  async #join(): Promise<SessionBus> {
    this.forget()
    const paths = sessionBusPaths(this.env)
    let last: unknown = new BusError(DISCONNECTED)
    for (const path of paths === 'other' ? [] : paths) {
      try {
        const isFirst = this.#bus === null
        this.#bus = await this.#joined(path)
        // On a bus that has begun anew everything has.
        if (!isFirst) this.#listeners.another()
        return this.#bus
      } catch (thrown) {
        last = thrown
      }
    }
    throw last
  }

  async #joined(path: string): Promise<SessionBus> {
    const bus = await connectSessionBus(path)
    bus.listen(({ member, body }) => {
      if (member !== 'NameOwnerChanged' || body[0] !== SERVICE_NAME) return
      this.forget()
      if (body[2] !== '') this.#listeners.another()
    })
    await bus.call(
      matchCall(`type='signal',sender='${BUS.destination}',member='NameOwnerChanged',arg0='${SERVICE_NAME}'`),
    )
    return bus
  }

  async #openSession(): Promise<SecretSession> {
    for (let tries = 0; tries < AGREEMENT_TRIES; tries++) {
      const agreement = beginAgreement()
      try {
        const input = { signature: 'ay', value: agreement.publicKey }
        const [theirs, path] = await this.call(openSession(SESSION_ALGORITHM, input))
        const session = theirs instanceof Uint8Array ? agreement.session(String(path), theirs) : null
        if (session) return session
      } catch (thrown) {
        if (!(thrown instanceof BusError) || thrown.code === DISCONNECTED) throw thrown
        break
      }
    }
    const [, path] = await this.call(openSession(PLAIN_ALGORITHM, { signature: 's', value: '' }))
    return plainSession(String(path))
  }

  async #askKind(): Promise<KeyringKind> {
    const bus = await this.bus()
    const owner = async (name: string) => {
      const [unique] = await bus.call({ ...BUS, member: 'GetNameOwner', signature: 's', body: [name] })
      return String(unique)
    }
    const keyring = await owner(SERVICE_NAME)
    for (const [kind, name] of TELLING_NAMES) {
      if ((await owner(name).catch(() => null)) === keyring) return kind
    }
    return 'other'
  }
}
