/**
 * An Http port that answers from a script. The test fails by itself when a reply stays unused or a request comes
 * unexpected (also when the code under test swallows the error).
 *
 *   const http = scriptedHttp(clock)
 *   http.answer({ json: { access_token: 'a', expires_in: 60 } })            // whatever is asked next
 *   http.answerTo('/health/', { status: 503 })                              // the next request whose URL has this
 *   http.answer({ trouble: 'reply_lost', sent: true }, { afterMs: 2_000 })  // by the clock handed in
 *   const held = http.hold(); ...; held.answer({ status: 401 })             // replies when the test says so
 *   http.otherwise((request) => ({ json: server.answer(request) }))         // everything that no line of the script took
 *   http.requests[0]?.headers                                               // what was asked, as plain data
 */
import { onTestFinished } from 'vitest'
import type { Clock, Http } from '../../../electron/core/ports.ts'
import type { HttpOutcome, HttpRequest, HttpTrouble } from '../../../shared/http.ts'

export type ScriptedReply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly json?: unknown
}
export type ScriptedTrouble = {
  readonly trouble: HttpTrouble
  readonly sent: boolean
  readonly detail?: string
  /** What had come of the body, of a reply with this status (200). */
  readonly begun?: string
  readonly status?: number
}
export type ScriptedAnswer = ScriptedReply | ScriptedTrouble
type Answerer = (request: HttpRequest) => ScriptedAnswer | Promise<ScriptedAnswer>
type Match = string | RegExp | ((request: HttpRequest) => boolean)
type Line = { readonly to: Match; readonly answer: Answerer }

export type ConnectionRecord = {
  answer(answer: ScriptedAnswer): void
  /** True once a request is waiting for this answer. */
  readonly asked: boolean
}

export type ScriptedHttp = Http & {
  readonly requests: readonly HttpRequest[]
  answer(answer: ScriptedAnswer | Answerer, when?: { afterMs?: number }): void
  answerTo(to: Match, answer: ScriptedAnswer | Answerer, when?: { afterMs?: number }): void
  hold(to?: Match): ConnectionRecord
  /** Answers everything that the script does not; null takes it away again. */
  otherwise(answer: Answerer | null): void
  /** Lines of the script that nobody asked for yet. */
  unused(): number
  /** Throws when a reply is unused or a request came unexpected. Called by itself at the end of each test. */
  finish(): void
}

class Script implements ScriptedHttp {
  readonly requests: HttpRequest[] = []
  readonly #lines: Line[] = []
  readonly #unexpected: string[] = []
  readonly #clock: Clock
  #otherwise: Answerer | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async send(request: HttpRequest): Promise<HttpOutcome> {
    const sentAt = this.#clock.now()
    this.requests.push(structuredClone(request))
    const answer = await this.#answererOf(request)(request)
    return outcomeOf(answer, sentAt, this.#clock.now())
  }

  answer(answer: ScriptedAnswer | Answerer, when: { afterMs?: number } = {}): void {
    this.answerTo('', answer, when)
  }

  answerTo(to: Match, answer: ScriptedAnswer | Answerer, when: { afterMs?: number } = {}): void {
    const plain: Answerer = typeof answer === 'function' ? answer : () => answer
    this.#lines.push({ to, answer: when.afterMs === undefined ? plain : delayed(plain, when.afterMs, this.#clock) })
  }

  hold(to: Match = ''): ConnectionRecord {
    const state = { asked: false }
    const { promise, resolve } = Promise.withResolvers<ScriptedAnswer>()
    this.#lines.push({
      to,
      answer: () => {
        state.asked = true
        return promise
      },
    })
    return {
      answer: resolve,
      get asked() {
        return state.asked
      },
    }
  }

  otherwise(answer: Answerer | null): void {
    this.#otherwise = answer
  }

  unused(): number {
    return this.#lines.length
  }

  finish(): void {
    if (this.#unexpected.length > 0) throw new Error(`unexpected requests: ${this.#unexpected.join(', ')}`)
    if (this.#lines.length > 0) throw new Error(`${this.#lines.length} scripted replies were never asked for`)
  }

  #answererOf(request: HttpRequest): Answerer {
    const index = this.#lines.findIndex((line) => fits(line.to, request))
    const line = index < 0 ? undefined : this.#lines.splice(index, 1)[0]
    const answer = line?.answer ?? this.#otherwise
    if (answer) return answer
    this.#unexpected.push(`${request.method} ${request.url}`)
    throw new Error(`unexpected request: ${request.method} ${request.url}`)
  }
}

function fits(to: Match, request: HttpRequest): boolean {
  if (typeof to === 'string') return request.url.includes(to)
  return typeof to === 'function' ? to(request) : to.test(request.url)
}

function delayed(answer: Answerer, ms: number, clock: Clock): Answerer {
  return async (request) => {
    await new Promise<void>((resolve) => clock.after(ms, resolve))
    return answer(request)
  }
}

/** The HttpOutcome that a real port would give for this answer, between these two moments. */
export function outcomeOf(answer: ScriptedAnswer, sentAt: number, receivedAt: number): HttpOutcome {
  if ('trouble' in answer) {
    return {
      kind: 'failure',
      trouble: answer.trouble,
      sent: answer.sent,
      sentAt,
      receivedAt,
      detail: answer.detail ?? '',
      ...(answer.begun === undefined
        ? {}
        : { begun: { status: answer.status ?? 200, headers: {}, body: answer.begun } }),
    }
  }
  const json = answer.json !== undefined
  const headers: Record<string, string> = json ? { 'content-type': 'application/json' } : {}
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers[name.toLowerCase()] = value
  const body = json ? JSON.stringify(answer.json) : (answer.body ?? '')
  return { kind: 'reply', status: answer.status ?? 200, headers, body, sentAt, receivedAt }
}

/** Call it inside a test or a `beforeEach`; elsewhere hand in what should run `finish` at the end. */
export function scriptedHttp(clock: Clock, atEnd: (check: () => void) => void = onTestFinished): ScriptedHttp {
  const script = new Script(clock)
  atEnd(() => script.finish())
  return script
}
