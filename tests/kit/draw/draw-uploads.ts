/** What a program does at a DRAW server with a token: models, an upload, its state, its result (docs/systems/draw.md 3). */
import { createHash, randomUUID } from 'node:crypto'
import { bodyOf, type Exchange, sendJson } from '../servers/http-exchange.ts'
import { authorised, notFound } from './draw-calls.ts'
import type { DrawState } from './draw-state.ts'

type Handler = (state: DrawState, exchange: Exchange) => void | Promise<void>
export type DrawRoute = { readonly method: string; readonly path: RegExp; readonly handle: Handler }

/** Of one server, with the tasks that were uploaded to it. */
export function uploadRoutes(): readonly DrawRoute[] {
  const tasks = new Set<string>()

  /** The token is judged first, so that a made-up task proves it. */
  const withTask = (answer: (exchange: Exchange, task: string) => void): Handler => {
    return async (state, exchange) => {
      await bodyOf(exchange)
      if (!authorised(state, exchange)) return
      const task = exchange.path.split('/')[3] ?? ''
      if (tasks.has(task)) answer(exchange, task)
      else notFound(exchange)
    }
  }

  const upload: Handler = async (state, exchange) => {
    const body = await bodyOf(exchange)
    if (!authorised(state, exchange)) return
    if (body === null) return sendJson(exchange, 413, { detail: 'Too large' })
    const isForm = exchange.request.headers['content-type']?.startsWith('multipart/form-data') ?? false
    if (!isForm || body.length === 0) return sendJson(exchange, 400, { detail: 'No file was submitted.' })
    const task = randomUUID()
    tasks.add(task)
    sendJson(exchange, 201, { task_id: task, transaction_token: task })
  }

  return [
    // May be open on the real server, so it proves nothing about a token.
    {
      method: 'GET',
      path: /^\/api\/models\/$/,
      handle: (_, to) => sendJson(to, 200, [{ id: 1, name: 'Head and neck' }]),
    },
    { method: 'POST', path: /^\/api\/upload\/$/, handle: upload },
    { method: 'GET', path: /^\/api\/upload\/[^/]+\/status\/$/, handle: withTask(status) },
    { method: 'GET', path: /^\/api\/rtstruct\/[^/]+\/$/, handle: withTask(download) },
    { method: 'POST', path: /^\/api\/rtstruct\/[^/]+\/confirm\/$/, handle: withTask(confirm) },
  ]
}

function status(exchange: Exchange): void {
  sendJson(exchange, 200, { status: 'SEGMENTATION COMPLETED' })
}

/** Bytes with their digest in a header. */
function download(exchange: Exchange, task: string): void {
  const bytes = Buffer.from(`DICM ${task}`, 'utf8')
  exchange.response.setHeader('Content-Type', 'application/dicom')
  exchange.response.setHeader('X-File-Checksum', createHash('sha256').update(bytes).digest('hex'))
  exchange.response.end(bytes)
}

/** The client takes nothing for a confirmation but these words. */
function confirm(exchange: Exchange): void {
  sendJson(exchange, 200, { message: 'Transfer confirmation received, files cleaned up' })
}
