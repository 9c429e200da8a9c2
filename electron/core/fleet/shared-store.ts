/**
 * The engine that several workstations share (etcd 3), as the core sees it. Keys are text without secrets; values are
 * text that the store may not read: sealed and signed before they come here. Faults of all calls: store_unreachable
 * (nothing was changed), store_refused (credentials, certificate), store_damaged; of `write`, `lease` and `end` also
 * store_unanswered, where it may have been done or not.
 */
export type SharedStore = {
  /** Linearizable: never from a member that was cut off. Null where the key is not there. */
  read(key: string): Promise<StoredValue | null>
  list(prefix: string): Promise<readonly StoredValue[]>
  /**
   * All or nothing. 'changed' where one of the keys is not as it was read any more; a write that was carried twice may say
   * so of itself, so that whoever has to know looks what lies there.
   */
  write(changes: readonly StoreChange[]): Promise<'written' | 'changed'>
  lease(ttlMs: number): Promise<StoreLease>
  /** Every change after this client's last `list` of that prefix. A line that broke says so once and tells nothing more. */
  watch(prefix: string, heard: (notices: readonly StoreNotice[]) => void, broken: (why: WatchEnd) => void): () => void
}
export type StoredValue = {
  readonly key: string
  readonly value: string
  /** Of the key: rises with each write. */
  readonly revision: number
  readonly lease: string | null
}

/**
 * What somebody has read of a key, null where it was not there. Its revision alone may come again with another value: after an older
 * backup was put back, a store counts anew from there.
 */
export type ReadAt = Pick<StoredValue, 'revision' | 'value'> | null

export type StoreChange = {
  readonly key: string
  /** As it was read: the change holds only if it is so still. */
  readonly readAt: ReadAt
  /** Null removes the key. */
  readonly value: string | null
  /** The key goes when this lease does. */
  readonly lease?: string
}

export type StoreNotice = {
  readonly kind: 'put' | 'removed'
  readonly key: string
  readonly value: string | null
  readonly revision: number
}

/** Kept alive until `end`, or until the store knows it no more. */
export type StoreLease = {
  readonly id: string
  /** Resolves when it is over without `end`. It may have been over for a while by then, so nothing may rest on it alone. */
  readonly lost: Promise<void>
  end(): Promise<void>
}

/** Of both the caller makes the same: list again, then watch again. */
export type WatchEnd = 'cut' | 'compacted'
