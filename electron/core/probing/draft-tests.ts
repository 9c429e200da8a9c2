import { type Connection, credentialsIn } from '../../../shared/connections/connection.ts'
import type { LastTest } from '../../../shared/connections/last-test.ts'

type Told = (saved: Connection) => Connection & { validated: LastTest | null }

const MOST = 8

/** What tests of drafts found, until one of them is saved as it was tested. In memory alone, and a few at most. */
export function createDraftTests() {
  const kept: { readonly draft: Connection; readonly told: Told }[] = []
  return {
    keep(draft: Connection, told: Told): void {
      kept.unshift({ draft, told })
      kept.splice(MOST)
    },
    /** Null where something else was tested. */
    take(saved: Connection): Told | null {
      const at = kept.findIndex(({ draft }) => isSame(draft, saved))
      return at < 0 ? null : (kept.splice(at, 1)[0]?.told ?? null)
    },
  }
}

/** The same settings and the same secrets; when they were typed, and under which name, is no matter. */
function isSame(one: Connection, other: Connection): boolean {
  return essence(one) === essence(other) && sameSecrets(one, other)
}

function essence({ system, settings }: Connection): string {
  const { endpoints, own, ...plain } = settings
  const sorted = (record: Readonly<Record<string, unknown>>) => Object.entries(record).sort()
  return JSON.stringify([system, sorted(plain), sorted(endpoints), sorted(own)])
}

function sameSecrets(one: Connection, other: Connection): boolean {
  const [these, those] = [secretsOf(one), secretsOf(other)]
  const names = new Set([...these.keys(), ...those.keys()])
  return [...names].every((name) => {
    const [here, there] = [these.get(name), those.get(name)]
    return here !== undefined && there !== undefined && here.equals(there)
  })
}

function secretsOf(connection: Connection) {
  const { tokens } = connection
  const all = [
    ...credentialsIn(connection).map(([name, { secret }]) => [name as string, secret] as const),
    ['accessToken', tokens?.accessToken] as const,
    ['refreshToken', tokens?.refreshToken] as const,
  ]
  return new Map(all.flatMap(([name, secret]) => (secret == null ? [] : [[name, secret] as const])))
}
