import { readAddress, withoutQuery } from '../entry/address.ts'
import { cutBefore } from '../entry/mended-address.ts'
import { warning } from '../entry/mistake.ts'
import type { Mistake } from './system.ts'

/** For a system whose API stands at the root of its host: what follows came with the page that the address was copied from. */
export function pageMistakes(baseUrl: string): Mistake[] {
  const { path = '/' } = readAddress(withoutQuery(baseUrl)) ?? {}
  return /^\/*$/.test(path) ? [] : [warning('settings.baseUrl', 'base_is_page', {}, cutBefore(baseUrl, /\//))]
}
