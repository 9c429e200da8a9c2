import type { Sentence } from './counted.ts'

/**
 * How a fault is told: what is so, and what to do about it. Placeholders in braces are filled from the fault's
 * parameters; a part in square brackets is left out when a parameter inside it is missing (text/sentence.ts).
 */
export type Message = { readonly say: Sentence; readonly next: string }

/** A fault that was told: nothing in it is left to be filled in. */
export type Told = { readonly say: string; readonly next: string }

/** `cases` tell one code in several ways, chosen by the fault's `why` parameter. */
export type FaultText = Message & { readonly cases?: Readonly<Record<string, Message>> }
