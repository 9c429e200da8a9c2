import { countedIn } from '../counted.ts'

/** English sentences that count: `counted({ one: 'One waits.', other: '{count} wait.' })`. */
export const counted = countedIn('en')
