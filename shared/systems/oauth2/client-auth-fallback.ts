import type { Fault } from '../../fault.ts'
import type { HttpReply } from '../../http.ts'
import { fieldsIn } from '../../tokens/reply-fields.ts'
import { CLIENT_AUTH_FACT } from '../discovered-addresses.ts'
import { refusalWords } from '../refusal-words.ts'
import type { Known, Learned } from '../system.ts'
import { clientAuthOf } from './settings.ts'

/**
 * Every server must take ID and secret in HTTP Basic (RFC 6749 section 2.3.1), and some take them in the body alone. Which
 * of the two it is, a server's metadata tells, or a first refusal: nothing is spent where the client is not known.
 */

const TRIED = 'post?'

/** What to ask again with where the client was not recognised; null for any other refusal, and for a client known by now. */
export function otherClientAuth(trouble: Fault, reply: HttpReply, known: Known): Learned | null {
  const { settings, learned, credentials } = known
  const isInBasic = clientAuthOf(settings, learned) === 'basic' && credentials.clientSecret !== undefined
  if (!isInBasic || known.hasRenewed === true) return null
  return isUnrecognised(trouble) || saysClientMissing(trouble, reply) ? { [CLIENT_AUTH_FACT]: TRIED } : null
}

/** A client that is known and may not have this grant is another trouble (RFC 6749 section 5.2). */
function isUnrecognised({ code, params }: Fault): boolean {
  return code === 'invalid_client' && params['error'] !== 'unauthorized_client'
}

/** "The client_id parameter is missing": a server that does not read the header says so. */
function saysClientMissing({ code }: Fault, reply: HttpReply): boolean {
  return code === 'bad_request' && refusalWords(fieldsIn(reply) ?? {}).some((said) => /client_?id/.test(said))
}

/** Client authentication that was tried and understood, to be remembered. */
export function learnedClientAuth({ learned }: Known): Learned {
  return learned[CLIENT_AUTH_FACT] === TRIED ? { [CLIENT_AUTH_FACT]: 'post' } : {}
}
