import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { SYSTEMS } from '../../../shared/systems/registry.ts'

const folder = resolve(import.meta.dirname, '..', '..', '..', 'docs', 'systems')
/** The same in every system; the command line's guide has them. */
const COMMON = ['maxRetries', 'allowHttp', 'expiresAt']

test.each(SYSTEMS.map((system) => [system.id, system] as const))(
  'docs/systems tells of %s all that it asks for',
  (id, system) => {
    const text = readFileSync(join(folder, `${id}.md`), 'utf8')
    const { settings, endpoints, secrets } = system
    const names = [...settings, ...secrets].map(({ name }) => name).filter((name) => !COMMON.includes(name))
    const choices = settings.flatMap((setting) => (setting.kind === 'choice' ? (setting.choices ?? []) : []))
    const paths = endpoints.map((endpoint) => endpoint.default).filter((path) => path !== '')
    expect([...names, ...choices, ...paths].filter((word) => !text.includes(word))).toEqual([])
  },
)
