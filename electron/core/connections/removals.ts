import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { type Connection, knownOf, refusalOf } from '../../../shared/connections/connection.ts'
import { type Fault, fault, faultOf, raise } from '../../../shared/fault.ts'
import type { HttpRequest } from '../../../shared/http.ts'
import type { Secret } from '../../../shared/secret.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { failureFault, replyFault } from '../../../shared/systems/reply-fault.ts'
import type { System } from '../../../shared/systems/system.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { withinTime } from '../concurrency/pause.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { sendAsClient } from '../requests/assertions.ts'
import { isVaultShut } from '../vault/shut-vault.ts'
import { type ConnectionRecord, underWay } from './connection-record.ts'
import type { Connections } from './connections.ts'
import { refuseSameRefreshToken } from './editor.ts'
import { UNDO_MS, type UndoableEdits } from './undoable-edits.ts'

/** A host that ends waits no longer for servers that are told that a session is over. */
const LAST_WORDS_MS = 5_000

export type RemovalContext = Pick<
  KeeperParts,
  'clock' | 'site' | 'sender' | 'oauth' | 'host' | 'connections' | 'journalWriter' | 'open' | 'find' | 'viewAfter'
> & {
  readonly edits: Pick<UndoableEdits, 'takeBack'>
  readonly forgotten: (record: ConnectionRecord) => void
}

type Removed = {
  /** Goes on taking in what comes of a renewal that was under way. */
  readonly record: ConnectionRecord
  /** Somebody has entered its tokens again, and renews them by now. */
  goesOn: boolean
  /** Ends the minute before its time. */
  readonly settle: (how: 'restored' | 'leaving') => void
  readonly ended: Promise<void>
}

/**
 * Removing takes a connection out of the vault at once; for a minute more it can be taken back out of memory. Only then
 * is its session ended at the server (RFC 7009), and whether the server hears of it changes nothing here.
 */
export function createRemovals(context: RemovalContext) {
  const { connections, journalWriter } = context
  const removed = createRemoved(context)
  return {
    calls: {
      'connections.remove': async ({ name }) => {
        const record = await context.find(name)
        context.site.assertOwn(name)
        const connection = await unlessLost(connections.load(record))
        await connections.remove(record).catch((thrown: unknown) => {
          // What came for it in the meantime has still to be saved.
          if (!record.gone) context.viewAfter(record)
          throw thrown
        })
        journalWriter.note({ event: 'removed', connection: name })
        context.forgotten(record)
        const undoUntil = connection === null ? null : removed.keepForUndo(record)
        if (connection !== null && undoUntil === null) await endSession(context, record)
        return { undoUntil, cutOff: connection?.kept !== undefined }
      },
      'connections.restore': async ({ name }) => {
        await context.open()
        const edited = await context.edits.takeBack(name)
        if (edited !== null) return context.viewAfter(edited)
        const record = await removed.broughtBack(name)
        journalWriter.note({ event: 'restored', connection: name })
        return context.viewAfter(record)
      },
    } satisfies Partial<Handlers>,
    saved: removed.saved,
    stop: removed.stop,
  }
}

/** What can still be taken back, in memory. */
function createRemoved(context: RemovalContext) {
  const { clock, connections, host } = context
  /** Oldest first; one name can have been removed twice within the minute, and each time a session of its own. */
  const undoable = new Set<Removed>()

  function keepForUndo(record: ConnectionRecord): string | null {
    // A command ends at once, and with it what it could remember.
    if (!host.lasting) return null
    const { promise, resolve } = Promise.withResolvers<'restored' | 'leaving'>()
    const ended = withinTime(clock, UNDO_MS, promise).then(async (how) => {
      undoable.delete(removed)
      if (how !== 'restored' && !removed.goesOn) await endSession(context, record)
    })
    const removed: Removed = { record, goesOn: false, settle: resolve, ended }
    undoable.add(removed)
    return isoUtc(clock.now() + UNDO_MS)
  }

  /** Not beside a renewal that still spends its refresh token. Where it cannot be, its minute begins anew. */
  async function broughtBack(name: string): Promise<ConnectionRecord> {
    const removed =
      [...undoable].findLast(({ record }) => record.name === name) ?? raise('nothing_to_restore', { name })
    const { record, settle } = removed
    if (connections.all().some((each) => each.name === name)) raise('name_taken', { name })
    undoable.delete(removed)
    settle('restored')
    try {
      await comeToRest(record)
      const connection = record.connection ?? raise('nothing_to_restore', { name })
      await refuseSameRefreshToken(connections, connection.tokens?.refreshToken?.reveal(), null)
      return await connections.add(connection)
    } catch (thrown) {
      keepForUndo(record)
      throw thrown
    }
  }

  return {
    keepForUndo,
    broughtBack,
    /** A person has saved this one: a session that goes on in it is no longer ended. */
    saved({ connection, gone }: ConnectionRecord): void {
      if (connection === null || gone) return
      for (const removed of undoable)
        removed.goesOn ||= removed.record.connection !== null && isSameSession(removed.record.connection, connection)
    },
    /** Ends the sessions whose minute is still running. */
    async stop(): Promise<void> {
      const all = [...undoable]
      for (const { settle } of all) settle('leaving')
      await withinTime(clock, LAST_WORDS_MS, Promise.all(all.map(({ ended }) => ended)))
    },
  }
}

async function endSession(context: RemovalContext, record: ConnectionRecord): Promise<void> {
  const { connections, journalWriter } = context
  await comeToRest(record)
  const { connection } = record
  const system = systemNamed(record.system)
  if (connection === null || system === null || !isOurs(connection)) return
  const note = (trouble: Fault | null): void => {
    const event = trouble === null ? 'revoked' : 'not_revoked'
    journalWriter.note({ event, connection: connection.name, fault: trouble })
  }
  const requests = system.revocation?.(knownOf(connection)) ?? []
  if (requests.length === 0) return
  try {
    if (await goesOnHere(connections, connection)) return
  } catch (thrown) {
    // Perhaps one that cannot be read now needs it.
    return note(faultOf(thrown))
  }
  for (const request of requests) note(await told(context, system, connection, request))
}

/** What is under way to its server ends, and brings what it brings. */
async function comeToRest(record: ConnectionRecord): Promise<void> {
  for (let turn = underWay(record); turn !== null; turn = underWay(record)) await turn.catch(() => undefined)
}

/** Null for what cannot be read any more: that can be removed, with nothing to take back. Raises why the vault is shut for now. */
async function unlessLost(reading: Promise<Connection>): Promise<Connection | null> {
  return reading.catch((thrown: unknown) => {
    if (isVaultShut(faultOf(thrown))) throw thrown
    return null
  })
}

/** Two may have been given one token, as long as that is not one to renew with. Raises why the vault is shut for now. */
async function goesOnHere(connections: Connections, removed: Connection): Promise<boolean> {
  for (const record of connections.all()) {
    const other = record.gone ? null : await unlessLost(connections.load(record))
    if (other !== null && isSameSession(removed, other)) return true
  }
  return false
}

/** What a removed one holds was entered again: under another name, or out of a file that was exported before. */
function isSameSession({ tokens }: Connection, { tokens: others, superseded }: Connection): boolean {
  const refreshTokens = [others?.refreshToken, superseded?.refreshToken]
  const isSame = (one: Secret | null | undefined, other: Secret | null | undefined) =>
    one != null && other != null && one.equals(other)
  return (
    refreshTokens.some((each) => isSame(tokens?.refreshToken, each)) || isSame(tokens?.accessToken, others?.accessToken)
  )
}

/** A session that goes on elsewhere (moved away, or saved on another computer) is not ours to end. */
function isOurs(connection: Connection): boolean {
  return connection.pausedAt === null && refusalOf(connection)?.code !== 'moved_machine'
}

/** Null when the server has taken it; a token that it does not know counts as taken (RFC 7009 section 2.2). */
async function told(context: RemovalContext, system: System, connection: Connection, request: HttpRequest) {
  const send = (signed: HttpRequest) => context.sender.sendFor(connection, signed)
  try {
    const outcome = await sendAsClient({ ...context, send }, system, knownOf(connection), request)
    if (outcome.kind === 'failure') return failureFault(outcome)
    if (outcome.status >= 200 && outcome.status < 300) return null
    return replyFault(outcome) ?? fault('bad_request')
  } catch (thrown) {
    return faultOf(thrown)
  }
}
