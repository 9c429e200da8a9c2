/**
 * A window's bridge that a page finds in the place of the desktop's (renderer/host/desktop-host.ts): as many connections as one
 * wants, in every state, each call answered from memory, and notices as often as one wants. Runs in the page, before
 * its scripts. `MANY` is put in front of it (many-connections.ts).
 */
{
  const { count, now, noticeEveryMs } = MANY
  const begun = performance.now()
  const HOUR = 3_600_000
  const DAY = 24 * HOUR
  const iso = (at) => new Date(at).toISOString()
  const SYSTEMS = ['draw', 'osais', 'runai', 'crafter', 'oauth2']
  const PLACES = ['ward', 'lab', 'gateway', 'archive', 'imaging', 'night-run']
  const TAGS = ['test', 'north', 'south', 'research', 'on-call', 'legacy']
  const TROUBLES = [
    { code: 'invalid_client', params: { status: 401 } },
    { code: 'refused', params: { status: 401 } },
    { code: 'unknown_host', params: { host: 'gone.example' } },
  ]
  const secret = (present) => ({ present, since: null, validUntil: null, fingerprint: null })
  const state = (n) => {
    const rest = n % 50
    if (rest === 7 || rest === 23 || rest === 41) return 'needs-person'
    if (rest === 13) return 'paused'
    if (rest === 29) return 'expiring'
    if (rest === 37) return 'expired'
    return 'valid'
  }

  let revision = 0
  const viewOf = (n, more = {}) => {
    const system = SYSTEMS[(n * 7) % 5]
    const life = [8 * HOUR, DAY, 3 * DAY, 30 * DAY][n % 4]
    const issued = now - (((n * 7_919) % 997) / 1_000) * life * 0.7
    const is = state(n)
    const renewable = is !== 'expiring' && is !== 'expired'
    revision += 1
    return {
      revision,
      id: `id-${n}`,
      name: `${system}-${PLACES[(n * 5 + (n >> 3)) % 6]}-${n + 1}`,
      system,
      tags: n % 3 === 0 ? [TAGS[(n / 3) % 6]] : [],
      note: '',
      baseUrl: `https://${system}-${n % 40}.example/`,
      clientId: `Institute ${String.fromCharCode(65 + (n % 26))}`,
      maxRetries: 3,
      endpoints: { refresh: '/api/token/refresh/', health: '/health/' },
      urls: { refresh: `https://${system}-${n % 40}.example/api/token/refresh/` },
      own: {},
      boundTo: [`https://${system}-${n % 40}.example`],
      edition: 'first',
      secretsEntered: 0,
      state: is,
      issuedAt: iso(issued),
      expiresAt: iso(
        is === 'expired' ? now - (n % 9) * HOUR : is === 'expiring' ? now + (n % 6) * DAY + HOUR : issued + life,
      ),
      expirySource: 'expires_in',
      handsOut: 'access',
      refreshAt: is === 'valid' ? iso(issued + life * 0.8) : null,
      refreshExpiresAt: null,
      renewal: 'refresh',
      renewable,
      endsOlderSince: null,
      signIn: null,
      generation: 3,
      lastRefresh: {
        at: iso(issued),
        tookMs: 120 + (n % 9) * 70,
        outcome: 'renewed',
        rotated: n % 2 === 0,
        fault: null,
      },
      fault: is === 'needs-person' ? TROUBLES[n % 3] : null,
      validated: null,
      pausedAt: is === 'paused' ? iso(now - DAY) : null,
      clockOffset: null,
      secrets: { accessToken: secret(true), refreshToken: secret(renewable) },
      learned: {},
      network: null,
      cutOff: false,
      ...more,
    }
  }

  const views = Array.from({ length: count }, (_none, n) => viewOf(n))
  const find = (name) => views.find((view) => view.name === name)
  const vault = { kind: 'keychain', condition: 'open', connections: count }
  const test = { reached: 'yes', tokenAccepted: 'yes', canRenew: 'unknown', fault: null, steps: [] }
  const listeners = new Set()
  const tell = (notice) => {
    for (const listener of listeners) listener({ kind: 'notice', notice })
  }
  const changed = (view, more) => {
    revision += 1
    const next = { ...view, ...more, revision }
    views[views.findIndex(({ id }) => id === view.id)] = next
    tell({ notice: 'connection.changed', view: next })
    return next
  }
  const calls = []
  const answers = {
    'connections.list': () => views,
    'connections.remembered': () =>
      views.map(({ id, name, system, state: at, expiresAt, refreshAt, renewable }) => ({
        ...{ id, name, system, state: at, expiresAt, refreshAt, renewable },
      })),
    'connections.get': ({ name }) => find(name),
    'keeper.status': () => ({
      ...{ version: '1.0.0', commit: 'unknown', pid: 1, since: iso(now - DAY), host: 'desktop', vault },
      nextRenewalAt: null,
    }),
    'vault.status': () => vault,
    'journal.read': () => ({ entries: [], unreadable: 0 }),
    'settings.get': () => MANY.preferences,
    'connections.test': () => ({ at: iso(now), ...test }),
    'connections.refresh': ({ name }) => changed(find(name), { state: 'valid', fault: null }),
    'connections.pause': ({ name }) => changed(find(name), { state: 'paused', pausedAt: iso(now) }),
    'connections.resume': ({ name }) => changed(find(name), { state: 'valid', pausedAt: null }),
    'connections.edit': ({ name, entry }) => ({ view: changed(find(name), { tags: entry.tags }), warnings: [] }),
    'connections.remove': ({ name }) => {
      const { id } = find(name)
      views.splice(
        views.findIndex((view) => view.id === id),
        1,
      )
      tell({ notice: 'connection.removed', id, name })
      return { undoUntil: iso(now + 60_000), cutOff: false, warning: null }
    },
    'moving.export': ({ names }) => ({ text: JSON.stringify(names) }),
    'host.saveFile': () => ({ saved: true }),
  }

  /** What a test may look at and turn. */
  globalThis.many = { calls, views, changed, viewOf, hold: null, ticks: 0, noticing: noticeEveryMs !== null }
  globalThis.everbearer = {
    async call(name, input) {
      calls.push({ name, input })
      await globalThis.many.hold
      const answer = answers[name]
      if (answer === undefined) return { ok: false, fault: { code: 'unknown_call', params: {} } }
      return { ok: true, value: structuredClone(answer(input)) }
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  globalThis.many.madeIn = performance.now() - begun
  if (noticeEveryMs !== null) {
    setInterval(() => {
      if (!globalThis.many.noticing) return
      const { many } = globalThis
      many.ticks += 1
      const view = views[(many.ticks * 37) % views.length]
      changed(view, {
        generation: view.generation + 1,
        issuedAt: iso(now),
        refreshAt: iso(now + 6 * HOUR),
        expiresAt: iso(now + 8 * HOUR),
      })
    }, noticeEveryMs)
  }
}
