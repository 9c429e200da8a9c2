import { join } from 'node:path'
import { type Glimpse, glimpseOf } from '../../../../shared/index-file/index-glimpse.ts'
import { readStoredTextAtOnce } from './stored-file.ts'

/** A look at the index of whoever keeps, or will. Nothing in all that is none: setting it aside is the keeper's business. */
export function lookAtIndex(folder: string): Glimpse {
  try {
    return glimpseOf(JSON.parse(readStoredTextAtOnce(join(folder, 'index.json'))))
  } catch {
    return glimpseOf(null)
  }
}
