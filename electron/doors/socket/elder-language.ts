import { type Introduction, PROTOCOL } from '../../../shared/api/hello.ts'
import { fault } from '../../../shared/fault.ts'

/**
 * Builds before HTTP spoke lines of JSON on this socket, hello first. One of them that meets us is told in its own
 * language who we are, so that it says what is so and what to do. Goes with the next version.
 */
export function answerToElder(self: Introduction, received: string): string | null {
  if (!received.startsWith('{"hello"')) return null
  const hello = { hello: { protocol: PROTOCOL, ...self } }
  const [, theirs = '?'] = /"version":"([\w.+-]{1,32})"/.exec(received) ?? []
  const trouble = { id: 0, ok: false, fault: fault('keeper_version', { theirs: self.version, ours: theirs }) }
  return `${JSON.stringify(hello)}\n${JSON.stringify(trouble)}\n`
}
