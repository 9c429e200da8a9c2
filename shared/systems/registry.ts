import { draw } from './draw.ts'
import { oauth2 } from './oauth2.ts'
import type { System } from './system.ts'

/** Every system there is; the special ones first, the generic one last so that it never wins over them. */
export const SYSTEMS: readonly System[] = [draw, oauth2]

export function systemNamed(id: string): System | null {
  return SYSTEMS.find((system) => system.id === id) ?? null
}
