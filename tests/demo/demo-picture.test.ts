import { describe, expect, it } from 'vitest'
import { withoutSequences } from '../../electron/adapters/node/terminal/terminal-filter.ts'
import { lifeBar } from '../../electron/commands/output/life-bar.ts'
import { demoPicture } from '../../electron/demo/demo-picture.ts'
import { beginStory, storyAfter, storyAt } from '../../electron/demo/demo-story.ts'
import { en } from '../../shared/text/en.ts'
import { memoryTerminal, NOW } from '../commands/memory-terminal.ts'
import { viewWith } from '../kit/view.ts'

const iso = (ms: number) => new Date(NOW + ms).toISOString()
const view = viewWith({
  name: 'demo',
  generation: 4,
  issuedAt: iso(-5_000),
  expiresAt: iso(15_000),
  refreshAt: iso(5_000),
})
const facts = {
  serverUrl: 'http://127.0.0.1:40001/',
  lifeMs: 20_000,
  command: 'EVERBEARER_HOME=/tmp/everbearer-demo-abcdef everbearer token demo',
}

function story() {
  const begun = beginStory(view, NOW)
  const entries = ['added', 'renewed', 'renewed', 'renewed'] as const
  return entries.reduce(
    (told, event) =>
      storyAfter(told, {
        notice: 'journal.added',
        entry: { at: NOW, event, connection: 'demo', params: { tookMs: 4 } },
      }),
    begun,
  )
}

describe('the live view', () => {
  it('fits 80 columns, with or without colours', () => {
    for (const colours of [false, true]) {
      const lines = demoPicture(en, story(), facts, memoryTerminal({ columns: 80, colours }))
      const shown = lines.map(withoutSequences)
      expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(80)
      expect(shown.join('\n')).toContain('demo  ● valid 15\u00a0s, renews in 5\u00a0s')
      expect(shown.join('\n')).toContain('Renewals     3, token 4')
      expect(shown.join('\n')).toContain(facts.command)
      expect(shown.join('\n')).toContain('09:00:00  Renewed in 4\u00a0ms.')
    }
  })

  it('has always as many lines, so that nothing jumps', () => {
    const surface = memoryTerminal({ columns: 80 })
    const without = beginStory(viewWith({ name: 'demo', state: 'unknown' }), NOW)
    expect(demoPicture(en, without, facts, surface)).toHaveLength(demoPicture(en, story(), facts, surface).length)
  })

  it('breaks no line on a narrow terminal', () => {
    const lines = demoPicture(en, story(), facts, memoryTerminal({ columns: 40, colours: true }))
    expect(Math.max(...lines.map((line) => withoutSequences(line).length))).toBeLessThanOrEqual(40)
  })
})

describe('the story', () => {
  it('counts the time without a valid token, and none besides', () => {
    const begun = beginStory(view, NOW)
    const later = storyAt(begun, NOW + 14_000)
    expect(later.gapMs).toBe(0)
    const after = storyAt(later, NOW + 18_000)
    expect(after.gapMs).toBe(3_000)
    expect(storyAt(after, NOW + 19_000).gapMs).toBe(4_000)
    const renewed = storyAfter(after, { notice: 'connection.changed', view: { ...view, expiresAt: iso(40_000) } })
    expect(storyAt(renewed, NOW + 30_000).gapMs).toBe(3_000)
  })
})

describe('the life bar', () => {
  const plain = (text: string) => text
  it.each([
    [0, 10, 20, '├●────◆────┤'],
    [6, 10, 20, '├━━━●─◆────┤'],
    [12, 10, 20, '├━━━━━━●───┤'],
    [19.9, null, 20, '├━━━━━━━━━●┤'],
    [99, 10, 20, '├━━━━━━━━━●┤'],
    [-5, 10, 20, '├●────◆────┤'],
  ])('now %d, renewal %s, end %i', (now, renewsAt, expiresAt, bar) => {
    expect(lifeBar({ issuedAt: 0, now, renewsAt, expiresAt }, 12, plain)).toBe(bar)
  })
})
