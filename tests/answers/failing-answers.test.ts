/**
 * Every failing answer, with every status, to every kind of connection: what it comes to, and what a person reads. The
 * whole table is kept in failing-answers.txt, so that a change of it is seen; the rules below hold over all of it.
 *
 *   node scripts/test.mjs unit failing-answers -u      writes it anew
 */
import { describe, expect, it } from 'vitest'
import type { Keeper } from '../../electron/core/keeper.ts'
import { judge } from '../../electron/core/renewal/renewal-reply.ts'
import { knownOf, readDocument } from '../../shared/connections/connection.ts'
import { type Fault, faultOf } from '../../shared/fault.ts'
import type { HttpOutcome, HttpTrouble } from '../../shared/http.ts'
import { systemNamed } from '../../shared/systems/registry.ts'
import type { Known, System } from '../../shared/systems/system.ts'
import { countdown } from '../../shared/text/countdown.ts'
import { en } from '../../shared/text/en.ts'
import { faultMessage } from '../../shared/text/sentence.ts'
import { failureKindOf } from '../../shared/tokens/retry-plan.ts'
import { startKeeper, tokens } from '../core/started-keeper.ts'
import { memoryPorts } from '../kit/memory-ports.ts'
import { replyWith } from '../shared/samples.ts'
import { BODIES, KINDS, type Kind, NO_REPLY, STATUSES } from './answers.ts'

/** Without a status: no reply came, and `body` is why. */
type Cell = { readonly status: number | null; readonly body: string; readonly fault: Fault }
type Read = { readonly state: string; readonly say: string; readonly next: string; readonly life: string }
type Row = Read & { readonly kind: string; readonly code: string; readonly cell: Cell; readonly triedLater: number }

/** What one kind of connection makes of each answer, without a keeper around it. */
async function cellsOf(kind: Kind): Promise<Cell[]> {
  const { keeper, ports } = await startKeeper()
  const { view } = await keeper.handlers['connections.add']({ entry: kind.entry(ports) })
  const stored = ports.vault.contents.get(view.id) ?? ''
  const system = systemNamed(view.system)
  if (system === null) throw new Error(view.system)
  const reading = readDocument(stored)
  if (!reading.ok) throw new Error(reading.fault.code)
  const known = { ...knownOf(reading.connection), hasRenewed: kind.renewedBefore === true }
  const judged = kind.tested === true ? faultOfTest : faultOfRenewal
  return CELLS.flatMap(({ status, body }) => {
    const trouble = judged(outcomeOf(status, body), known, system)
    return trouble === null ? [] : [{ status, body, fault: trouble }]
  })
}

const CELLS: readonly Omit<Cell, 'fault'>[] = [
  ...STATUSES.flatMap((status) => Object.keys(BODIES).map((body) => ({ status, body }))),
  ...Object.keys(NO_REPLY).map((body) => ({ status: null, body })),
]

function outcomeOf(status: number | null, body: string): HttpOutcome {
  if (status === null) {
    const trouble = body as HttpTrouble
    return { kind: 'failure', trouble, sent: NO_REPLY[trouble], sentAt: 0, receivedAt: 0, detail: '' }
  }
  const { json, body: text, headers } = BODIES[body] ?? {}
  return replyWith(status, json ?? text ?? '', headers)
}

/** Where there is more than one way to ask, all of them are answered alike. */
function faultOfRenewal(outcome: HttpOutcome, known: Known, system: System): Fault | null {
  const judged = judge(outcome, known, system, 0)
  if (judged.ok) return null
  if (judged.tryWith === undefined) return judged.fault
  return faultOfRenewal(outcome, { ...known, learned: { ...known.learned, ...judged.tryWith } }, system)
}

function faultOfTest(outcome: HttpOutcome, known: Known, system: System): Fault | null {
  return system.judge(new Map(system.probes(known).map(({ name }) => [name, outcome])), known).fault
}

/** The first of each outcome once more in a keeper, as a person meets it, and whether anything is tried in the next minutes. */
async function readOf(name: string, kind: Kind, cell: Cell): Promise<Row> {
  const ports = memoryPorts()
  const started = await startKeeper(ports)
  const { keeper } = started
  if (kind.renewedBefore === true) ports.http.answer(tokens(1, 60))
  await keeper.handlers['connections.add']({ entry: kind.entry(ports) })
  if (kind.renewedBefore === true) {
    await keeper.handlers['connections.refresh']({ name: 'ward' })
    await ports.clock.advance(3_000)
  }
  const { status, body } = cell
  ports.http.otherwise(() =>
    status === null
      ? { trouble: body as HttpTrouble, sent: NO_REPLY[body as HttpTrouble] }
      : { status, ...BODIES[body] },
  )
  const trouble = await troubleIn(keeper, kind)
  if (trouble === null) throw new Error(`${name}: ${status} ${body} did no harm`)
  // Past the end of every token here.
  await ports.clock.advance(120_000)
  const view = await keeper.handlers['connections.get']({ name: 'ward' })
  const before = ports.http.requests.length
  const { say, next } = faultMessage(en, view.fault ?? trouble, { name: 'ward', system: view.system })
  const life = countdown(en, view, ports.clock.now())
  await ports.clock.advance(20 * 60_000)
  const triedLater = ports.http.requests.length - before
  return { kind: name, code: trouble.code, cell, state: view.state, say, next, life, triedLater }
}

async function troubleIn({ handlers }: Keeper, kind: Kind): Promise<Fault | null> {
  if (kind.tested === true) return (await handlers['connections.test']({ name: 'ward' })).fault
  return handlers['connections.refresh']({ name: 'ward' }).then(() => null, faultOf)
}

const cells = new Map<string, Cell[]>()
const rows: Row[] = []

/** Made once, in whichever test comes first: keepers end with the test that began them. */
async function gather(): Promise<void> {
  if (rows.length > 0) return
  for (const [name, kind] of Object.entries(KINDS)) {
    const all = await cellsOf(kind)
    cells.set(name, all)
    const firsts = all.filter((cell, at) => all.findIndex(({ fault }) => fault.code === cell.fault.code) === at)
    for (const cell of firsts) rows.push(await readOf(name, kind, cell))
  }
}

function tableOf(name: string): string {
  const statuses = new Map<string, string[]>()
  for (const status of [...STATUSES, null]) {
    const here = (cells.get(name) ?? []).filter((cell) => cell.status === status)
    const codes = [...new Set(here.map(({ fault }) => fault.code))]
    const all = status === null ? NO_REPLY : BODIES
    const lines = codes.map((code) => {
      const bodies = here.filter(({ fault }) => fault.code === code).map(({ body }) => body)
      return `    ${code}: ${bodies.length === Object.keys(all).length ? 'whatever it says' : bodies.join(', ')}`
    })
    const key = lines.join('\n')
    statuses.set(key, [...(statuses.get(key) ?? []), saidOf(status)])
  }
  const lines = [...statuses].map(([text, which]) => `  ${which.join(', ')}\n${text}`)
  const read = rows
    .filter(({ kind }) => kind === name)
    .map(({ code, cell, state, say, next, life }) =>
      [
        `  ${code} (as with ${saidOf(cell.status)}, ${cell.body}): ${state}; ${life}`,
        `    ${say}`,
        `    Next: ${next}`,
      ].join('\n'),
    )
  return [`# ${name}`, '', ...lines, '', ...read].join('\n')
}

function saidOf(status: number | null): string {
  return status === null ? 'no reply' : String(status)
}

it('comes to what the table says', async () => {
  await gather()
  const table = `${Object.keys(KINDS).map(tableOf).join('\n\n')}\n`
  await expect(table).toMatchFileSnapshot('failing-answers.txt')
})

describe('over all of it', () => {
  const described = (wanted: (row: Row) => boolean): string[] =>
    rows.filter(wanted).map(({ kind, code, say, next, life }) => `${kind}: ${code}: ${life}: ${say} ${next}`)

  it('every answer is read, and every fault has a sentence and a next step', async () => {
    await gather()
    expect(rows.length).toBeGreaterThan(60)
    for (const all of cells.values()) expect(all.length).toBe(CELLS.length)
    expect(described(({ say, next }) => say.length < 10 || next.length < 10)).toEqual([])
    expect(described(({ say, next }) => /[{}[\]?]|NAME/.test(say + next.replaceAll('NAME', '')))).toEqual([])
  })

  it('what ends a session offers the sign-in to whoever signed in, and to nobody else', async () => {
    await gather()
    const aboutClient = ['invalid_client', 'client_secret_missing']
    const ended = (row: Row): boolean => failureKindOf(faultCode(row)) === 'no' && !aboutClient.includes(row.code)
    const signedIn = (row: Row): boolean => KINDS[row.kind]?.signsIn === true
    const offers = (row: Row): boolean => row.next.includes('everbearer sign-in ward')
    expect(rows.filter((row) => ended(row) && signedIn(row)).length).toBeGreaterThan(1)
    expect(described((row) => ended(row) && signedIn(row) && !offers(row))).toEqual([])
    expect(described((row) => !signedIn(row) && offers(row))).toEqual([])
  })

  it('nobody is sent for a pair of tokens who renews with something else', async () => {
    await gather()
    const withPair = ['DRAW', 'OAuth 2.0, a pasted refresh token']
    expect(described(({ kind, next }) => /new pair/.test(next) && !withPair.includes(kind))).toEqual([])
    expect(
      rows.some(({ kind, code, next }) => code === 'refused' && kind === 'OSAIS' && /Compare its secret/.test(next)),
    ).toBe(true)
  })

  it('a next try is spoken of only where there is one', async () => {
    await gather()
    const promised = ({ life, next }: Row): boolean => /tries again|renews/.test(life) || /is tried again/.test(next)
    expect(described((row) => promised(row) && row.triedLater === 0)).toEqual([])
    expect(rows.some((row) => row.triedLater === 0)).toBe(true)
    // And what is not tried again needs a person, unless it never is.
    const renews = ({ kind }: Row): boolean => KINDS[kind]?.tested !== true
    expect(described((row) => renews(row) && row.triedLater === 0 && row.state !== 'needs-person')).toEqual([])
    expect(described((row) => !renews(row) && row.triedLater > 0)).toEqual([])
  })

  it('a no is never tried again, anything else always is', async () => {
    await gather()
    const isNo = (row: Row): boolean => KINDS[row.kind]?.tested === true || failureKindOf(faultCode(row)) === 'no'
    expect(described((row) => isNo(row) !== (row.triedLater === 0))).toEqual([])
  })
})

function faultCode({ cell }: Row) {
  return cell.fault.code
}
