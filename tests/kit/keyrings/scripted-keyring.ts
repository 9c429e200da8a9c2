/**
 * A Secret Service in memory, on a bus of its own that one process may join:
 *
 *   const service = await scriptedKeyring({ kind: 'keepassxc' })
 *   const keyring = secretKeyring({ env: service.env, … })
 *   service.asked                   every call, by its member
 *   service.person = 'no'           what is answered to each dialog
 *   service.refuse('GetSecrets', 'org.freedesktop.Secret.Error.NoSession')      once
 */
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  beginKeyAgreement,
  type SecretSession,
  type WireSecret,
} from '../../../electron/adapters/node/keychain/secret-service/secret-session.ts'
import {
  decodeMessage,
  ERROR,
  encodeMessage,
  FIELD,
  REPLY,
  SIGNAL,
} from '../../../electron/adapters/node/keychain/session-bus/bus-wire.ts'
import { temporaryFolder } from '../processes/temporary-folder.ts'

type Item = { attributes: Record<string, string>; label: string; text: string; locked: boolean }
type Call = { path: string; member: string; body: readonly unknown[] }
type Answer = readonly [signature: string, values: readonly unknown[]]

const LOGIN = '/org/freedesktop/secrets/collection/login'
const PROMPT = '/org/freedesktop/secrets/prompt/p'
const OWN_NAMES = {
  'gnome-keyring': 'org.gnome.keyring',
  keepassxc: 'org.keepassxc.KeePassXC.MainWindow',
  kwallet: 'org.kde.kwalletd5',
  other: '',
}
type Kind = keyof typeof OWN_NAMES
type Options = {
  kind?: Kind
  keyring?: 'open' | 'locked' | 'none'
  promptsForItems?: boolean
  speaksPlainOnly?: boolean
}

export async function scriptedKeyring(options: Options = {}) {
  const { kind = 'gnome-keyring', promptsForItems = false, speaksPlainOnly = false } = options
  const state = options.keyring ?? 'open'
  const collection = state === 'none' ? null : { label: 'kdewallet', locked: state === 'locked' }
  const service = {
    env: {} as NodeJS.ProcessEnv,
    collection: collection as { label: string; locked: boolean } | null,
    items: new Map<string, Item>(),
    asked: [] as string[],
    calls: [] as Call[],
    person: 'yes' as 'yes' | 'no' | 'nothing',
    /** KWallet's own word on whether the wallet is open. */
    walletOpen: false,
    /** How often ReadAlias still says by mistake that there is no keyring. */
    unaware: 0,
    /** Items that GetSecrets leaves out. */
    leftOut: new Set<string>(),
    refuse(member: string, error: string) {
      refusals.push([member, error])
    },
    /** The keyring ends, and with `again` another one takes its name. */
    change(again: boolean) {
      sessions.clear()
      signal('/org/freedesktop/DBus', 'NameOwnerChanged', 'sss', [
        'org.freedesktop.secrets',
        ':1.7',
        again ? ':1.8' : '',
      ])
    },
    hangUp() {
      for (const socket of sockets) socket.destroy()
    },
  }
  const refusals: [member: string, error: string][] = []
  const sessions = new Map<string, SecretSession>()
  const sockets = new Set<Socket>()
  /** What a prompt does once the person has said yes: it gives what it ends with. */
  let promised: () => readonly [signature: string, value: unknown] = () => ['s', '']
  let made = 0

  function signal(path: string, member: string, signature: string, values: readonly unknown[]): void {
    const fields = new Map<number, unknown>([
      [FIELD.path, path],
      [FIELD.member, member],
    ])
    for (const socket of sockets) socket.write(encodeMessage({ type: SIGNAL, serial: 1, fields }, signature, values))
  }

  function prompting(act: typeof promised): string {
    promised = act
    return PROMPT
  }

  function itemOf(path: string): Item {
    return service.items.get(path) ?? { attributes: {}, label: '', text: '', locked: false }
  }

  function textIn(secret: WireSecret): string {
    return sessions.get(secret[0])?.open(secret) ?? 'sealed for a session that is over'
  }

  function property(path: string, name: unknown): Answer {
    if (name === 'Collections') return ['v', [{ signature: 'ao', value: service.collection ? [LOGIN] : [] }]]
    if (name === 'Label') return ['v', [{ signature: 's', value: service.collection?.label }]]
    const locked = path === LOGIN ? service.collection?.locked : itemOf(path).locked
    return ['v', [{ signature: 'b', value: locked ?? false }]]
  }

  const answers: Record<string, (call: Call) => Answer> = {
    Hello: () => ['s', [':1.1']],
    AddMatch: () => ['', []],
    Ping: () => ['', []],
    GetNameOwner({ body: [name] }) {
      const holds = [OWN_NAMES[kind], 'org.freedesktop.secrets'].includes(String(name))
      return ['s', [holds ? ':1.7' : ':1.9']]
    },
    ReadAlias: () => ['o', [service.collection && service.unaware-- <= 0 ? LOGIN : '/']],
    Get: ({ path, body: [, name] }) => property(path, name),
    OpenSession({ body: [algorithm, theirs] }) {
      const path = `/org/freedesktop/secrets/session/s${++made}`
      if (algorithm === 'plain') return plain(path)
      // One agreement in 256 comes to nothing and is begun again, by which no count of calls could be relied on.
      for (;;) {
        const agreement = beginKeyAgreement()
        const session = agreement.session(path, theirs as Uint8Array)
        if (session === null) continue
        sessions.set(path, session)
        return ['vo', [{ signature: 'ay', value: agreement.publicKey }, path]]
      }
    },
    CreateCollection({ body: [properties] }) {
      const [[, label]] = properties as [[string, string]]
      const prompt = prompting(() => {
        service.collection = { label, locked: false }
        return ['o', LOGIN]
      })
      return ['oo', ['/', prompt]]
    },
    Unlock({ body: [paths] }) {
      const prompt = prompting(() => {
        for (const path of paths as string[]) {
          if (path === LOGIN && service.collection) service.collection.locked = false
          else itemOf(path).locked = false
        }
        return ['ao', paths]
      })
      if (!service.walletOpen) return ['aoo', [[], prompt]]
      promised()
      return ['aoo', [paths, '/']]
    },
    SearchItems({ body: [pairs] }) {
      const wanted = pairs as [string, string][]
      const fits = ({ attributes }: Item) => wanted.every(([name, value]) => attributes[name] === value)
      return ['ao', [[...service.items].filter(([, item]) => fits(item)).map(([path]) => path)]]
    },
    CreateItem({ body: [properties, secret] }) {
      const named = new Map(properties as [string, unknown][])
      const path = `${LOGIN}/${++made}`
      const attributes = Object.fromEntries(named.get('org.freedesktop.Secret.Item.Attributes') as [string, string][])
      const label = String(named.get('org.freedesktop.Secret.Item.Label'))
      const text = textIn(secret as WireSecret)
      const make = () => {
        service.items.set(path, { attributes, label, text, locked: false })
        return ['o', path] as const
      }
      if (promptsForItems) return ['oo', ['/', prompting(make)]]
      make()
      return ['oo', [path, '/']]
    },
    GetSecrets({ body: [paths, session] }) {
      const found = (paths as string[]).filter((path) => service.items.has(path) && !service.leftOut.has(path))
      const sealed = found.map((path) => [path, sessions.get(String(session))?.seal(itemOf(path).text)])
      return ['a{o(oayays)}', [sealed]]
    },
    SetSecret({ path, body: [secret] }) {
      itemOf(path).text = textIn(secret as WireSecret)
      return ['', []]
    },
    Set({ path, body: [, name, value] }) {
      if (name === 'Label') itemOf(path).label = String(value)
      else itemOf(path).attributes = Object.fromEntries(value as [string, string][])
      return ['', []]
    },
    Delete({ path }) {
      const remove = () => {
        service.items.delete(path)
        return ['s', ''] as const
      }
      if (promptsForItems) return ['o', [prompting(remove)]]
      remove()
      return ['o', ['/']]
    },
    Prompt() {
      if (service.person === 'nothing') return ['', []]
      const [signature, value] = service.person === 'yes' ? promised() : ['s', '']
      signal(PROMPT, 'Completed', 'bv', [service.person === 'no', { signature, value }])
      return ['', []]
    },
    Dismiss: () => ['', []],
    isOpen: () => ['b', [service.walletOpen]],
    open: () => ['i', [7]],
    sync: () => ['i', [0]],
    close: () => ['i', [0]],
  }

  function plain(path: string): Answer {
    sessions.set(path, {
      path,
      seal: (text) => [path, Buffer.alloc(0), Buffer.from(text), 'text/plain'],
      open: ([, , value]) => Buffer.from(value).toString(),
    })
    return ['vo', [{ signature: 's', value: '' }, path]]
  }

  if (speaksPlainOnly) service.refuse('OpenSession', 'org.freedesktop.DBus.Error.NotSupported')

  /** Signals that a call brings about come before its answer, as a keyring may send them. */
  function answer(socket: Socket, serial: number, call: Call): void {
    service.asked.push(call.member)
    service.calls.push(call)
    const at = refusals.findIndex(([member]) => member === call.member)
    const [refused] = at < 0 ? [] : refusals.splice(at, 1)
    const fields = new Map<number, unknown>([[FIELD.replyTo, serial]])
    if (refused) {
      fields.set(FIELD.error, refused[1])
      return void socket.write(encodeMessage({ type: ERROR, serial, fields }, '', []))
    }
    const [signature, values] = answers[call.member]?.(call) ?? ['', []]
    socket.write(encodeMessage({ type: REPLY, serial, fields }, signature, values))
  }

  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
    let received = Buffer.alloc(0)
    socket.on('data', (bytes) => {
      if (bytes.includes('AUTH EXTERNAL')) return void socket.write('OK 0123\r\n')
      received = Buffer.concat([received, bytes.indexOf('BEGIN\r\n') === 0 ? bytes.subarray(7) : bytes])
      for (let next = decodeMessage(received); next !== null; next = decodeMessage(received)) {
        received = received.subarray(next.length)
        const { serial, fields, body } = next.message
        answer(socket, serial, { path: String(fields.get(FIELD.path)), member: String(fields.get(FIELD.member)), body })
      }
    })
  })
  const socketPath = join(temporaryFolder(), 'bus')
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  service.env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socketPath}`, HOME: temporaryFolder() }
  onTestFinished(() => {
    service.hangUp()
    server.close()
  })
  return service
}
