import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'

const DEVICES = '/sys/class/net'

/**
 * Whether this is the address of a bridge that leads to containers of this computer alone, as container engines make them on
 * Linux. Tokens travel there without TLS, so a bridge that includes a network card is refused: it is the network itself.
 */
export async function isContainerBridge(address: string): Promise<boolean> {
  const name = Object.entries(networkInterfaces()).find(([, all]) => all?.some((each) => each.address === address))?.[0]
  if (name === undefined || !existsSync(join(DEVICES, name, 'bridge'))) return false
  const members = await readdir(join(DEVICES, name, 'brif')).catch(() => [])
  // Only a network card has a `device`; the veth ends of containers have none.
  return members.every((member) => !existsSync(join(DEVICES, member, 'device')))
}
