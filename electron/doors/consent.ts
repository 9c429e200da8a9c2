import { type Bridge, CONTRACT, type Input } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import { originsIn } from '../../shared/connections/binding.ts'
import { type Fault, type FaultCode, type FaultParams, faultOf, raise } from '../../shared/fault.ts'

/** Faults that are a question to somebody, and what is a yes to each: to those origins, to that many connections, and no more. */
const YES = {
  origin_changed: toOrigins,
  origin_told: toOrigins,
  confirm_memory: toThatMany,
  confirm_file: toThatMany,
  confirm_leave: toThatMany,
  confirm_deletion: toOne,
  confirm_revoke: toOne,
} as const satisfies Partial<Record<FaultCode, (params: FaultParams) => object>>

export type Question = { readonly code: keyof typeof YES; readonly params: FaultParams }

/** True for a yes. `nobody` where no person can be asked at all, which is another thing to be told than their no. */
export type Answer = boolean | 'nobody'

function toOrigins({ wanted }: FaultParams): object {
  return { allowOrigins: [...originsIn(String(wanted ?? ''))] }
}

function toOne(): object {
  return { confirm: 1 }
}

function toThatMany({ count }: FaultParams): object {
  return { confirm: count }
}

/**
 * A page's or window's calls, with a person outside of it who is asked where its own rights do not suffice
 * (docs/decisions.md 19). `ask` shows the question where no page can answer it; one is asked at a time, so that a page
 * cannot flood anybody with them. Without a yes the fault is raised as it was, with {asked: nobody} where nobody was there.
 */
export function consenting(bridge: Bridge, ask: (question: Question) => Promise<Answer>): Bridge {
  let asking = false

  async function answerTo(question: Question): Promise<Answer> {
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
        const question = questionIn(faultOf(thrown))
        const yes = question === null ? {} : YES[question.code](question.params)
        if (question === null || !takes(name, yes)) throw thrown
        const answer = await answerTo(question)
        if (answer === 'nobody') raise(question.code, { ...question.params, asked: 'nobody' })
        if (!answer) throw thrown
        return await bridge.call(name, { ...input, ...yes } as Input<typeof name>)
      }
    },
  }
}

function questionIn({ code, params }: Fault): Question | null {
  return code in YES ? { code: code as Question['code'], params } : null
}

function takes(name: CallName, yes: object): boolean {
  const { shape } = CONTRACT[name].input as unknown as { shape: object }
  return Object.keys(yes).every((key) => key in shape)
}
