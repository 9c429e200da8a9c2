/** A plain HTTP client that says what it is told to say: node:http, since fetch lets nobody forge Host or Origin. */
import { request } from 'node:http'
import { untold } from '../../kit/untold.ts'

export type Asked = {
  readonly method?: string
  /** The page's name; its numbers when left out. The line itself always leads to 127.0.0.1. */
  readonly hostname?: string
  readonly path?: string
  /** Headers beside the honest ones; `undefined` takes one away, an array sends it several times. */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>
  readonly key?: string
  readonly json?: unknown
  readonly body?: string | Buffer
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The text as JSON, or undefined; its faults without their words. */
  readonly json: unknown
}

/** Sends what a page of this very origin would send, but for what `asked` says otherwise. */
export function ask(port: number, asked: Asked): Promise<Answer> {
  const { method = 'GET', path = '/' } = asked
  const body = asked.json === undefined ? asked.body : JSON.stringify(asked.json)
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers: headersOf(port, method, asked), agent: false },
      (reply) => {
        const parts: Buffer[] = []
        reply.on('data', (part: Buffer) => parts.push(part))
        reply.on('error', reject)
        reply.on('end', () => resolve(answerOf(reply.statusCode ?? 0, reply.headers, Buffer.concat(parts).toString())))
      },
    )
    // A server that has said no may close the line while a large body is still on its way.
    sent.on('error', (thrown) => setImmediate(reject, thrown))
    sent.end(body)
  })
}

export function headersOf(port: number, method: string, asked: Asked): Record<string, string | string[]> {
  const { hostname = '127.0.0.1' } = asked
  const honest = {
    host: `${hostname}:${port}`,
    ...(method === 'GET' || method === 'HEAD' ? {} : { origin: `http://${hostname}:${port}` }),
    ...(asked.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(asked.key === undefined ? {} : { 'x-everbearer-key': asked.key }),
  }
  const all: Record<string, string | string[] | undefined> = { ...honest, ...asked.headers }
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

function answerOf(status: number, headers: Readonly<Record<string, unknown>>, text: string): Answer {
  return {
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    text,
    json: parsed(text),
  }
}

function parsed(text: string): unknown {
  try {
    return untold(JSON.parse(text))
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    return undefined
  }
}
