/** The system's Chromium, for whoever starts one: where it is, and how it keeps to itself. */
import { existsSync } from 'node:fs'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export function chromiumPath(): string {
  const place = PLACES.find((each) => existsSync(each))
  if (place === undefined) throw new Error('there is no Chromium: apt-get install chromium')
  return place
}

export const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const
