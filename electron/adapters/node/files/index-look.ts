import { join } from 'node:path'
import { type IndexPreview, indexPreviewOf } from '../../../../shared/index-file/index-preview.ts'
import { readStoredTextAtOnce } from './stored-file.ts'

/** A look at the index of whoever keeps, or will. Nothing in all that is none: setting it aside is the keeper's business. */
export function lookAtIndex(folder: string): IndexPreview {
  try {
    return indexPreviewOf(JSON.parse(readStoredTextAtOnce(join(folder, 'index.json'))))
  } catch {
    return indexPreviewOf(null)
  }
}
