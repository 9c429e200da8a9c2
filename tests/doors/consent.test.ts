/** Where a page's rights do not suffice, somebody outside of it is asked: once, and a no is the fault that it was. */
import { describe, expect, it } from 'vitest'
import { consenting, type Question } from '../../electron/doors/consent.ts'
import { createTerminalQuestion } from '../../electron/hosting/terminal-question.ts'
import type { Bridge } from '../../shared/api/contract/contract.ts'
import { type Fault, FaultError, fault } from '../../shared/fault.ts'
import { en } from '../../shared/text/en.ts'
import { handClock } from '../kit/hand-clock.ts'

const QUESTION: Question = {
  code: 'origin_changed',
  params: { name: 'ward', bound: 'https://own.example', wanted: 'https://new.example, https://login.example:8443' },
}

/** A keeper that wants a yes, and writes down what it was asked. */
function careful(question: Fault = QUESTION) {
  const calls: object[] = []
  const call = async (_name: string, input: object): Promise<unknown> => {
    calls.push(input)
    if ('allowOrigins' in input || 'confirm' in input) return {}
    throw new FaultError(question)
  }
  return { calls, bridge: { call } as unknown as Bridge }
}

const edit = { name: 'ward', entry: {} }

describe('a call that needs a yes', () => {
  it('is made again with what was allowed, and no more', async () => {
    const { calls, bridge } = careful()
    const asked: Question[] = []
    const door = consenting(bridge, async (question) => asked.push(question) > 0)
    await door.call('connections.edit', edit)
    expect(asked).toEqual([QUESTION])
    expect(calls).toEqual([edit, { ...edit, allowOrigins: ['https://new.example', 'https://login.example:8443'] }])
  })

  it.each(['confirm_memory', 'confirm_file', 'confirm_leave'] as const)(
    'is for that many connections: %s',
    async (code) => {
      const { calls, bridge } = careful(fault(code, { count: 2 }))
      const door = consenting(bridge, async (question) => question.code === code && question.params['count'] === 2)
      await door.call('vault.move', { to: 'memory' })
      expect(calls).toEqual([{ to: 'memory' }, { to: 'memory', confirm: 2 }])
      // To another question that is no answer.
      await expect(door.call('connections.edit', edit)).rejects.toMatchObject({ fault: { code } })
      expect(calls).toHaveLength(3)
    },
  )

  it('is for that one access token, which nothing brings back', async () => {
    const params = { name: 'desk', handle: '1f0c5a7be902', application: 'shop' }
    const { calls, bridge } = careful(fault('confirm_deletion', params))
    const door = consenting(bridge, async (question) => question.params['application'] === 'shop')
    await door.call('crafter.delete', { name: 'desk', handle: '1f0c5a7be902' })
    expect(calls[1]).toEqual({ name: 'desk', handle: '1f0c5a7be902', confirm: 1 })
  })

  it('is for that one workstation', async () => {
    const { calls, bridge } = careful(fault('confirm_revoke', { name: 'ward-2' }))
    const door = consenting(bridge, async (question) => question.params['name'] === 'ward-2')
    await door.call('fleet.revoke', { name: 'ward-2' })
    expect(calls[1]).toEqual({ name: 'ward-2', confirm: 1 })
  })

  it('is refused as it was without one', async () => {
    const { calls, bridge } = careful()
    const door = consenting(bridge, async () => false)
    await expect(door.call('connections.edit', edit)).rejects.toMatchObject({ fault: QUESTION })
    expect(calls).toEqual([edit])
  })

  it('is refused with a word of it where nobody can be asked', async () => {
    const { bridge } = careful()
    const door = consenting(bridge, async () => 'nobody')
    const params = { ...QUESTION.params, asked: 'nobody' }
    await expect(door.call('connections.edit', edit)).rejects.toMatchObject({ fault: { ...QUESTION, params } })
  })

  it('is not asked about where the call takes no yes, as a test of a draft', async () => {
    const { calls, bridge } = careful()
    const door = consenting(bridge, () => Promise.reject(new Error('was asked')))
    await expect(door.call('connections.testDraft', { entry: {}, name: 'ward' })).rejects.toMatchObject({
      fault: QUESTION,
    })
    expect(calls).toHaveLength(1)
  })

  it('is not asked about for any other trouble', async () => {
    const trouble = fault('vault_locked')
    const door = consenting(careful(trouble).bridge, () => Promise.reject(new Error('was asked')))
    await expect(door.call('connections.edit', edit)).rejects.toMatchObject({ fault: trouble })
  })

  it('cannot bury anybody in questions', async () => {
    let asked = 0
    const answer = Promise.withResolvers<boolean>()
    const door = consenting(careful().bridge, () => {
      asked++
      return answer.promise
    })
    const calls = Array.from({ length: 20 }, () =>
      door.call('connections.edit', edit).then(
        () => 'done',
        () => 'refused',
      ),
    )
    await new Promise((later) => setImmediate(later))
    answer.resolve(true)
    expect((await Promise.all(calls)).filter((each) => each === 'done')).toHaveLength(1)
    expect(asked).toBe(1)
  })
})

describe('the terminal that runs the page', () => {
  function started(canAsk = true) {
    const said: string[] = []
    const clock = handClock()
    const question = createTerminalQuestion({ canAsk, err: (text) => said.push(text) }, en, clock)
    return { said, clock, question }
  }

  it.each([
    ['yes', true],
    ['YES', true],
    ['', false],
    ['y', false],
    ['no', false],
  ])('%j is %s', async (line, allowed) => {
    const { said, question } = started()
    const asked = question.ask(QUESTION)
    expect(said.join('')).toContain('https://new.example, https://login.example:8443')
    expect(said.join('')).toContain('https://own.example')
    expect(question.answered(line)).toBe(true)
    expect(await asked).toBe(allowed)
    expect(question.answered('yes')).toBe(false)
  })

  it.each([
    ['confirm_memory', 'in memory alone'],
    ['confirm_file', 'opens only with the passphrase'],
    ['confirm_leave', 'out of the shared vault'],
  ] as const)('%s: says what a move would mean, and for how many', async (code, words) => {
    const { said, question } = started()
    const asked = question.ask({ code, params: { count: 3 } })
    question.answered('yes')
    expect(await asked).toBe(true)
    expect(said.join('')).toContain(words)
    expect(said.join('')).toContain('(3)')
  })

  it('says which access token would be gone for good, and at whose server', async () => {
    const { said, question } = started()
    const asked = question.ask({ code: 'confirm_deletion', params: { name: 'desk', application: 'shop' } })
    question.answered('yes')
    expect(await asked).toBe(true)
    expect(said.join('')).toContain(
      'the access token of shop at the server of desk: whatever uses it is cut off for good',
    )
  })

  it('says whose token a page wants on the clipboard', async () => {
    const { said, question } = started()
    const asked = question.ask({ code: 'copy_token', params: { name: 'desk' } })
    question.answered('yes')
    expect(await asked).toBe(true)
    expect(said.join('')).toContain('the token of desk on this computer’s clipboard for a minute')
  })

  it('asks one thing at a time, so that no yes is taken for another question', async () => {
    const { said, question } = started()
    const first = question.ask({ code: 'copy_token', params: { name: 'desk' } })
    expect(await question.ask(QUESTION)).toBe(false)
    expect(said).toHaveLength(1)
    question.answered('yes')
    expect(await first).toBe(true)
  })

  it('takes silence for a no', async () => {
    const { clock, question } = started()
    const asked = question.ask(QUESTION)
    await clock.advance(120_000)
    expect(await asked).toBe(false)
  })

  it('asks nobody where nobody sits', async () => {
    const { said, question } = started(false)
    expect(await question.ask(QUESTION)).toBe('nobody')
    expect(said).toEqual([])
  })
})
