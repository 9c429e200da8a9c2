/** A vault that already holds any number of DRAW connections, as a start of the keeper finds it: adding them one by one takes too long. */
import { writeManifest } from '../../electron/core/connections/manifest.ts'
import type { Clock } from '../../electron/core/ports.ts'
import { bindingOf } from '../../shared/connections/binding.ts'
import { type Connection, writeDocument } from '../../shared/connections/connection.ts'
import { Secret } from '../../shared/secret.ts'
import { draw } from '../../shared/systems/draw/draw.ts'
import { tokenSetFromPasted } from '../../shared/tokens/token.ts'
import { connection, settingsOf } from '../shared/samples.ts'
import { type FaultyVault, faultyVault } from './faulty-vault.ts'

export type Filling = {
  readonly count: number
  readonly clock: Clock
  readonly machine: string
  readonly lifeMs: (number: number) => number
  /** One server for all of them unless told. */
  readonly baseUrl?: (number: number) => string
}

export async function filledVault(filling: Filling): Promise<FaultyVault> {
  const vault = faultyVault('keychain')
  const numbers = Array.from({ length: filling.count }, (_, number) => number)
  const entries = numbers.map((number) => ({
    id: idOf(number),
    name: nameOf(number),
    system: 'draw',
    step: 'kept' as const,
  }))
  await writeManifest(vault, { connections: entries, network: null })
  for (const number of numbers) await vault.write(idOf(number), writeDocument(connectionOf(number, filling)))
  return vault
}

export const nameOf = (number: number): string => `c-${number}`
const idOf = (number: number): string => `id-${number}`

function connectionOf(number: number, { clock, machine, lifeMs, baseUrl }: Filling): Connection {
  const now = clock.now()
  const settings = settingsOf({ baseUrl: baseUrl?.(number) ?? 'https://draw.example/' })
  return connection({
    id: idOf(number),
    name: nameOf(number),
    machine,
    createdAt: now,
    settings,
    tokens: tokenSetFromPasted(
      {
        accessToken: new Secret(`access-of-${number}-0`),
        refreshToken: new Secret(`refresh-of-${number}-0`),
        typedExpiresAt: now + lifeMs(number),
      },
      now,
      0,
    ),
    bound: bindingOf(draw, { settings, learned: {} }),
  })
}
