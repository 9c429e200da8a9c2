import type { Bridge } from '../../shared/api/contract/contract.ts'

/** Nobody signs in at more places at once. */
const MOST = 10

export type SignInLinks = {
  has(url: string): boolean
  /** The same bridge, past which no sign-in begins unnoticed. */
  watching(bridge: Bridge): Bridge
}

/** Where the keeper has just sent a person to sign in: the only foreign addresses that this window may have opened. */
export function createSignInLinks(): SignInLinks {
  const urls: string[] = []

  function remember(url: string): void {
    if (URL.canParse(url) && /^https?:/.test(url)) urls.push(new URL(url).href)
    urls.splice(0, urls.length - MOST)
  }

  return {
    has: (url) => urls.includes(url),
    watching: (bridge) => ({
      async call(name, input) {
        const output = await bridge.call(name, input)
        if (name === 'signIn.begin') remember((output as { url: string }).url)
        return output
      },
    }),
  }
}
