/**
 * Runs before every test file. What the developer has set for the own workstation must not steer a test:
 * an EVERBEARER_HOME would let it write into real state, a proxy would catch loopback calls.
 *
 * The files of one worker share its environment: what one has set (the bus of its keyring, a home that is deleted by then)
 * is gone for the next, and so is what it has started.
 */
import { afterAll } from 'vitest'
import { endWhatIsLeft } from './still-running.ts'

const proxies = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']
const steers = (name: string) => name.startsWith('EVERBEARER_') || proxies.includes(name.toLowerCase())

const worker = globalThis as { environmentAtFirst?: NodeJS.ProcessEnv }
worker.environmentAtFirst ??= Object.fromEntries(Object.entries(process.env).filter(([name]) => !steers(name)))

for (const name of Object.keys(process.env)) if (!(name in worker.environmentAtFirst)) delete process.env[name]
Object.assign(process.env, worker.environmentAtFirst)

// What others may do with a new file is as on most machines; a test of another mask sets that itself.
if (process.platform !== 'win32') process.umask(0o022)

afterAll(endWhatIsLeft)
