import type { Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import type { Answers } from './answers.ts'

/** What a call has brought, by the contract. Throws where it does not fit. */
export function readOutput<Name extends CallName>(answers: Answers, name: Name, value: unknown): Output<Name> {
  return answers.read<unknown>(value, ({ CONTRACT }) => CONTRACT[name].output) as Output<Name>
}
