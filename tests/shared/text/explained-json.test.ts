/** Programs that read JSON are told a fault in words too, whichever it is and wherever it stands. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type FaultCode, fault } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import { en } from '../../../shared/text/en.ts'
import { explainedJson } from '../../../shared/text/explained-json.ts'
import { faultMessage } from '../../../shared/text/sentence.ts'

const CODES = Object.keys(FAULT_KIND) as FaultCode[]
const told = (value: unknown): unknown => JSON.parse(explainedJson(en, value))

describe('a fault in JSON', () => {
  it.each(CODES)('%s has its sentence and its next step beside code and params', (code) => {
    const trouble = fault(code, { status: 418 })
    const { say, next } = faultMessage(en, trouble, { name: 'ward', system: 'draw' })
    expect(say).not.toBe('')
    expect(next).not.toBe('')
    const written = { ...trouble, message: say, next }
    const view = { name: 'ward', system: 'draw', fault: trouble, lastRefresh: { fault: trouble, outcome: 'failed' } }
    expect(told([view])).toEqual([{ ...view, fault: written, lastRefresh: { fault: written, outcome: 'failed' } }])
    // A step of a test has a name of its own, which is no connection's.
    const plain = faultMessage(en, trouble)
    const step = { name: 'health', fault: trouble }
    const whole = { ok: false, fault: trouble, steps: [step] }
    const bare = { ...trouble, message: plain.say, next: plain.next }
    expect(told(whole)).toEqual({ ...whole, fault: bare, steps: [{ ...step, fault: bare }] })
  })

  it('is told with the name of whatever it is about', () => {
    const mistake = { level: 'warning', field: 'settings.baseUrl', code: 'surrounding_space', params: {} }
    const plan = { source: 'env', entries: [{ name: 'ward', system: 'draw', mistakes: [mistake] }], leftOut: [] }
    const written = (told(plan) as typeof plan).entries[0]?.mistakes[0]
    const around = { name: 'ward', system: 'draw', field: mistake.field, path: mistake.field }
    const { say, next } = faultMessage(en, fault('surrounding_space'), around)
    expect(written).toEqual({ ...mistake, message: say, next })
    const finding = { probe: 'address', connection: 'ward', level: 'bad', fault: fault('wrong_address'), facts: {} }
    expect(explainedJson(en, { findings: [finding] })).toContain('everbearer show ward')
  })

  it('leaves alone what only looks like one', () => {
    const values = [{ code: 'no-such-code', params: {} }, { code: 'offline' }, { code: 7, params: {} }, null, 'offline']
    expect(told(values)).toEqual(values)
  })
})

/** What is printed or sent as JSON without a fault in it. */
const WITHOUT_FAULTS: readonly string[] = [
  // A token; its warning goes to standard error.
  'commands/tokens/token-text.ts',
  // Settings and examples within a text for people.
  'commands/credentials/aws.ts',
  'commands/credentials/docker.ts',
  'commands/credentials/exec-credential.ts',
  'commands/output/connection-page.ts',
  'commands/settings/notify.ts',
  'commands/systems/system-page.ts',
  // One line of the journal, which has its sentence already.
  'commands/support/journal.ts',
  // A greeting.
  'doors/socket/socket.ts',
]

it('all other JSON that is printed or sent goes that way', () => {
  const folder = resolve(import.meta.dirname, '..', '..', '..', 'electron')
  const files = ['commands', 'doors'].flatMap((group) =>
    readdirSync(join(folder, group), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${group}/${file}`),
  )
  const writing = files.filter((file) => readFileSync(join(folder, file), 'utf8').includes('JSON.stringify('))
  expect(writing.sort()).toEqual([...WITHOUT_FAULTS].sort())
})
