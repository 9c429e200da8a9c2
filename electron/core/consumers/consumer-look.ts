import type { Fault } from '../../../shared/fault.ts'

/** A place for consumers, as a program finds it that comes there. */
export type ConsumerLook = {
  readonly at: string
  readonly fault: Fault | null
  /** Of its certificate, where it has one: for whom it is, and its end in UTC ms. */
  readonly names: string | null
  readonly certificateEndsAt: number | null
}
