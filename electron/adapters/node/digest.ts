import { hash } from 'node:crypto'
import type { Digest } from '../../core/ports.ts'

/** One-shot, since every consumer's call digests its key: createHash costs three times as much. */
export const nodeDigest: Digest = (text) => hash('sha256', text, 'hex')
