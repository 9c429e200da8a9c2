import type { Output, Remembered, TestResult, VaultStatus } from '../../shared/api/contract/contract.ts'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { Line } from '../host/host.ts'

export type KeeperFacts = Output<'keeper.status'>

/** What this page is doing to a connection right now; the keeper's own work shows in the views. */
export type Action = 'refresh' | 'test' | 'pause' | 'resume' | 'remove' | 'allow'

export type TestStep = TestResult['steps'][number]

/** A test that was started on this page; with neither result nor fault it still runs. `since` is UTC ms. */
export type TestRun = {
  /** Its name in the notices that tell its steps while they happen. */
  readonly run: string
  readonly since: number
  readonly steps: TestResult['steps']
  readonly result: TestResult | null
  readonly fault: Fault | null
}

export function isRunning(test: TestRun | undefined): boolean {
  return test !== undefined && test.result === null && test.fault === null
}

/** Something done to many connections, running or finished; until somebody closes its summary. */
export type BulkAction = {
  readonly action: 'test' | 'refresh' | 'pause' | 'resume' | 'tag' | 'remove' | 'restore'
  readonly total: number
  readonly done: number
  /** Null while it goes on. */
  readonly outcome: {
    readonly done: readonly string[]
    readonly failed: readonly { readonly name: string; readonly fault: Fault | null }[]
    readonly notStarted: readonly string[]
  } | null
  stop(): void
  /** Whether the view shows that the action took effect; null where a view cannot show it. */
  readonly hasEffect: ((view: ConnectionView | undefined) => boolean) | null
}

/** Key in `tests` for the test of unsaved input; no connection has this id. */
export const DRAFT = ''

/** Everything that the screens show; filled by follow-keeper.ts from lists and notices, and by actions.ts. */
export type PageState = {
  readonly line: Line
  /** When the line went down, UTC ms; null while it is up. */
  readonly downSince: number | null
  /** In the keeper's order; null until the first list has come. */
  readonly connections: readonly ConnectionView[] | null
  /** What the index knows of them, to be shown until then; null until it has come, and where it knows of none. */
  readonly remembered: readonly Remembered[] | null
  readonly keeper: KeeperFacts | null
  readonly vault: VaultStatus | null
  /** The newest of the journal, oldest first; null until it was read. */
  readonly entries: readonly JournalEntry[] | null
  /** Incremented when a consumer is added or removed, or their port changes. */
  readonly consumerChanges: number
  /** Incremented when a preference changes, here or elsewhere. */
  readonly settingsChanges: number
  /** Why the lists could not be read; null where they could. */
  readonly fault: Fault | null
  /** By connection name. */
  readonly actions: Readonly<Record<string, Action>>
  /** By the connection's id, or DRAFT. */
  readonly tests: Readonly<Record<string, TestRun>>
  readonly work: BulkAction | null
}

/** Without anything that came from a keeper. */
export const NO_KEEPER_DATA = { connections: null, remembered: null, keeper: null, vault: null, entries: null } as const

export const INITIAL_STATE: PageState = {
  line: 'connecting',
  downSince: null,
  ...NO_KEEPER_DATA,
  consumerChanges: 0,
  settingsChanges: 0,
  fault: null,
  actions: {},
  tests: {},
  work: null,
}
