import type { Bridge } from '../../shared/api/contract/contract.ts'

/** Nobody signs in at more places at once. */
const MAX_URLS = 10

export type SignInLinks = ReturnType<typeof createSignInLinks>

/** Where the keeper has just sent a person to sign in: the only foreign addresses that this window may have opened. */
export function createSignInLinks() {
  const urls: string[] = []

  function remember(url: string): void {
    if (URL.canParse(url) && /^https?:/.test(url)) urls.push(new URL(url).href)
    urls.splice(0, urls.length - MAX_URLS)
  }

  return {
    has: (url: string): boolean => urls.includes(url),
    /** The same bridge, past which no sign-in begins unnoticed. */
    watching: (bridge: Bridge): Bridge => ({
      async call(name, input) {
        const output = await bridge.call(name, input)
        if (name === 'signIn.begin') remember((output as { url: string }).url)
        return output
      },
    }),
  }
}
