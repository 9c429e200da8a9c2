import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { type Connection, knownOf, refusalOf } from '../../../shared/connections/connection.ts'
import { type Fault, fault, faultOf, raise } from '../../../shared/fault.ts'
import type { HttpRequest } from '../../../shared/http.ts'
import type { Secret } from '../../../shared/secret.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { failureFault, replyFault } from '../../../shared/systems/reply-fault.ts'
import type { System } from '../../../shared/systems/system.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { failureKindOf, pauseBeforeRetry, retryAfterOf } from '../../../shared/tokens/retry-plan.ts'
import { withinTime } from '../concurrency/pause.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { sendAsClient } from '../requests/assertions.ts'
import { isVaultShut } from '../vault/shut-vault.ts'
import { type ConnectionRecord, workInFlight } from './connection-record.ts'
import type { Connections } from './connections.ts'
import { refuseSameRefreshToken } from './editor.ts'
import { UNDO_MS, type UndoableEdits } from './undoable-edits.ts'

/** A host that ends waits no longer for servers that are told that a session is over. */
const LAST_WORDS_MS = 5_000

/** A server that has no time is asked again (RFC 7009 section 2.2.1), for so long and with ever longer pauses. */
const PATIENCE_MS = 3_600_000
/** Of a command, which somebody waits for. */
const COMMAND_PATIENCE_MS = 3_000
const PAUSE_MS = { first: 2_000, longest: 300_000 }

export type RemovalContext = Pick<
  KeeperParts,
  | 'clock'
  | 'random'
  | 'site'
  | 'sender'
  | 'oauth'
  | 'host'
  | 'connections'
  | 'journalWriter'
  | 'open'
  | 'find'
  | 'viewAfter'
> & {
  readonly edits: Pick<UndoableEdits, 'takeBack'>
  readonly forgotten: (record: ConnectionRecord) => void
}

type Removed = {
  /** Goes on taking in what comes of a renewal that was under way. */
  readonly record: ConnectionRecord
  /** Somebody has entered its tokens again, and renews them by now. */
  goesOn: boolean
  /** Its minute is over. */
  ending: boolean
  /** Ends the minute, or a pause that its server wants, before its time. */
  readonly settle: (how: 'restored' | 'leaving') => void
  readonly ended: Promise<unknown>
}

/** How long a server is asked that has no time, and what ends that: a host that ends itself, somebody who goes on with the session. */
type Patience = { readonly ms: number; readonly over: Promise<unknown>; readonly goesOn: () => boolean }

const COMMANDS: Patience = { ms: COMMAND_PATIENCE_MS, over: new Promise(() => undefined), goesOn: () => false }

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
        const isEnded = connection === null || undoUntil !== null
        const trouble = isEnded ? null : await endSession(context, record, COMMANDS)
        const warning = trouble === null ? null : fault('session_not_ended', { name, cause: trouble.code })
        return { undoUntil, cutOff: connection?.kept !== undefined, warning }
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
  const all = new Set<Removed>()

  function keepForUndo(record: ConnectionRecord): string | null {
    // A command ends at once, and with it what it could remember.
    if (!host.lasting) return null
    const { promise, resolve } = Promise.withResolvers<'restored' | 'leaving'>()
    const ended = withinTime(clock, UNDO_MS, promise)
      .then((how) => {
        removed.ending = true
        const patience = { ms: PATIENCE_MS, over: promise, goesOn: () => removed.goesOn }
        return how === 'restored' ? null : endSession(context, record, patience)
      })
      .finally(() => all.delete(removed))
    const removed: Removed = { record, goesOn: false, ending: false, settle: resolve, ended }
    all.add(removed)
    return isoUtc(clock.now() + UNDO_MS)
  }

  /** Not beside a renewal that still spends its refresh token. Where it cannot be, its minute begins anew. */
  async function broughtBack(name: string): Promise<ConnectionRecord> {
    const removed =
      [...all].findLast(({ record, ending }) => record.name === name && !ending) ??
      raise('nothing_to_restore', { name })
    const { record, settle } = removed
    if (connections.all().some((each) => each.name === name)) raise('name_taken', { name })
    all.delete(removed)
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
      for (const removed of all)
        removed.goesOn ||= removed.record.connection !== null && isSameSession(removed.record.connection, connection)
    },
    /** Ends the sessions whose minute is still running; a server that has no time is asked no more. */
    async stop(): Promise<void> {
      const last = [...all]
      for (const { settle } of last) settle('leaving')
      await withinTime(clock, LAST_WORDS_MS, Promise.all(last.map(({ ended }) => ended)))
    },
  }
}

/** Null where the server has taken it, or nothing is to be ended; else why it has not. Each other reason is journaled as it comes. */
async function endSession(
  context: RemovalContext,
  record: ConnectionRecord,
  patience: Patience,
): Promise<Fault | null> {
  const { clock, random, connections, journalWriter } = context
  await comeToRest(record)
  const { connection } = record
  const system = systemNamed(record.system)
  const request = connection === null ? null : (system?.revocation?.(knownOf(connection)) ?? null)
  if (connection === null || system === null || request === null || !isOurs(connection)) return null
  const goesOn = async () => patience.goesOn() || (await goesOnHere(connections, connection))
  const until = clock.monotonic() + patience.ms
  let noted = ''
  for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(2 * pauseMs, PAUSE_MS.longest)) {
    const answer = await told(context, system, connection, request, goesOn)
    if (answer === 'goes on') return null
    const { trouble, notBeforeMs } = answer
    const event = trouble === null ? 'revoked' : 'not_revoked'
    if (trouble?.code !== noted) journalWriter.note({ event, connection: connection.name, fault: trouble })
    if (trouble === null || failureKindOf(trouble.code) !== 'not-now') return trouble
    noted = trouble.code
    const waitMs = pauseBeforeRetry({ afterMs: pauseMs, notBeforeMs }, random.fraction())
    if (clock.monotonic() + waitMs > until) return trouble
    if ((await withinTime(clock, waitMs, patience.over)) !== null) return trouble
  }
}

/** What is under way to its server ends, and brings what it brings. */
async function comeToRest(record: ConnectionRecord): Promise<void> {
  for (let turn = workInFlight(record); turn !== null; turn = workInFlight(record)) await turn.catch(() => undefined)
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

type Answer = 'goes on' | { readonly trouble: Fault | null; readonly notBeforeMs: number }

/** Without a trouble when the server has taken it; a token that it does not know counts as taken (RFC 7009 section 2.2). */
async function told(
  context: RemovalContext,
  system: System,
  connection: Connection,
  request: HttpRequest,
  goesOn: () => Promise<boolean>,
): Promise<Answer> {
  const send = (signed: HttpRequest) => context.sender.sendFor(connection, signed)
  try {
    // Raises why one cannot be read now that perhaps needs it.
    if (await goesOn()) return 'goes on'
    const outcome = await sendAsClient({ ...context, send }, system, knownOf(connection), request)
    if (outcome.kind === 'failure') return { trouble: failureFault(outcome), notBeforeMs: 0 }
    const isTaken = outcome.status >= 200 && outcome.status < 300
    const trouble = isTaken ? null : (replyFault(outcome) ?? fault('bad_request'))
    return { trouble, notBeforeMs: retryAfterOf(outcome.headers, outcome.receivedAt) ?? 0 }
  } catch (thrown) {
    return { trouble: faultOf(thrown), notBeforeMs: 0 }
  }
}
