/** Listens to the page's notices as a page does, and keeps what it heard. */
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { onTestFinished } from 'vitest'

export type Heard = { readonly id: string; readonly event: string; readonly data: unknown }

export type Listener = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  /** Complete events so far. */
  readonly events: readonly Heard[]
  /** All that came, heartbeats too. */
  readonly text: string
  /** True once the other side has ended the stream. */
  readonly ended: boolean
  /** Stops reading, and keeps the line. */
  pause(): void
  goOn(): void
  close(): void
}

export function listen(port: number, key: string, lastEventId?: string, hostname = '127.0.0.1'): Promise<Listener> {
  const headers = {
    host: `${hostname}:${port}`,
    'x-everbearer-key': key,
    'sec-fetch-site': 'same-origin',
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  }
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/v1/events', headers, agent: false }, (reply) =>
      resolve(listenerOf(sent, reply)),
    )
    sent.on('error', reject)
    sent.end()
    onTestFinished(() => void sent.destroy())
  })
}

function listenerOf(sent: ClientRequest, reply: IncomingMessage): Listener {
  const pieces: string[] = []
  const events: Heard[] = []
  let rest = ''
  let ended = false
  reply.setEncoding('utf8').on('data', (piece: string) => {
    pieces.push(piece)
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop() ?? ''
    events.push(...blocks.flatMap(heard))
  })
  reply.on('end', () => {
    ended = true
  })
  reply.on('error', () => {})
  return {
    status: reply.statusCode ?? 0,
    headers: reply.headers,
    events,
    get text() {
      return pieces.join('')
    },
    get ended() {
      return ended
    },
    pause: () => void reply.pause(),
    goOn: () => void reply.resume(),
    close: () => void sent.destroy(),
  }
}

function heard(block: string): Heard[] {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2) as [string, string]))
  if (fields['event'] === undefined) return []
  return [{ id: fields['id'] ?? '', event: fields['event'], data: JSON.parse(fields['data'] ?? 'null') as unknown }]
}
