import type { Payload } from 'oidc-provider'

/**
 * Where one oidc-provider keeps its tokens. Its own memory store holds a thousand entries and then forgets the oldest,
 * which a long run would take for a revoked grant. Entries are never dropped by age: the provider judges expiry itself.
 */
export function oauthStore(): (model: string) => OauthModelStore {
  const byGrant = new Map<string, Set<() => void>>()
  return (model) => new OauthModelStore(model, byGrant)
}

class OauthModelStore {
  readonly #model: string
  readonly #byGrant: Map<string, Set<() => void>>
  readonly #entries = new Map<string, Payload>()

  constructor(model: string, byGrant: Map<string, Set<() => void>>) {
    this.#model = model
    this.#byGrant = byGrant
  }

  async upsert(id: string, payload: Payload): Promise<void> {
    this.#entries.set(id, payload)
    if (payload.grantId === undefined || this.#model === 'Grant') return
    const removals = this.#byGrant.get(payload.grantId) ?? new Set()
    this.#byGrant.set(
      payload.grantId,
      removals.add(() => this.#entries.delete(id)),
    )
  }

  async find(id: string): Promise<Payload | undefined> {
    return this.#entries.get(id)
  }

  async consume(id: string): Promise<void> {
    const payload = this.#entries.get(id)
    if (payload) payload.consumed = Math.floor(Date.now() / 1000)
  }

  async destroy(id: string): Promise<void> {
    this.#entries.delete(id)
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const remove of this.#byGrant.get(grantId) ?? []) remove()
    this.#byGrant.delete(grantId)
  }

  /** Of a session. */
  async findByUid(uid: string): Promise<Payload | undefined> {
    return [...this.#entries.values()].find((payload) => payload['uid'] === uid)
  }

  /** Of a device. */
  async findByUserCode(userCode: string): Promise<Payload | undefined> {
    return [...this.#entries.values()].find((payload) => payload['userCode'] === userCode)
  }
}
