import type { HostileServer } from './hostile-server.ts'
import type { SocketWay } from './raw-socket.ts'

/** What is compared: a program that keeps tokens, driven as a person or a script drives it. */
export type TokenKeeper = {
  readonly name: string
  readonly version: string
  /** Sets an account up with the refresh token that a sign-in would have brought. */
  add(account: string, issuer: string, refreshToken: string): Promise<void>
  /** Asks through its command line; the token is null when none came by the deadline. */
  ask(account: string, how?: { force?: boolean }): Promise<Asked>
  /** How a program asks over its socket. */
  socketWay(account: string): SocketWay
  /** kill -9 of the process that keeps. */
  crash(): Promise<void>
  /** What a person or a service manager does then. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export type Asked = { readonly token: string | null; readonly ms: number }

export const DEADLINE_MS = 20_000

/** Null when it fails or takes too long; whatever it does then is its own affair. */
export async function timed(work: (signal: AbortSignal) => Promise<string | null>): Promise<Asked> {
  const started = performance.now()
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const late = new Promise<null>((done) => signal.addEventListener('abort', () => done(null), { once: true }))
  const token = await Promise.race([work(signal).catch(() => null), late])
  return { token, ms: performance.now() - started }
}

/** `cert` is the authority of the server that it will meet. */
export type Make = (cert: string) => Promise<TokenKeeper>

export async function added(keeper: TokenKeeper, server: HostileServer, account: string): Promise<void> {
  await keeper.add(account, server.issuer, server.grant(account))
  await keeper.ask(account)
}
