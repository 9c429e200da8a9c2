import type { Input, Notice, Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import type { Abilities, DemoStarted, Saved, ShownAgain } from '../../shared/api/page-protocol.ts'
import type { SavedFile } from '../../shared/api/saved-files.ts'
import type { Reply } from '../../shared/fault.ts'

/**
 * Everything the page may ask of whoever shows it: the browser host over HTTP (browser-host.ts), the desktop over its
 * window's preload (desktop-host.ts). No other file of the page knows how a call travels.
 */
export type Host = {
  readonly can: Abilities
  /** Never throws: a line that is down is a fault like any other. */
  call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Reply<Output<Name>>>
  /** Starts the built-in demo, or finds it running; only where `can.demo`. Never throws. */
  startDemo(): Promise<Reply<DemoStarted>>
  /**
   * Puts a valid token on the clipboard without giving it to the page, or the ID that this handle of an access token of
   * its server stands for; only where `can.copyToken`. Never throws.
   */
  copyToken(name: string, handle?: string): Promise<Reply<object>>
  /**
   * Gives the person a file of what this call of the page's has just told (saved-files.ts); where to is theirs to say.
   * Never throws.
   */
  saveFile(what: SavedFile, text: string): Promise<Reply<Saved>>
  /**
   * Has the host open the page anew, for a page that it does not know (any more): without any right, so that a new ticket
   * goes to the person and not to this page. Never throws.
   */
  signInAgain(): Promise<Reply<ShownAgain>>
  /** Connects, and connects again by itself, until the returned function is called. */
  listen(listener: (event: HostEvent) => void): () => void
}

export type HostEvent =
  | { readonly kind: 'notice'; readonly notice: Notice }
  /** Notices may have been missed: what is shown must be listed anew. */
  | { readonly kind: 'missed' }
  /** Some of what was told before does not fit the contract: none of it may be shown any longer. */
  | { readonly kind: 'misfit' }
  | { readonly kind: 'line'; readonly line: Line }

/**
 * `keeper-gone`: the host answers but has no keeper just now. `lost`: the host does not answer. `closed`: it answers
 * and does not know this page (any more), which only a new address with a new ticket mends.
 */
export type Line = 'connecting' | 'live' | 'keeper-gone' | 'lost' | 'closed'
