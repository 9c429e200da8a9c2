import { narrowingGiven } from '../../../shared/tokens/narrowing.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { NarrowedTokens } from '../narrowed/narrowed-tokens.ts'
import type { ValidTokens } from '../renewal/valid-tokens.ts'
import type { Consumer } from './consumer-document.ts'
import type { Consumers } from './consumers.ts'
import { createGatewayTargets, type GatewayTarget } from './gateway-target.ts'
import { createHandOuts, type HandOuts } from './hand-outs.ts'

/** What the door for consumers needs of the core beside the calls that it lets in. */
export type ConsumerService = Pick<Consumers, 'ready' | 'holderOf' | 'isKnown' | 'recordFor' | 'seen' | 'watch'> & {
  readonly handedOut: HandOuts['note']
  readonly refused: HandOuts['refused']
  /** With the token that this consumer was given (narrowing.ts): raises consumer_must_name {count} where it was given several. */
  target(record: ConnectionRecord, consumer: Consumer): GatewayTarget | Promise<GatewayTarget>
  /** A server answered 401 to that generation: renewed at most once for it, whoever else says so. */
  rejected(record: ConnectionRecord, generation: number, consumer: Consumer): Promise<void>
}

export function createConsumerService(
  consumers: Consumers,
  parts: Pick<KeeperParts, 'clock' | 'sender' | 'connections' | 'journalWriter'> & {
    readonly validTokens: ValidTokens
    readonly narrowedTokens: NarrowedTokens
  },
): { readonly service: ConsumerService; readonly stop: () => Promise<void> } {
  const { connections, journalWriter, validTokens, narrowedTokens, clock, sender } = parts
  const { ready, holderOf, isKnown, recordFor, seen, watch } = consumers
  const handOuts = createHandOuts(clock, journalWriter)
  const tokenFor = (record: ConnectionRecord, consumer: Consumer) => {
    const narrowing = narrowingGiven(consumer, null)
    if (narrowing !== null) return narrowedTokens.token(record, undefined, narrowing)
    return validTokens.atOnce(record, undefined) ?? validTokens.token(record, undefined)
  }
  const target = createGatewayTargets({ connections, tokenFor, sender })
  const rejected: ConsumerService['rejected'] = (record, generation, consumer) => {
    const narrowing = narrowingGiven(consumer, null)
    if (narrowing === null) return validTokens.rejected(record, generation)
    return narrowedTokens.rejected(record, generation, narrowing)
  }
  return {
    service: {
      ...{ ready, holderOf, isKnown, recordFor, seen, watch, target, rejected },
      handedOut: handOuts.note,
      refused: handOuts.refused,
    },
    async stop() {
      handOuts.stop()
      await consumers.stop()
    },
  }
}
