/** The page's own address; nothing else is ever loaded in the window (protocol.ts). */
export const PAGE_SCHEME = 'app'
export const PAGE_ORIGIN = `${PAGE_SCHEME}://everbearer`
export const PAGE_ADDRESS = `${PAGE_ORIGIN}/`

/** What Electron tells of whoever sent a message. */
export type Sender = {
  readonly sender: { readonly id: number }
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null
}

/**
 * Only the main frame of our own window, while it shows our own page. A frame that is gone, one inside of it, or another
 * page in it (however it got there) is a stranger. The address is parsed, since `app://everbearer.evil/` begins alike.
 */
export function isTrusted({ sender, senderFrame }: Sender, windowId: number | null): boolean {
  if (windowId === null || sender.id !== windowId || senderFrame === null || senderFrame.parent !== null) return false
  try {
    const { protocol, host, username, password, port } = new URL(senderFrame.url)
    return protocol === `${PAGE_SCHEME}:` && host === 'everbearer' && `${username}${password}${port}` === ''
  } catch {
    return false
  }
}
