import type { Notice } from '../../shared/api/contract/contract.ts'
import type { Answers } from './answers.ts'

/** Null where it is none of ours: a later build may tell more than this one knows. */
export function readNotice(answers: Answers, raw: unknown): Notice | null {
  try {
    return answers.read(raw, (schemas) => schemas.noticeSchema)
  } catch {
    return null
  }
}
