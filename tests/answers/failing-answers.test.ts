/**
 * Every failing answer, with every status, to every kind of connection: what it comes to, and what a person reads. The
 * whole table is kept in failing-answers.txt, so that a change of it is seen; the rules below hold over all of it.
 *
 *   node scripts/test.mjs unit failing-answers -u      writes it anew
 */
import { describe, expect, it } from 'vitest'
import { judge } from '../../electron/core/renewal-reply.ts'
import { knownOf, readDocument } from '../../shared/domain/connection.ts'
import { failureKindOf } from '../../shared/domain/retry-plan.ts'
import { type Fault, faultOf } from '../../shared/fault.ts'
import { systemNamed } from '../../shared/systems/registry.ts'
import { countdown } from '../../shared/text/countdown.ts'
import { en } from '../../shared/text/en.ts'
import { faultTelling } from '../../shared/text/sentence.ts'
import { startKeeper, tokens } from '../core/started-keeper.ts'
import { memoryPorts } from '../kit/memory-ports.ts'
import { replyWith } from '../shared/samples.ts'
import { BODIES, KINDS, type Kind, STATUSES } from './answers.ts'

type Cell = { readonly status: number; readonly body: string; readonly fault: Fault }
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
  return STATUSES.flatMap((status) =>
    Object.entries(BODIES).flatMap(([body, { json, body: text, headers }]) => {
      const judged = judge(replyWith(status, json ?? text ?? '', headers), known, system, 0)
      return judged.ok ? [] : [{ status, body, fault: judged.fault }]
    }),
  )
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
  ports.http.otherwise(() => ({ status: cell.status, ...BODIES[cell.body] }))
  const trouble = await keeper.handlers['connections.refresh']({ name: 'ward' }).then(() => null, faultOf)
  if (trouble === null) throw new Error(`${name}: ${cell.status} ${cell.body} renewed`)
  // Past the end of every token here.
  await ports.clock.advance(120_000)
  const view = await keeper.handlers['connections.get']({ name: 'ward' })
  const before = ports.http.requests.length
  const { say, next } = faultTelling(en, view.fault ?? trouble, { name: 'ward', system: view.system })
  const life = countdown(en, view, ports.clock.now())
  await ports.clock.advance(20 * 60_000)
  const triedLater = ports.http.requests.length - before
  return { kind: name, code: trouble.code, cell, state: view.state, say, next, life, triedLater }
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
  const statuses = new Map<string, number[]>()
  for (const status of STATUSES) {
    const here = (cells.get(name) ?? []).filter((cell) => cell.status === status)
    const codes = [...new Set(here.map(({ fault }) => fault.code))]
    const lines = codes.map((code) => {
      const bodies = here.filter(({ fault }) => fault.code === code).map(({ body }) => body)
      return `    ${code}: ${codes.length === 1 ? 'whatever it says' : bodies.join(', ')}`
    })
    const key = lines.join('\n')
    statuses.set(key, [...(statuses.get(key) ?? []), status])
  }
  const lines = [...statuses].map(([text, which]) => `  ${which.join(', ')}\n${text}`)
  const read = rows
    .filter(({ kind }) => kind === name)
    .map(({ code, cell, state, say, next, life }) =>
      [`  ${code} (as with ${cell.status}, ${cell.body}): ${state}; ${life}`, `    ${say}`, `    Next: ${next}`].join(
        '\n',
      ),
    )
  return [`# ${name}`, '', ...lines, '', ...read].join('\n')
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
    for (const all of cells.values()) expect(all.length).toBe(STATUSES.length * Object.keys(BODIES).length)
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
    // And what is not tried again needs a person.
    expect(described(({ triedLater, state }) => triedLater === 0 && state !== 'needs-person')).toEqual([])
  })

  it('a no is never tried again, anything else always is', async () => {
    await gather()
    const isNo = (row: Row): boolean => failureKindOf(faultCode(row)) === 'no'
    expect(described((row) => isNo(row) !== (row.triedLater === 0))).toEqual([])
  })
})

function faultCode({ cell }: Row) {
  return cell.fault.code
}
