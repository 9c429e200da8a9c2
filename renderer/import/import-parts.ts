import type { Input } from '../../shared/api/contract/contract.ts'
import { FaultError, type Reply, replyOf } from '../../shared/fault.ts'
import { importAll } from '../../shared/import-export/import-in-parts.ts'
import type { ImportPlan } from '../../shared/import-export/planned-import.ts'
import { currentSecond } from '../time/ticker.ts'

/** What was given, and what was typed with it. */
export type Typed = {
  readonly text: string
  /** Not out of a file, which lies where it lay before. */
  readonly pasted: boolean
  readonly key: string
  readonly name: string
  readonly system: string
}

export const NOTHING: Typed = { text: '', pasted: false, key: '', name: '', system: '' }

export type Progress = { readonly done: number; readonly total: number }

/** A long file goes through in parts, and says how far it is. */
export function through(
  given: Typed,
  tell: (progress: Progress | null) => void,
  send: (part: Input<'moving.preview'>) => Promise<Reply<ImportPlan>>,
  mode: 'look' | 'take',
): Promise<Reply<ImportPlan>> {
  const sent = async (part: Input<'moving.preview'>): Promise<ImportPlan> => {
    const reply = await send(part)
    if (reply.ok) return reply.value
    throw new FaultError(reply.fault)
  }
  const told = (done: number, total: number): void => tell({ done, total })
  return replyOf(() => importAll(inputOf(given), currentSecond(), sent, told, mode).finally(() => tell(null)))
}

function inputOf({ text, key, name, system }: Typed): Input<'moving.preview'> {
  return {
    text,
    ...(key === '' ? {} : { key }),
    ...(name === '' ? {} : { name }),
    ...(system === '' ? {} : { system }),
  }
}
