/** The system's Chromium, for whoever starts one: where it is, and how it keeps to itself. */
import { existsSync } from 'node:fs'

const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell'
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser that people have, windows and all. */
export function chromiumPath(): string {
  const place = PLACES.find((each) => existsSync(each))
  if (place === undefined) throw new Error('there is no Chromium: apt-get install chromium')
  return place
}

/**
 * The same engine without a browser's windows, which shows a page in a third of the time. Where no package of that name
 * is (Ubuntu), the whole browser.
 */
export function headlessShellPath(): string {
  return existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : chromiumPath()
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
