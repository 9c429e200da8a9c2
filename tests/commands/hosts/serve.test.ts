import { expect, it } from 'vitest'
import type { BrowserHostOptions } from '../../../electron/commands/context.ts'
import { raise } from '../../../shared/fault.ts'
import { run } from '../run.ts'

async function asked(words: readonly string[]): Promise<{ code: number; asked: BrowserHostOptions[]; stderr: string }> {
  const all: BrowserHostOptions[] = []
  const browserHost = async (options: BrowserHostOptions): Promise<number> => {
    all.push(options)
    return 7
  }
  const { code, stderr } = await run(words, { browserHost })
  return { code, asked: all, stderr }
}

it.each<[string[], BrowserHostOptions]>([
  [['serve'], { port: 0, open: true }],
  [['serve', '--no-open'], { port: 0, open: false }],
  [['serve', '--port', '4711'], { port: 4711, open: true }],
  [['serve', '--no-open', '--port=0'], { port: 0, open: false }],
])('%j runs the browser host', async (words, options) => {
  expect(await asked(words)).toEqual({ code: 7, asked: [options], stderr: '' })
})

it.each([[[]], [['open']]])('%j says that there is no window, and runs the browser host', async (words) => {
  expect(await asked(words)).toEqual({
    code: 7,
    asked: [{ port: 0, open: true }],
    stderr:
      'The desktop window cannot be had here (Electron’s runtime is missing); the same page opens in your browser.\n',
  })
})

it.each(['', 'x', '-1', '65536', '80.5', '0x50', '127.0.0.1:80'])('refuses the port %j', async (port) => {
  const { code, asked: none, stderr } = await asked(['serve', `--port=${port}`])
  expect([code, none]).toEqual([2, []])
  expect(stderr).toMatch(
    /^everbearer: usage: --port is not followed by a whole number\. Next: Write digits only, from 0 to 65535\.\n$/,
  )
})

it('says when the port is taken', async () => {
  const { code, stderr } = await run(['serve', '--port', '4711'], {
    browserHost: async () => raise('port_taken', { port: 4711 }),
  })
  expect([code, stderr]).toEqual([
    2,
    'everbearer: port_taken: Another program uses this port: 4711. Next: Choose another port, or end that program.\n',
  ])
})
