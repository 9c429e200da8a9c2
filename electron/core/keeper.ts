import type { Handlers, Notice } from '../../shared/contract.ts'
import type { Cancel, Ports } from './ports.ts'

/** The one running core of a state folder. */
export type Keeper = {
  readonly handlers: Handlers
  /** Reads what is kept and begins to keep it fresh. Never throws for a vault that is shut: it waits for it. */
  start(): Promise<void>
  /** Ends the refresher, waits for renewals and saves in flight, writes what is still unsaved. */
  stop(): Promise<void>
  subscribe(listener: (notice: Notice) => void): Cancel
}

/** Desktop, agent, browser host, a one-shot command and every test are built by this same constructor. */
export declare function createKeeper(ports: Ports): Keeper
