import { describe, expect, it } from 'vitest'
import { memoryPorts } from '../kit/memory-ports.ts'

describe('memory ports', () => {
  it('keeps copies in the index, and refuses free text in the journal', async () => {
    const { index, journal } = memoryPorts()
    const value = { order: ['one'] }
    index.write(() => value)
    value.order.push('two')
    expect([index.read(), index.content()]).toEqual([null, { order: ['one', 'two'] }])
    await index.flush()
    value.order.push('three')
    await index.flush()
    expect(index.read()).toEqual({ order: ['one', 'two'] })
    expect([index.writes, index.flushes]).toEqual([1, 1])
    await expect(journal.append({ at: 1, event: 'bug', note: 'free text' } as never)).rejects.toThrow()
    await journal.append({ at: 1, event: 'bug' })
    await journal.append({ at: 2, event: 'added' })
    expect((await journal.read(1)).entries).toEqual([{ at: 2, event: 'added' }])
  })
})
