import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** Debian's own, which has the modules of python3-dbus and python3-gi. */
const PYTHON = '/usr/bin/python3'

type Answer = { readonly value?: unknown; readonly error?: string }

/** One of services.py, which answers a line with a line. Ends with its test. */
export async function startService(name: 'watcher' | 'login1', env: NodeJS.ProcessEnv) {
  const child = spawn(PYTHON, [join(import.meta.dirname, 'services.py'), name], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await gone
  })
  const waiting: ((answer: Answer) => void)[] = []
  createInterface(child.stdout).on('line', (line) => waiting.shift()?.(JSON.parse(line) as Answer))
  void gone.then(() => {
    for (const tell of waiting.splice(0)) tell({ error: `${name} ended` })
  })
  const answer = async (): Promise<unknown> => {
    const { value, error } = await new Promise<Answer>((done) => void waiting.push(done))
    if (error !== undefined) throw new Error(`${name}: ${error}`)
    return value
  }
  await answer()
  return {
    ask(words: string): Promise<unknown> {
      const answered = answer()
      child.stdin.write(`${words}\n`)
      return answered
    },
  }
}
