/**
 * A person at the keyring's password dialog: takes the place of GNOME's own dialog on a private bus and types the
 * password. Speaks what the keyring speaks with its prompter (org.gnome.keyring.internal.Prompter, secrets exchanged by
 * "sx-aes-1": Diffie-Hellman over the 1536-bit MODP group, HKDF with SHA-256, AES-128-CBC).
 *
 *   const dialog = await startPasswordDialog(busSocketPath, 'correct horse')
 *   dialog.shown()    // how often it was on the screen
 */
import { createCipheriv, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import {
  type BusMessage,
  CALL,
  decodeMessage,
  encodeMessage,
  FIELD,
  REPLY,
} from '../../../electron/adapters/node/keychain/session-bus/bus-wire.ts'

const NAME = 'org.gnome.keyring.SystemPrompter'
const CALLBACK = 'org.gnome.keyring.internal.Prompter.Callback'
const SENDER = 7

export async function startPasswordDialog(busSocket: string, password: string) {
  let shown = 0
  const peer = await joinBus(busSocket, (message, call, answer) => {
    const to = { destination: String(message.fields.get(SENDER)), path: String(message.body[0]), interface: CALLBACK }
    answer()
    switch (message.fields.get(FIELD.member)) {
      case 'BeginPrompting':
        return call({ ...to, member: 'PromptReady' }, 'sa{sv}s', ['', [], ''])
      case 'PerformPrompt':
        shown++
        return call({ ...to, member: 'PromptReady' }, 'sa{sv}s', ['yes', [], typed(String(message.body[3]), password)])
      case 'StopPrompting':
        return call({ ...to, member: 'PromptDone' }, '', [])
    }
  })
  const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' }
  peer.call({ ...bus, member: 'Hello' }, '', [])
  peer.call({ ...bus, member: 'RequestName' }, 'su', [NAME, 0])
  await peer.named
  return { shown: () => shown, stop: peer.stop }
}

type Target = { destination: string; path: string; interface: string; member: string }
type Call = (to: Target, signature: string, values: unknown[]) => void
type Take = (message: BusMessage, call: Call, answer: () => void) => void

/** `named` settles with the second reply: Hello is the first, RequestName the second. */
async function joinBus(busSocket: string, take: Take) {
  const socket = connect(busSocket)
  const named = Promise.withResolvers<void>()
  let received: Buffer = Buffer.alloc(0)
  let serial = 0
  let replies = 0
  const send = (type: number, fields: Map<number, unknown>, signature: string, values: unknown[]) =>
    socket.write(encodeMessage({ type, serial: ++serial, fields }, signature, values))
  const call: Call = (to, signature, values) => {
    const { path, destination, member } = to
    const fields: [number, unknown][] = [
      [FIELD.path, path],
      [FIELD.interface, to.interface],
      [FIELD.member, member],
      [FIELD.destination, destination],
    ]
    send(CALL, new Map(fields), signature, values)
  }
  const answerTo = (message: BusMessage) => () =>
    void send(
      REPLY,
      new Map([
        [FIELD.replyTo, message.serial],
        [FIELD.destination, message.fields.get(SENDER)],
      ]),
      '',
      [],
    )

  await admitted()
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes])
    for (let next = decodeMessage(received); next; next = decodeMessage(received)) {
      received = received.subarray(next.length)
      if (next.message.type === CALL) take(next.message, call, answerTo(next.message))
      if (next.message.type === REPLY && ++replies === 2) named.resolve()
    }
  })
  return { call, named: named.promise, stop: () => socket.destroy() }

  function admitted(): Promise<void> {
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    socket.on('error', () => {})
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`)
    return new Promise((resolve) =>
      socket.once('data', () => {
        socket.write('BEGIN\r\n')
        resolve()
      }),
    )
  }
}

/** Without leading zeros, which one library keeps and the next leaves out: once in some hundred times the two would differ. */
function agreed(theirs: Buffer): { ours: Buffer; shared: Buffer } {
  for (;;) {
    const group = getDiffieHellman('modp5')
    const ours = group.generateKeys()
    const shared = group.computeSecret(theirs)
    if (ours.length === shared.length && shared[0] !== 0) return { ours, shared }
  }
}

/** The keyring's half of the exchange in, ours with the password in it out; both are key files of one section. */
function typed(exchange: string, password: string): string {
  const theirs = /^public=(.+)$/m.exec(exchange)?.[1]
  if (theirs === undefined) return ''
  const { ours, shared } = agreed(Buffer.from(theirs, 'base64'))
  const key = Buffer.from(hkdfSync('sha256', shared, Buffer.alloc(0), Buffer.alloc(0), 16))
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-128-cbc', key, iv)
  const secret = Buffer.concat([cipher.update(password, 'utf8'), cipher.final()])
  const lines = { public: ours, secret, iv }
  return [
    '[sx-aes-1]',
    ...Object.entries(lines).map(([name, value]) => `${name}=${value.toString('base64')}`),
    '',
  ].join('\n')
}
