/** Everything of the DRAW server for tests but the renewals: health, uploads, results (docs/systems/draw.md 3). */
import { createHash, randomUUID } from 'node:crypto'
import { bodyOf, type Exchange, sendJson } from '../servers/http-exchange.ts'
import type { DrawState } from './draw-state.ts'

/** One uploaded series. */
export type Task = { readonly id: string; status: string }

/** Section 3, Health: 200 or 503 without a token, 401 when there is one and it is not accepted. */
export function health(state: DrawState, exchange: Exchange): void {
  if (exchange.bearer !== null && !authorised(state, exchange)) return
  const { health: status } = state.settings
  sendJson(exchange, status === 'healthy' ? 200 : 503, { status, details: { database: 'ok', storage: status } })
}

/** Section 3, Models: may be open on the real server, so it proves nothing about a token. */
export function models(exchange: Exchange): void {
  sendJson(exchange, 200, [{ id: 1, name: 'Head and neck' }])
}

/** Section 3, Use: multipart with a zip, 201 with both names that clients read. */
export async function upload(state: DrawState, tasks: Map<string, Task>, exchange: Exchange): Promise<void> {
  const body = await bodyOf(exchange)
  if (!authorised(state, exchange)) return
  if (body === null) return sendJson(exchange, 413, { detail: 'Too large' })
  const multipart = exchange.request.headers['content-type']?.startsWith('multipart/form-data') ?? false
  if (!multipart || body.length === 0) return sendJson(exchange, 400, { detail: 'No file was submitted.' })
  const task: Task = { id: randomUUID(), status: 'SEGMENTATION COMPLETED' }
  tasks.set(task.id, task)
  sendJson(exchange, 201, { task_id: task.id, transaction_token: task.id })
}

/** Section 3, Status; section 5: a made-up task gives 404 when the token is accepted, 401 when it is not. */
export function status(exchange: Exchange, task: Task): void {
  sendJson(exchange, 200, { status: task.status })
}

/** Section 3, Download: bytes with their digest in a header. */
export function download(exchange: Exchange, task: Task): void {
  const bytes = Buffer.from(`DICM ${task.id}`, 'utf8')
  exchange.response.setHeader('Content-Type', 'application/dicom')
  exchange.response.setHeader('X-File-Checksum', createHash('sha256').update(bytes).digest('hex'))
  exchange.response.end(bytes)
}

/** Section 3, Notify. */
export function confirm(exchange: Exchange): void {
  sendJson(exchange, 200, { message: 'Transfer confirmed, file deleted' })
}

/** Calls about one task: the token is judged first, so that a made-up task proves it. */
export function withTask(tasks: ReadonlyMap<string, Task>, answer: (exchange: Exchange, task: Task) => void) {
  return async (state: DrawState, exchange: Exchange): Promise<void> => {
    await bodyOf(exchange)
    if (!authorised(state, exchange)) return
    const task = tasks.get(exchange.path.split('/')[3] ?? '')
    if (task) answer(exchange, task)
    else notFound(exchange)
  }
}

export function notFound(exchange: Exchange): void {
  sendJson(exchange, 404, { detail: 'Not found.' })
}

/** Judges the bearer token and records the use. Answers 401 itself when it is refused. */
function authorised(state: DrawState, exchange: Exchange): boolean {
  const judgement = state.tokens.judge(exchange.bearer, 'access', state.now())
  if (judgement.ok) {
    state.record.usesAccepted += 1
    return true
  }
  state.record.usesRefused.push({ at: Date.now(), path: exchange.path, reason: judgement.reason })
  exchange.response.setHeader('WWW-Authenticate', 'Bearer realm="api"')
  sendJson(exchange, 401, { detail: `Token is ${judgement.reason}` })
  return false
}
