/** What the built programs need: system certificates, among others. */
const NEEDED = [22, 15] as const

export function isNodeTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])
}
