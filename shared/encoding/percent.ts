/** Text out of percent-encoding (RFC 3986 section 2.1); as it stands where it is none. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
