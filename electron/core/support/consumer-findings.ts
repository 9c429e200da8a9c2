import type { Finding, Preferences } from '../../../shared/api/contract/contract.ts'
import { type Fault, fault } from '../../../shared/fault.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import type { ConsumerPort } from '../ports.ts'
import { finding } from './finding.ts'

/** Where programs with a key come to: whether it is open, at which addresses, and whether this keeper answers there. */
export async function consumerFindings(port: ConsumerPort | undefined, set: Preferences): Promise<Finding[]> {
  const wanted = [
    set['consumers.port'] === 0 ? '' : `127.0.0.1:${set['consumers.port']}`,
    set['consumers.address'],
  ].filter((place) => place !== '')
  if (port === undefined) return wanted.length === 0 ? [] : [found(fault('port_unopened', { at: wanted.join(', ') }))]
  const { fault: trouble } = port.state()
  const looks = await port.look()
  const open = looks.map(({ at, fault: met, names, certificateEndsAt }) => {
    const own = met ?? (certificateEndsAt !== null && trouble !== null && isOfCertificate(trouble) ? trouble : null)
    return found(own, {
      at,
      ...(names === null ? {} : { certificateFor: names }),
      ...(certificateEndsAt === null ? {} : { certificateUntil: isoUtc(certificateEndsAt) }),
    })
  })
  const isTold = trouble === null || open.some((each) => each.fault?.code === trouble.code)
  return isTold ? open : [...open, found(trouble)]
}

/** Of one that serves, and will not for ever. */
function isOfCertificate({ code }: Fault): boolean {
  return code.startsWith('certificate_') || code.startsWith('tls_')
}

const WARNINGS = ['certificate_ends', 'port_unopened']

function found(trouble: Fault | null, facts: Finding['facts'] = {}): Finding {
  const level = trouble === null ? 'good' : WARNINGS.includes(trouble.code) ? 'warning' : 'bad'
  return finding('consumers', null, level, trouble, facts)
}
