/**
 * Servers of the first client's time answer at auth/refresh, with or without a slash at its end, and want the Client
 * ID as JSON (docs/systems/draw.md 3). They are known by the path of the refresh endpoint.
 */
export function isOlderProtocol(refreshEndpoint: string): boolean {
  return /(^|\/)auth\/refresh\/?$/.test(refreshEndpoint)
}
