import { boundAtFirstLoad } from '../../../shared/connections/binding.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { endedByRule } from '../../../shared/tokens/token.ts'

/** What a document lacks that an earlier build wrote, and that only its system knows; others stay as they are. */
export function completed(connection: Connection): Connection {
  const system = systemNamed(connection.system)
  if (system === null) return connection
  const { bound, tokens } = connection
  return {
    ...connection,
    // Of before there were bindings: bound to where it leads now (shared/connections/binding.ts).
    bound: bound ?? boundAtFirstLoad(system, connection),
    // Of before its system had a rule for tokens whose life nobody told.
    tokens: tokens && endedByRule(tokens, system.untoldLifeMs ?? null),
  }
}
