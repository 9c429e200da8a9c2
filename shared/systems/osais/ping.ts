import { joinUrl } from '../../entry/address.ts'
import { fault } from '../../fault.ts'
import type { HttpOutcome } from '../../http.ts'
import { recordIn } from '../../tokens/token.ts'
import { bearerRequest, foreignReplyFault } from '../callbacks.ts'
import { failureFault } from '../reply-fault.ts'
import {
  type Callbacks,
  endpointOf,
  type Known,
  ownText,
  type PingProgress,
  type Probe,
  type ReadResult,
} from '../system.ts'
import { osaisFields } from './fields.ts'
import { dataOf } from './record.ts'

/**
 * The ping AI (docs/systems/osais.md 3c and 3d) is free of charge; every other AI costs money, and none of them is ever
 * called from here.
 */
export const osaisPing = { ping, readPing, lookUp, readLookUp } satisfies Partial<Callbacks>

/** Section 3c: width and height are the documented default; the picture is fetched by the server itself. */
function ping({ settings }: Known, token: string): Probe {
  const url = joinUrl(settings.baseUrl, endpointOf(osaisFields, settings, 'ping'))
  const body = { width: 512, height: 512, url_upload: ownText(settings, 'testImageUrl') }
  return { name: 'osais_ping', request: bearerRequest('POST', url, token, body) }
}

/** The status of a success is not documented: any 2xx counts that brings the number of the request. */
function readPing(outcome: HttpOutcome): ReadResult<string> {
  if (outcome.kind === 'failure') return { ok: false, fault: failureFault(outcome) }
  const trouble = foreignReplyFault(outcome)
  if (trouble !== null) return { ok: false, fault: trouble }
  const { status } = outcome
  if (status === 401 || status === 403) return { ok: false, fault: fault('token_rejected', { status }) }
  const request = numberIn(dataOf(outcome)['uid'])
  if (status >= 300 || request === null) return { ok: false, fault: fault('ping_refused', { status }) }
  return { ok: true, value: request }
}

/** A number in the sample, and text wherever the vendor's own library sends one (section 4); it goes into an address. */
function numberIn(uid: unknown): string | null {
  const text = typeof uid === 'number' || typeof uid === 'string' ? String(uid) : ''
  return /^\d{1,20}$/.test(text) ? text : null
}

/** Section 3d. */
function lookUp({ settings }: Known, token: string, request: string): Probe {
  const path = endpointOf(osaisFields, settings, 'request').replace('{uid}', request)
  return { name: 'osais_request', request: bearerRequest('GET', joinUrl(settings.baseUrl, path), token) }
}

/** A lost answer is no reason to give up what the server goes on with. */
function readLookUp(outcome: HttpOutcome): PingProgress {
  if (outcome.kind === 'failure') return { stands: 'asking' }
  const trouble = foreignReplyFault(outcome)
  if (trouble !== null) return { stands: 'asking' }
  const { status } = outcome
  if (status === 403 && recordIn(outcome)?.['data'] === null)
    return { stands: 'failed', fault: fault('request_not_ours', { status }) }
  if (status === 401 || status === 403) return { stands: 'failed', fault: fault('token_rejected', { status }) }
  if (status >= 400) return { stands: 'failed', fault: fault('request_unknown', { status }) }
  const { ended_at } = dataOf(outcome)
  const ended = typeof ended_at === 'number' || (typeof ended_at === 'string' && ended_at !== '')
  return { stands: ended ? 'ended' : 'asking' }
}
