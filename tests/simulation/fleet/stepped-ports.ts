/** Store and disk of a simulated workstation: each call is a step, before and after which the world may strike. */
import type { SharedStore } from '../../../electron/core/fleet/shared-store.ts'
import type { Ports, VaultBackend } from '../../../electron/core/ports.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import type { Fate } from '../../kit/fleet/memory-store.ts'
import { between } from '../weather.ts'
import type { SimBackups } from './backups.ts'
import type { Machine, Process } from './machine.ts'
import type { StrictServer } from './strict-server.ts'

/** What a call to the store meets. */
export function fateOf(random: Ports['random'], isTroubled: boolean): Fate {
  const draw = isTroubled ? random.fraction() : 1
  const [beforeMs, afterMs] = [between(random, 1, 20), between(random, 1, 20)]
  if (draw < 0.01) return { beforeMs, afterMs, answers: false }
  if (draw < 0.015) return { beforeMs, afterMs, arrives: false }
  if (draw < 0.025) return { beforeMs, afterMs, twice: true }
  if (draw < 0.04) return { beforeMs: between(random, 100, 4_000), afterMs }
  if (draw < 0.05) return { beforeMs, afterMs: between(random, 100, 4_000) }
  return { beforeMs, afterMs }
}

export function steppedStore(store: SharedStore, { step }: Process): SharedStore {
  return {
    read: (key) => step(() => store.read(key)),
    list: (prefix) => step(() => store.list(prefix)),
    write: (changes) => step(() => store.write(changes)),
    lease: (ttlMs) => step(() => store.lease(ttlMs)),
    watch: store.watch,
  }
}

/** The server hears what lies on a disk: that set counts as one whose reply has arrived. */
export function steppedDisk(
  { disk, name }: Machine,
  { step }: Process,
  server: StrictServer,
  backups: SimBackups,
): VaultBackend {
  return {
    kind: disk.kind,
    read: (key) => step(() => disk.read(key)),
    write: (key, value) =>
      step(async () => {
        await disk.write(key, value)
        const generation = refreshTokenIn(value)
        server.saved(generation)
        backups.wrote(name, key, value, generation)
      }),
    remove: (key) => step(() => disk.remove(key)),
    condition: () => disk.condition(),
    unlock: () => disk.unlock(),
    close: () => disk.close(),
  }
}

/** Which it is, of a copy of the document. */
function refreshTokenIn(copy: string): number {
  const { value: text = '' } = jsonIn(copy) as { value?: string }
  const { tokens } = (jsonIn(text) ?? {}) as { tokens?: { refreshToken?: string } }
  return Number(/refresh-(\d+)/.exec(tokens?.refreshToken ?? '')?.[1] ?? 0)
}
