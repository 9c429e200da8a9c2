/**
 * The tokens of the DRAW server for tests: which were issued, spent, revoked, and who may renew (docs/systems/draw.md 1
 * and 3).
 */
import { randomUUID } from 'node:crypto'
import { jwt } from '../jwt.ts'
import { type DrawRecord, fingerprint, type RefusalReason } from './draw-record.ts'
import type { DrawSettings } from './draw-settings.ts'

/** Section 1: numeric, and not the Client ID that a person types. */
const NUMERIC_CLIENT_ID = 7

export type DrawPair = {
  readonly accessToken: string
  readonly refreshToken: string
  /** UTC ms by the server's clock, in whole seconds as `exp` has them. */
  readonly expiresAt: number
  readonly refreshExpiresAt: number
  readonly family: string
}

type Token = {
  readonly text: string
  readonly type: 'access' | 'refresh'
  readonly family: string
  readonly expiresAt: number
  spentAt: number | null
  /** An access token that ended when the next one was given. */
  replaced: boolean
  /** Whether the set that it was spent for was delivered. */
  successorDelivered: boolean
}

export type Lives = { readonly accessLifeSeconds?: number; readonly refreshLifeSeconds?: number }

export type Judgement =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly reason: RefusalReason; readonly token: Token | null }

export class DrawTokens {
  readonly #tokens = new Map<string, Token>()
  readonly #revoked = new Set<string>()
  readonly #settings: () => DrawSettings
  readonly #record: DrawRecord

  constructor(settings: () => DrawSettings, record: DrawRecord) {
    this.#settings = settings
    this.#record = record
  }

  /** All tokens ever issued, in plain: what a hunt for leaks looks for. */
  all(): string[] {
    return [...this.#tokens.keys()]
  }

  /** Section 1: what saving the client gives, shown once. A new family unless it continues one. `now` is the server's clock. */
  issue(now: number, lives: Lives = {}, family: string = randomUUID()): DrawPair {
    const settings = this.#settings()
    if (settings.endOlder) this.#endAccess(family)
    const access = this.#make('access', family, now, lives.accessLifeSeconds ?? settings.accessLifeSeconds)
    const refresh = this.#make('refresh', family, now, lives.refreshLifeSeconds ?? settings.refreshLifeSeconds)
    return pairOf(access, refresh)
  }

  spend(token: Token, now: number): void {
    token.spentAt ??= now
  }

  revoke(family: string): void {
    this.#revoked.add(family)
  }

  revokeAll(): void {
    for (const token of this.#tokens.values()) this.#revoked.add(token.family)
  }

  familyOf(text: string | null): string | null {
    return text === null ? null : (this.#tokens.get(text)?.family ?? null)
  }

  /** Whether this token may be used as `type` now. Says the first reason against it. */
  judge(text: string | null, type: Token['type'], now: number): Judgement {
    const token = text === null ? null : (this.#tokens.get(text) ?? null)
    const refuse = (reason: RefusalReason): Judgement => ({ ok: false, reason, token })
    if (text === null) return refuse('missing')
    if (token === null) return refuse('unknown')
    if (token.type !== type) return refuse('wrong-type')
    if (this.#revoked.has(token.family) || token.replaced) return refuse('revoked')
    if (token.expiresAt <= now) return refuse('expired')
    if (token.spentAt !== null && now - token.spentAt >= this.#settings().graceMs) return refuse('spent')
    return { ok: true, token }
  }

  #endAccess(family: string): void {
    for (const token of this.#tokens.values())
      if (token.family === family && token.type === 'access') token.replaced = true
  }

  /** Notes a spent refresh token that came again. Called for each arrival, whatever the weather does with it then. */
  noteReuse(text: string | null, at: number): void {
    const token = text === null ? undefined : this.#tokens.get(text)
    if (!token || token.spentAt === null) return
    const excused = !token.successorDelivered
    this.#record.reuses.push({ at, refresh: fingerprint(token.text), family: token.family, excused })
    if (!excused) this.#record.reuseCount += 1
  }

  #make(type: Token['type'], family: string, now: number, lifeSeconds: number): Token {
    const iat = Math.floor(now / 1000)
    const exp = iat + lifeSeconds
    const payload = { token_type: type, client_id: NUMERIC_CLIENT_ID, iat, exp, jti: randomUUID() }
    const token: Token = {
      text: jwt(payload),
      type,
      family,
      expiresAt: exp * 1000,
      spentAt: null,
      replaced: false,
      successorDelivered: false,
    }
    this.#tokens.set(token.text, token)
    if (type === 'access') this.#record.accessIssued.push(fingerprint(token.text))
    return token
  }
}

export type { Token as DrawToken }

function pairOf(access: Token, refresh: Token): DrawPair {
  return {
    accessToken: access.text,
    refreshToken: refresh.text,
    expiresAt: access.expiresAt,
    refreshExpiresAt: refresh.expiresAt,
    family: access.family,
  }
}
