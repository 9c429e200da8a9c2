import { BODY_LIMIT } from '../../shared/api/addresses.ts'
import { type Fault, fault } from '../../shared/fault.ts'

type JsonBody = { readonly value: unknown } | { readonly fault: Fault }

/**
 * The JSON in a request's body. Reading stops at the limit whatever Content-Length says, since a chunked body has none and
 * need not end. Other media types are refused: an HTML form can send text/plain from anywhere.
 */
export async function readJson(request: Request, limit: number = BODY_LIMIT): Promise<JsonBody> {
  if (!isJson(request.headers.get('content-type'))) return { fault: fault('request_refused', { why: 'media' }) }
  const tooLarge = { fault: fault('input_too_large', { limit }) }
  if (Number(request.headers.get('content-length') ?? 0) > limit) return tooLarge
  const bytes = await readBytes(request, limit)
  if (bytes === null) return tooLarge
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown }
  } catch {
    return { fault: fault('not_json') }
  }
}

function isJson(type: string | null): boolean {
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type ?? '')
}

/** Null when there are more than `limit`; the rest is then left unread. */
async function readBytes(request: Request, limit: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let length = 0
  const reader = request.body?.getReader()
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    length += next.value.byteLength
    if (length > limit) return null
    parts.push(next.value)
  }
  return concat(parts, length)
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}
