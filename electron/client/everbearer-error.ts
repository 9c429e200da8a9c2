import type { Trouble } from './shapes.ts'

/** An expected trouble: `code` for programs, sentence and next step for people. */
export class EverbearerError extends Error {
  readonly code: string
  readonly params: Trouble['params']
  /** What is so, without the next step. */
  readonly sentence: string
  readonly next: string
  /** Of the keeper's answer; null where none came. */
  readonly status: number | null

  constructor(trouble: Trouble, status: number | null = null, options?: { readonly cause: unknown }) {
    super(`${trouble.code}: ${trouble.message} Next: ${trouble.next}`, options)
    this.name = 'EverbearerError'
    this.code = trouble.code
    this.params = trouble.params
    this.sentence = trouble.message
    this.next = trouble.next
    this.status = status
  }
}
