import type { Fault } from '../../../shared/fault.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import { MANIFEST_KEY } from '../connections/manifest.ts'
import type { Overview } from '../connections/overview.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Refresher } from '../renewal/refresher.ts'
import { createCutByOthers } from './cut-by-others.ts'
import type { Fleet } from './fleet.ts'
import type { Relisted } from './relisting.ts'

export type FollowingContext = Pick<
  KeeperParts,
  'clock' | 'connections' | 'changed' | 'tell' | 'tellVault' | 'journalWriter'
> & {
  readonly overview: Pick<Overview, 'save'>
}

/** Takes over what other workstations do in a vault that is shared, as soon as it is heard of; without one it does nothing. */
export type Following = {
  /** The vault may be another one than before. */
  look(): void
  /** It is another one, with a list of its own. */
  moved(): Promise<void>
  /** A newer set of another workstation is here. */
  followed(record: ConnectionRecord): void
  /** What others have done to the list. */
  relisted(what: Relisted): void
  stop(): void
}

export function createFollowing(
  { clock, connections, overview, changed, tell, tellVault, journalWriter }: FollowingContext,
  refresher: Pick<Refresher, 'replan' | 'replanAll'>,
): Following {
  const cut = createCutByOthers(clock, connections)
  // The page tells of its trouble before everything else, as long as it lasts.
  const vaultChanged = (): void => void tellVault().catch(() => undefined)
  let followed: Fleet | undefined
  let leave = (): void => undefined

  async function takeOver(id: string): Promise<void> {
    const record = connections.withId(id)
    if (record === undefined || record.gone || record.connection === null) return
    await connections.follow(record, 'heard')
    refresher.replan(record)
    changed(record)
  }

  async function relist(): Promise<void> {
    await connections.relist()
    cut.look()
  }

  // What fails is read again when it is renewed or changed, or told of again.
  function heard(key: string): void {
    void (key === MANIFEST_KEY ? relist() : takeOver(key)).catch(() => undefined)
  }

  function noteTrouble(trouble: Fault): void {
    journalWriter.note({ event: 'shared_trouble', fault: trouble })
    vaultChanged()
  }

  function look(): void {
    const { fleet } = connections.vault()
    if (fleet === followed) return
    leave()
    followed = fleet
    const cancels =
      fleet === undefined ? [] : [fleet.subscribe(heard), fleet.troubled(noteTrouble), fleet.reached(vaultChanged)]
    leave = () => {
      for (const cancelOne of cancels) cancelOne()
    }
    cut.look()
  }

  return {
    look,
    followed({ name, connection }) {
      const generation = connection?.tokens?.generation ?? 0
      journalWriter.note({ event: 'set_taken_over', connection: name, params: { generation } })
    },
    relisted({ added, gone, renamed }) {
      for (const record of gone) {
        refresher.replan(record)
        tell({ notice: 'connection.removed', id: record.id, name: record.name })
      }
      for (const record of [...added, ...renamed]) changed(record)
      if (gone.length > 0) overview.save()
      if (added.length > 0) refresher.replanAll()
    },
    async moved() {
      await relist()
      look()
      for (const record of connections.all()) changed(record)
      refresher.replanAll()
    },
    stop() {
      leave()
      cut.stop()
      followed = undefined
    },
  }
}
