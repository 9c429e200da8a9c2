import type { App, Session, Shell, WebContents } from 'electron'

/** Places that a link of our own page may lead to, in the system's browser. */
const KNOWN_HOSTS = ['draw.chavi.ai', 'opensourceais.com', 'app.run.ai'] as const

/** The page copies command lines; it asks for nothing else of the system. */
const ALLOWED = 'clipboard-sanitized-write'

/** Every page there is, also one that we never meant to have: no navigation, no windows, no guests. */
export function hardenPages(
  app: Pick<App, 'on'>,
  shell: Pick<Shell, 'openExternal'>,
  mayOpen: (url: string) => boolean,
): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (isKnown(url) || mayOpen(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}

function isKnown(url: string): boolean {
  try {
    const { protocol, hostname } = new URL(url)
    return protocol === 'https:' && KNOWN_HOSTS.some((host) => host === hostname)
  } catch {
    return false
  }
}

/**
 * No server gets a client certificate of this person's: without a listener Chromium sends the first that fits, by itself,
 * to whoever asks. Calls of our own session come here too (Electron says it of `net`), as do the pages'.
 */
export function refuseCertificates(app: Pick<App, 'on'>): void {
  app.on('select-client-certificate', (event, _contents, _url, _certificates, choose) => {
    event.preventDefault()
    choose()
  })
}

/** Every session, whoever makes it and whenever: no permissions, no devices, no downloads (save-file.ts is the way out). */
export function hardenSessions(app: Pick<App, 'on'>, session: { readonly defaultSession: Session }): void {
  const hardened = new WeakSet<Session>()
  const harden = (one: Session): void => {
    if (hardened.has(one)) return
    hardened.add(one)
    denyPermissions(one)
    one.on('will-download', (event) => event.preventDefault())
  }
  app.on('session-created', harden)
  harden(session.defaultSession)
}

function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === ALLOWED))
  session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED)
  session.setDevicePermissionHandler(() => false)
}
