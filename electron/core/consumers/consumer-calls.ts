import type { Handlers, Preferences } from '../../../shared/api/contract/contract.ts'
import { type Fault, raise } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { isoUtc, isoUtcOrNull } from '../../../shared/time/instant.ts'
import { scopeWords } from '../../../shared/tokens/granted-scope.ts'
import { readResource, readScope } from '../../../shared/tokens/narrowing.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import type { Overview } from '../connections/overview.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { ConsumerPlace, ConsumerPort } from '../ports.ts'
import { withConsumerPlace } from '../preferences.ts'
import type { Consumer } from './consumer-document.ts'
import type { Consumers } from './consumers.ts'

export type ConsumerCallsContext = Pick<KeeperParts, 'connections' | 'journalWriter' | 'find' | 'tell'> & {
  readonly consumers: Consumers
  readonly overview: Pick<Overview, 'preferences' | 'setPreferences'>
  /** None where this keeper is a command's, which ends too soon to listen anywhere. */
  readonly port: ConsumerPort | undefined
}

/** Who may come to the port for consumers, and where that is. */
export function consumerCalls(context: ConsumerCallsContext) {
  const { consumers, overview, journalWriter, port, find, tell } = context
  const namesOf = namesIn(context.connections)
  const changed = (): void => tell({ notice: 'consumers.changed' })

  function place() {
    const {
      'consumers.port': wanted,
      'consumers.bridge': bridge,
      'consumers.address': address,
    } = overview.preferences()
    const { at = [], fault = null, certificateEndsAt = null } = port?.state() ?? {}
    return { port: wanted, bridge, address, at: [...at], fault, certificateEndsAt: isoUtcOrNull(certificateEndsAt) }
  }

  /** Nothing waits for it at the start: a keeper that is just leaving may have the port yet. Each trouble is told once. */
  function follow(): Promise<void> {
    return port?.follow(placeIn(overview.preferences()), noteTrouble) ?? Promise.resolve()
  }

  function noteTrouble(trouble: Fault | null): void {
    if (trouble !== null) journalWriter.note({ event: 'consumer_port_failed', fault: trouble, params: trouble.params })
    changed()
  }

  const calls = {
    'consumers.list': async () => {
      await consumers.ready()
      const listed = consumers.all().map((each) => ({
        name: each.name,
        connections: namesOf(each),
        ...givenTo(each),
        createdAt: isoUtc(each.createdAt),
        lastSeenAt: isoUtcOrNull(consumers.lastSeenAt(each)),
      }))
      return { ...place(), consumers: listed }
    },
    'consumers.add': async ({ name, connections, resources = [], scope, gatewayOnly = false }) => {
      const scopes = scope === undefined ? [] : scopeWords(readScope(scope))
      const given = { resources: [...new Set(resources.map(readResource))], scopes, gatewayOnly }
      const records = await Promise.all(connections.map(find))
      if (resources.length > 0 || scopes.length > 0) for (const record of records) assertKnowsNarrowing(record)
      const { consumer, key } = await consumers.add(name, records, given)
      const event = gatewayOnly ? 'gateway_key_added' : 'consumer_added'
      journalWriter.note({ event, params: { consumer: name, count: records.length } })
      changed()
      return { name, key, connections: namesOf(consumer), ...givenTo(consumer) }
    },
    'consumers.revoke': async ({ name }) => {
      await consumers.revoke(name)
      journalWriter.note({ event: 'consumer_revoked', params: { consumer: name } })
      changed()
      return {}
    },
    'consumers.listen': async ({ key, value }) => {
      await overview.setPreferences(withConsumerPlace(overview.preferences(), key, value))
      await follow()
      journalWriter.note({ event: 'consumer_port_set', params: placeParams(place()) })
      changed()
      const { at, fault, certificateEndsAt } = place()
      return { ...overview.preferences(), at, fault, certificateEndsAt }
    },
  } satisfies Partial<Handlers>
  return { calls, follow }
}

/** What is empty says nothing, in a list as in the answer. */
function givenTo({ resources, scopes, gatewayOnly }: Consumer) {
  return {
    ...(resources.length === 0 ? {} : { resources: [...resources] }),
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    ...(gatewayOnly ? { gatewayOnly } : {}),
  }
}

/** A key that could open nothing is not made. Raises cannot_narrow {name}. */
function assertKnowsNarrowing({ name, system }: ConnectionRecord): void {
  if (systemNamed(system)?.narrowedRequest === undefined) raise('cannot_narrow', { name })
}

function placeParams({ port, address }: { readonly port: number; readonly address: string }) {
  return { port, ...(address === '' ? {} : { address }) }
}

function placeIn(preferences: Preferences): ConsumerPlace {
  const { 'consumers.address': address, 'consumers.certificate': certificate, 'consumers.key': key } = preferences
  const network = address === '' ? null : { address, certificate, key }
  return { port: preferences['consumers.port'], bridge: preferences['consumers.bridge'], network }
}

/** Those of its connections that are still there, under the names that they have now. */
function namesIn(connections: Connections) {
  return (consumer: Consumer): string[] =>
    connections
      .all()
      .filter(({ id, gone }) => !gone && consumer.connections.includes(id))
      .map(({ name }) => name)
}
