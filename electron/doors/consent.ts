import { type Bridge, CONTRACT, type Input } from '../../shared/contract.ts'
import { FROM_OUTSIDE } from '../../shared/contract-doors.ts'
import type { CallName } from '../../shared/contract-names.ts'
import { originsIn } from '../../shared/domain/binding.ts'
import { type Fault, type FaultCode, faultOf } from '../../shared/fault.ts'

/** Faults that are a question: may the secrets of this connection go to these origins? */
const QUESTIONS: readonly FaultCode[] = ['origin_changed', 'origin_told']

/**
 * A page's or window's calls, with a person outside of it who is asked where its own rights do not suffice (design
 * decision 19). `ask` shows the question where no page can answer it, and gives true for a yes; one is asked at a time,
 * so that a page cannot bury anybody in them.
 */
export function consenting(bridge: Bridge, ask: (question: Fault) => Promise<boolean>): Bridge {
  let asking = false

  async function isAllowed(question: Fault): Promise<boolean> {
    if (asking) return false
    asking = true
    try {
      return await ask(question)
    } finally {
      asking = false
    }
  }

  return {
    async call(name, input) {
      try {
        return await bridge.call(name, input)
      } catch (thrown) {
        const question = faultOf(thrown)
        if (!QUESTIONS.includes(question.code) || !takesYes(name) || !(await isAllowed(question))) throw thrown
        const yes = { ...input, allowOrigins: [...originsIn(String(question.params['wanted'] ?? ''))] }
        return await bridge.call(name, yes as Input<typeof name>)
      }
    },
  }
}

function takesYes(name: CallName): boolean {
  const { shape } = CONTRACT[name].input as unknown as { shape: object }
  return FROM_OUTSIDE.some((key) => key in shape)
}
