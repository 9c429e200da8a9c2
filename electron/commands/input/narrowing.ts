import type { AskedNarrowing, Narrowing } from '../../../shared/tokens/narrowing.ts'

/** What `--resource` and `--scope` ask for; null where neither stands there. Whether it can be read the keeper says. */
export function narrowingIn({ resource, scope }: AskedNarrowing): Narrowing | null {
  if (resource === undefined && scope === undefined) return null
  return { ...(resource === undefined ? {} : { resource }), ...(scope === undefined ? {} : { scope }) }
}
