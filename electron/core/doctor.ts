import type { Finding } from '../../shared/contract.ts'
import { originOf } from '../../shared/domain/address.ts'
import { readHttpDate } from '../../shared/domain/instant.ts'
import { faultOf } from '../../shared/fault.ts'
import { failureFault } from '../../shared/systems/reply-fault.ts'
import type { Connections } from './connections.ts'
import type { Held } from './held.ts'
import type { Clock, Http, Random, Surroundings } from './ports.ts'

/** Small probes, each with a finding; none of them changes anything that counts or spends a token. */
export type DoctorContext = {
  readonly clock: Clock
  readonly http: Http
  readonly random: Random
  readonly connections: Connections
  readonly surroundings: Surroundings
}

export async function examine(context: DoctorContext): Promise<Finding[]> {
  const vault = await probeVault(context)
  const world = await context.surroundings.probe()
  const addresses = await Promise.all(context.connections.all().map((held) => probeConnection(context, held)))
  return [vault, ...world, ...addresses.flat()]
}

/** Writes, reads and deletes an entry of its own. */
async function probeVault({ connections, random, clock }: DoctorContext): Promise<Finding> {
  const vault = connections.vault()
  const key = `probe-${random.hex(4)}`
  const startedAt = clock.monotonic()
  try {
    await vault.write(key, key)
    const read = await vault.read(key)
    await vault.remove(key)
    const facts = { kind: vault.kind, tookMs: Math.round(clock.monotonic() - startedAt) }
    if (read !== key)
      return {
        probe: 'vault',
        connection: null,
        level: 'bad',
        fault: { code: 'vault_damaged', params: { key } },
        facts,
      }
    return { probe: 'vault', connection: null, level: 'good', fault: null, facts }
  } catch (thrown) {
    const { code, params } = faultOf(thrown)
    return {
      probe: 'vault',
      connection: null,
      // That there is still something to choose is how it begins, and nothing that is broken.
      level: vault.kind === 'none' ? 'warning' : 'bad',
      fault: { code, params: { ...params } },
      facts: { kind: vault.kind },
    }
  }
}

/** An offset that could make tokens seem valid that are not. */
const OFFSET_WARNING_MS = 30_000

async function probeConnection({ connections, clock, http }: DoctorContext, held: Held): Promise<Finding[]> {
  try {
    const { settings } = await connections.load(held)
    const url = `${originOf(settings.baseUrl)}/`
    const outcome = await http.send({ method: 'GET', url, headers: { accept: '*/*' }, timeoutMs: 10_000 })
    const facts = { url, tookMs: outcome.receivedAt - outcome.sentAt }
    if (outcome.kind === 'failure') {
      const { code, params } = failureFault(outcome)
      return [finding('address', held, 'bad', { code, params: { ...params } }, facts)]
    }
    const found = [finding('address', held, 'good', null, { ...facts, status: outcome.status })]
    const date = readHttpDate(outcome.headers['date'] ?? '')
    if (date !== null) found.push(clockFinding(held, date - Math.round((outcome.sentAt + outcome.receivedAt) / 2)))
    const trouble = held.failure?.fault
    if (trouble !== undefined)
      found.push(finding('renewal', held, 'bad', { code: trouble.code, params: { ...trouble.params } }, {}))
    return found
  } catch (thrown) {
    const { code, params } = faultOf(thrown)
    return [finding('document', held, 'bad', { code, params: { ...params } }, { at: clock.now() })]
  }
}

function clockFinding(held: Held, offsetMs: number): Finding {
  return finding('clock', held, Math.abs(offsetMs) > OFFSET_WARNING_MS ? 'warning' : 'good', null, { offsetMs })
}

function finding(
  probe: string,
  held: Held,
  level: Finding['level'],
  fault: Finding['fault'],
  facts: Finding['facts'],
): Finding {
  return { probe, connection: held.name, level, fault, facts }
}
