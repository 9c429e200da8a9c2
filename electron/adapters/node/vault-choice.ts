import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { FaultError, fault, raise } from '../../../shared/fault.ts'
import type { VaultKind } from '../../core/ports.ts'
import { writeAtomically } from './atomic-write.ts'
import { errorCode } from './error-code.ts'
import { isAbsent } from './file-fault.ts'

export const VAULT_KINDS = ['keychain', 'file', 'memory'] as const satisfies readonly VaultKind[]

/** What was chosen last, and from where the secrets were moved there. Worthless to a thief. */
export type VaultChoice = z.infer<typeof choiceSchema>

const choiceSchema = z.object({ vault: z.enum(VAULT_KINDS), movedFrom: z.enum(VAULT_KINDS).optional() })

/**
 * Null when nothing was chosen yet. A file that cannot be understood raises vault_choice_unknown {choice: its path}: to guess
 * could open another vault, which would look as if everything were lost.
 */
export async function readVaultChoice(stateFolder: string): Promise<VaultChoice | null> {
  const path = choicePath(stateFolder)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (isAbsent(thrown)) return null
    throw new FaultError(fault('file_unreadable', { path, detail: errorCode(thrown) }), { cause: thrown })
  }
  try {
    return choiceSchema.parse(JSON.parse(text))
  } catch {
    return raise('vault_choice_unknown', { choice: path })
  }
}

export async function writeVaultChoice(stateFolder: string, choice: VaultChoice): Promise<void> {
  const path = choicePath(stateFolder)
  try {
    await writeAtomically(path, `${JSON.stringify(choice)}\n`)
  } catch (thrown) {
    throw new FaultError(fault('state_folder_unusable', { path, detail: errorCode(thrown) }), { cause: thrown })
  }
}

function choicePath(stateFolder: string): string {
  return join(stateFolder, 'vault-choice.json')
}
