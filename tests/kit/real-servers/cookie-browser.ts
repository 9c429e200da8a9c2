/** As much of a browser as a sign-in without scripts needs: cookies, redirects, forms. */

export type CookieBrowser = {
  /** The last page that was reached. Redirects to `stopAt` are not followed: that address is given back. */
  open(url: string, init?: RequestInit): Promise<{ readonly url: string; readonly text: string }>
  cookie(name: string): string
}

export function cookieBrowser(stopAt: string): CookieBrowser {
  const jar = new Map<string, string>()

  async function open(url: string, init: RequestInit = {}): Promise<{ url: string; text: string }> {
    if (url.startsWith(stopAt)) return { url, text: '' }
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    const location = reply.headers.get('location')
    if (location === null) return { url, text: await reply.text() }
    await reply.body?.cancel()
    return open(new URL(location, url).href)
  }

  return { open, cookie: (name) => jar.get(name) ?? '' }
}
