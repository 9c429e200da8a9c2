/** The code of a system error (ECONNRESET, ENOENT, CERT_HAS_EXPIRED), or '' when it has none. Its text is never taken over: it could hold anything. */
export function errorCode(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown)) return ''
  return typeof thrown.code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(thrown.code) ? thrown.code : ''
}
