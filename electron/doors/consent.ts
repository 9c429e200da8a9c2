import { type Bridge, CONTRACT, type Input } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import { originsIn } from '../../shared/connections/binding.ts'
import { type Fault, type FaultCode, type FaultParams, faultOf } from '../../shared/fault.ts'

/** Faults that are a question to somebody, and what is a yes to each: to those origins, to that many connections, and no more. */
const YES = {
  origin_changed: toOrigins,
  origin_told: toOrigins,
  confirm_memory: toThatMany,
  confirm_file: toThatMany,
  confirm_deletion: toOne,
} as const satisfies Partial<Record<FaultCode, (params: FaultParams) => object>>

export type Question = { readonly code: keyof typeof YES; readonly params: FaultParams }

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
 * (docs/decisions.md 19). `ask` shows the question where no page can answer it, and gives true for a yes; one is asked
 * at a time, so that a page cannot bury anybody in them.
 */
export function consenting(bridge: Bridge, ask: (question: Question) => Promise<boolean>): Bridge {
  let asking = false

  async function isAllowed(question: Question): Promise<boolean> {
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
        if (question === null || !takes(name, yes) || !(await isAllowed(question))) throw thrown
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
