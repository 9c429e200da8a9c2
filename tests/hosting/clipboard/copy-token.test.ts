import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../electron/doors/consent.ts'
import { createCopyToken } from '../../../electron/hosting/clipboard/copy-token.ts'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { handClock } from '../../kit/hand-clock.ts'

describe('a token on the clipboard', () => {
  const bridge: Bridge = { call: async () => ({ token: 'secret' }) as never }
  const clipboard = () => {
    const board = {
      text: '',
      async put(next: string) {
        board.text = next
      },
      readText: async () => board.text,
      clear() {
        board.text = ''
      },
    }
    return board
  }

  test('is gone after a minute, and not before', async () => {
    const [board, clock] = [clipboard(), handClock()]
    expect(await createCopyToken(bridge, board, clock).copy({ name: 'ward' })).toEqual({})
    await clock.advance(59_000)
    expect(board.text).toBe('secret')
    await clock.advance(2_000)
    expect(board.text).toBe('')
  })

  test('leaves alone what was copied since', async () => {
    const [board, clock] = [clipboard(), handClock()]
    await createCopyToken(bridge, board, clock).copy({ name: 'ward' })
    board.text = 'a shopping list'
    await clock.advance(120_000)
    expect(board.text).toBe('a shopping list')
  })

  test('copied twice stays a whole minute from the second time', async () => {
    const [board, clock] = [clipboard(), handClock()]
    const { copy } = createCopyToken(bridge, board, clock)
    await copy({ name: 'ward' })
    await clock.advance(45_000)
    await copy({ name: 'ward' })
    await clock.advance(45_000)
    expect(board.text).toBe('secret')
  })

  test('is gone when the program quits, and what came after it is not', async () => {
    const board = clipboard()
    const token = createCopyToken(bridge, board, handClock())
    await token.copy({ name: 'ward' })
    await token.clear()
    expect(board.text).toBe('')
    board.text = 'secret'
    await token.clear()
    expect(board.text).toBe('secret')
    await token.copy({ name: 'ward' })
    board.text = 'a shopping list'
    await token.clear()
    expect(board.text).toBe('a shopping list')
  })

  test('is gone after a minute also where the next one could not be put there', async () => {
    const [board, clock] = [clipboard(), handClock()]
    const tokens = ['the first', 'the second']
    const changing: Bridge = { call: async () => ({ token: tokens.shift() }) as never }
    const { copy } = createCopyToken(changing, board, clock)
    await copy({ name: 'ward' })
    board.put = () => Promise.reject(new Error('no clipboard'))
    await expect(copy({ name: 'ward' })).rejects.toThrow('no clipboard')
    expect(board.text).toBe('the first')
    await clock.advance(61_000)
    expect(board.text).toBe('')
  })

  test('is an access token’s ID where a handle says which', async () => {
    const calls: unknown[] = []
    const ids: Bridge = {
      call: async (name, input) => {
        calls.push([name, input])
        return { id: 'the ID' } as never
      },
    }
    const board = clipboard()
    expect(await createCopyToken(ids, board, handClock()).copy({ name: 'desk', handle: 'ab12' })).toEqual({})
    expect([board.text, calls]).toEqual(['the ID', [['crafter.id', { name: 'desk', handle: 'ab12' }]]])
  })

  test.each([null, 7, {}, { name: 7 }, { name: '../x' }, { name: 'desk', handle: 7 }])(
    'is not given for %j',
    async (input) => {
      await expect(createCopyToken(bridge, clipboard(), handClock()).copy(input)).rejects.toMatchObject({
        fault: { code: 'bad_shape' },
      })
    },
  )

  test.each<[Answer, object]>([
    [false, { code: 'call_refused', params: { call: 'host.copyToken', why: 'copy' } }],
    ['nobody', { code: 'call_refused', params: { call: 'host.copyToken', why: 'copy', asked: 'nobody' } }],
  ])('is not even asked for where the answer outside of the page is %s', async (answer, fault) => {
    const [board, calls, asked]: [ReturnType<typeof clipboard>, string[], unknown[]] = [clipboard(), [], []]
    const counted: Bridge = { call: async (name) => calls.push(name) as never }
    const { copy } = createCopyToken(counted, board, handClock(), async (what) => {
      asked.push(what)
      return answer
    })
    await expect(copy({ name: 'ward' })).rejects.toMatchObject({ fault })
    await expect(copy({ name: '../x' })).rejects.toMatchObject({ fault: { code: 'bad_shape' } })
    expect([board.text, calls, asked]).toEqual(['', [], [{ name: 'ward' }]])
  })
})
