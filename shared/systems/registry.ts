import { crafter } from './crafter/crafter.ts'
import { draw } from './draw/draw.ts'
import { oauth2 } from './oauth2/oauth2.ts'
import { osais } from './osais/osais.ts'
import { runai } from './runai/runai.ts'
import type { System } from './system.ts'

/** Every system there is; the special ones first, the generic one last so that it never wins over them. */
export const SYSTEMS: readonly System[] = [draw, osais, runai, crafter, oauth2]

export function systemNamed(id: string): System | null {
  return SYSTEMS.find((system) => system.id === id) ?? null
}
