const LOOPBACK_HOST = /^(\[::1\]|127(\.\d{1,3}){3}|([a-z0-9-]+\.)*localhost)$/

/**
 * Loopback is where plain http is as good as https: nothing leaves the machine (docs/decisions.md 15). The host must
 * fill its place up to the port or path; otherwise `http://localhost:80@elsewhere/` would pass for loopback.
 */
export function isLoopback(url: string): boolean {
  const host = /^https?:\/\/(\[[^\]]*\]|[^/:?#\\@]+)(:\d{1,5})?([/?#]|$)/i.exec(url.trim())?.[1] ?? ''
  return LOOPBACK_HOST.test(host.toLowerCase())
}
