import type { Finding, Preferences } from '../../../shared/api/contract/contract.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { knownRefusal, reportOf } from '../../../shared/connections/standing.ts'
import { readAddress } from '../../../shared/entry/address.ts'
import { type Fault, fault, faultOf } from '../../../shared/fault.ts'
import { failureFault } from '../../../shared/systems/reply-fault.ts'
import { isoUtc, readHttpDate } from '../../../shared/time/instant.ts'
import { createLimiter } from '../concurrency/limiter.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { consumerFindings } from './consumer-findings.ts'
import { type Server, serversOf } from './doctor-ways.ts'
import { finding } from './finding.ts'

export type DoctorContext = Pick<
  KeeperParts,
  'clock' | 'sender' | 'random' | 'connections' | 'surroundings' | 'site' | 'host'
> & {
  readonly preferences: () => Preferences
  /** Why the list of connections cannot be read; null where it can. */
  readonly vaultFault: Fault | null
}

/** At most so many servers are asked at once; a hundred of them must not look like an attack. */
const AT_ONCE = 8
/** One limit for all servers together. */
const EVERY_SERVER = 'every server'

/** Small probes, each with a finding; none of them changes anything that counts or spends a token. */
export async function examine(context: DoctorContext): Promise<Finding[]> {
  const vault = await probeVault(context)
  const inKeychain = context.connections.vault().kind === 'keychain'
  const world = (await context.surroundings.probe()).map((each) => (inKeychain ? each : withoutKeychain(each)))
  const documents = await Promise.all(context.connections.all().map((record) => probeDocument(context, record)))
  const read = documents.flatMap((each) => (each.connection === null ? [] : [{ ...each, connection: each.connection }]))
  const limiter = createLimiter(AT_ONCE)
  const servers = await Promise.all(
    serversOf(read, context.sender.wayFor).map((server) =>
      limiter.run(EVERY_SERVER, () => probeServer(context, server)),
    ),
  )
  return [
    vault,
    ...siteFindings(context.site),
    ...(await consumerFindings(context.host.consumerPort, context.preferences())),
    ...world,
    ...documents.flatMap(({ findings }) => findings),
    ...servers.flat(),
  ]
}

/** Nothing where no site has laid anything down. */
function siteFindings(site: DoctorContext['site']): Finding[] {
  const { files } = site.settings()
  const faults = site.faults().map((trouble) => finding('site', null, 'bad', trouble, {}))
  return files.length === 0 ? faults : [finding('site', null, 'good', null, { files: files.join(', ') }), ...faults]
}

/** Under which name the keychain lists us is no matter where nothing of ours is in it. */
function withoutKeychain(found: Finding): Finding {
  const { keychainService: _name, ...facts } = found.facts
  return { ...found, facts }
}

/** Writes, reads and deletes an entry of its own. */
async function probeVault({ connections, random, clock, vaultFault }: DoctorContext): Promise<Finding> {
  const vault = connections.vault()
  const key = `probe-${random.hex(4)}`
  const startedAt = clock.monotonic()
  try {
    await vault.write(key, key)
    const read = await vault.read(key)
    await vault.remove(key)
    const tookMs = Math.round(clock.monotonic() - startedAt)
    const facts = { kind: vault.kind, tookMs, ...(await vault.facts?.()) }
    const trouble = vault.trouble?.() ?? null
    if (vaultFault !== null) return finding('vault', null, 'bad', vaultFault, facts)
    if (read !== key) return finding('vault', null, 'bad', fault('vault_damaged', { key }), facts)
    return finding('vault', null, trouble === null ? 'good' : 'warning', trouble, facts)
  } catch (thrown) {
    // A vault that is still to be chosen is a first start, and nothing broken.
    const level = vault.kind === 'none' ? 'warning' : 'bad'
    const trouble = faultOf(thrown)
    const told = vaultFault?.code === trouble.code ? vaultFault : trouble
    return finding('vault', null, level, told, { kind: vault.kind })
  }
}

/** An offset that could make tokens seem valid that are not. */
const OFFSET_WARNING_MS = 30_000

type Document = {
  readonly record: ConnectionRecord
  readonly connection: Connection | null
  readonly findings: Finding[]
}

/** Its entry in the vault, and what troubles it now. */
async function probeDocument({ connections, clock }: DoctorContext, record: ConnectionRecord): Promise<Document> {
  try {
    const connection = await connections.load(record)
    const trouble = knownRefusal(connection) ?? record.failure?.fault ?? reportOf(connection)
    const findings = trouble === null ? [] : [finding('renewal', record.name, 'bad', trouble, {})]
    return { record, connection, findings }
  } catch (thrown) {
    const findings = [finding('document', record.name, 'bad', faultOf(thrown), { at: isoUtc(clock.now()) })]
    return { record, connection: null, findings }
  }
}

/** Whatever it comes to, the others are looked at as well. */
async function probeServer(context: DoctorContext, server: Server): Promise<Finding[]> {
  const { origin, names } = server
  const whose = names.length === 1 ? (names[0] ?? null) : null
  if (readAddress(origin) === null) {
    return [finding('address', whose, 'bad', fault('address_unreadable', { field: 'baseUrl' }), { url: origin })]
  }
  try {
    return await askServer(context, server)
  } catch (thrown) {
    return [finding('address', whose, 'bad', faultOf(thrown), { url: origin })]
  }
}

async function askServer({ clock, sender, surroundings }: DoctorContext, server: Server): Promise<Finding[]> {
  const { origin, names, way: set } = server
  const [name = null, ...others] = names
  const whose = others.length === 0 ? name : null
  const shared = others.length === 0 ? {} : { connections: names.length }
  const way = (await surroundings.reach(origin, set)).map((step) => ({ ...step, connection: whose }))
  const url = `${origin}/`
  const startedAt = clock.monotonic()
  const outcome = await sender.look(url, set)
  const facts = { url, ...shared, tookMs: Math.round(clock.monotonic() - startedAt) }
  if (outcome.kind === 'failure') {
    const trouble = failureFault(outcome)
    // The step that failed has said so, and more exactly.
    const known = way.some(({ fault }) => fault?.code === trouble.code)
    return known ? way : [...way, finding('address', whose, 'bad', trouble, facts)]
  }
  const found = [...way, finding('address', whose, 'good', null, { ...facts, status: outcome.status })]
  const date = readHttpDate(outcome.headers['date'] ?? '')
  const offset = date === null ? null : date - Math.round((outcome.sentAt + outcome.receivedAt) / 2)
  return offset === null ? found : [...found, clockFinding(whose, offset, url)]
}

function clockFinding(whose: string | null, offsetMs: number, url: string): Finding {
  return finding('clock', whose, Math.abs(offsetMs) > OFFSET_WARNING_MS ? 'warning' : 'good', null, { offsetMs, url })
}
