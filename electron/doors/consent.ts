import { type Bridge, CONTRACT, type Input } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import { originsIn } from '../../shared/connections/binding.ts'
import { type Fault, type FaultCode, type FaultParams, faultOf, raise } from '../../shared/fault.ts'

/** Faults that a person can agree to, and the input that a yes adds to the call: those origins, that many connections, no more. */
const CONSENT_INPUT = {
  origin_changed: allowOrigins,
  origin_told: allowOrigins,
  confirm_memory: confirmCount,
  confirm_file: confirmCount,
  confirm_leave: confirmCount,
  confirm_deletion: confirmOne,
  confirm_revoke: confirmOne,
} as const satisfies Partial<Record<FaultCode, (params: FaultParams) => object>>

export type Question = { readonly code: keyof typeof CONSENT_INPUT; readonly params: FaultParams }

/** True for a yes. `nobody` where no person can be asked at all, which gets another message than a no. */
export type Answer = boolean | 'nobody'

function allowOrigins({ wanted }: FaultParams): object {
  return { allowOrigins: [...originsIn(String(wanted ?? ''))] }
}

function confirmOne(): object {
  return { confirm: 1 }
}

function confirmCount({ count }: FaultParams): object {
  return { confirm: count }
}

/**
 * The calls of a page or window; where its own rights do not suffice, a person is asked outside of it (docs/decisions.md
 * 19). `ask` shows the question where no page can answer it, one at a time, so that a page cannot flood the person. Without
 * a yes the original fault is raised, with {asked: nobody} where nobody could be asked.
 */
export function consenting(bridge: Bridge, ask: (question: Question) => Promise<Answer>): Bridge {
  let isAsking = false

  async function askOneAtATime(question: Question): Promise<Answer> {
    if (isAsking) return false
    isAsking = true
    try {
      return await ask(question)
    } finally {
      isAsking = false
    }
  }

  return {
    async call(name, input) {
      try {
        return await bridge.call(name, input)
      } catch (thrown) {
        const question = questionFor(faultOf(thrown))
        const consentInput = question === null ? {} : CONSENT_INPUT[question.code](question.params)
        if (question === null || !acceptsInput(name, consentInput)) throw thrown
        const answer = await askOneAtATime(question)
        if (answer === 'nobody') raise(question.code, { ...question.params, asked: 'nobody' })
        if (!answer) throw thrown
        return await bridge.call(name, { ...input, ...consentInput } as Input<typeof name>)
      }
    },
  }
}

function questionFor({ code, params }: Fault): Question | null {
  return code in CONSENT_INPUT ? { code: code as Question['code'], params } : null
}

function acceptsInput(name: CallName, consentInput: object): boolean {
  const { shape } = CONTRACT[name].input as unknown as { shape: object }
  return Object.keys(consentInput).every((key) => key in shape)
}
